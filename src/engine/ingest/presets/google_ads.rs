//! Google Ads: a campaign report, whole or by day, in the language of the account. The channel is the platform.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &["day", "tag", "jour", "día", "dia"],
    from: &[],
    until: &[],
    campaign_id: &[
        "kampagnen_id",
        "id_de_campagne",
        "id_de_la_campagne",
        "id_de_campaña",
        "id_de_la_campaña",
        "id_da_campanha",
    ],
    campaign: &["campaign", "kampagne", "campagne", "campaña", "campanha"],
    spend: &["cost", "kosten", "coût", "coste", "costo", "custo"],
    clicks: &["klicks", "clics", "cliques"],
    impressions: &["impr_", "impressionen", "impresiones", "impressões"],
    currency: &[
        "currency_code",
        "währungscode",
        "code_de_devise",
        "code_devise",
        "código_de_moneda",
        "código_de_divisa",
        "código_da_moeda",
    ],
}
.columns();

static STEPS: [Step; 5] = ad_steps("Google Ads");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Google Ads",
    shape: ad_report(&COLUMNS),
    marks: &[
        "campaign_status",
        "campaign_type",
        "kampagnentyp",
        "kampagnenstatus",
        "type_de_campagne",
        "tipo_de_campaña",
        "tipo_de_campanha",
        "cost_/_conv_",
        "kosten/conv_",
        "coût/conv_",
        "coste/conv_",
        "custo/conv_",
        "campaign_report",
        "kampagnenbericht",
        "rapport_sur_les_campagnes",
        "informe_de_campaña",
        "relatório_de_campanha",
        "google_ads",
    ],
    marks_needed: 0,
    steps: &STEPS,
};
