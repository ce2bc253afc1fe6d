//! Pinterest Ads Manager: a campaign report, for a range of days or by day. Pin clicks are its clicks.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &["day", "datum", "jour", "fecha", "data"],
    from: &["start_date"],
    until: &["end_date"],
    campaign_id: &[
        "kampagnen_id",
        "id_de_campagne",
        "id_de_la_campagne",
        "id_de_campaña",
        "id_da_campanha",
    ],
    campaign: &[
        "kampagnenname",
        "nom_de_la_campagne",
        "nombre_de_la_campaña",
        "nome_da_campanha",
    ],
    spend: &[
        "spend_in_account_currency",
        "spend",
        "ausgaben_in_kontowährung",
        "dépenses_dans_la_devise_du_compte",
        "gasto_en_la_moneda_de_la_cuenta",
        "gastos_na_moeda_da_conta",
    ],
    clicks: &[
        "pin_clicks",
        "outbound_clicks",
        "pin_klicks",
        "clics_sur_l'épingle",
        "clics_en_el_pin",
        "cliques_no_pin",
    ],
    impressions: &[
        "paid_impressions",
        "impressionen",
        "impresiones",
        "impressões",
    ],
    currency: &["account_currency", "currency_code", "spend_currency"],
}
.columns();

static STEPS: [Step; 5] = ad_steps("Pinterest");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Pinterest",
    shape: ad_report(&COLUMNS),
    marks: &[
        "pin_clicks",
        "pin_click_rate",
        "saves",
        "save_rate",
        "outbound_clicks",
        "spend_in_account_currency",
        "campaign_objective",
        "pin_klicks",
        "pinterest",
    ],
    marks_needed: 1,
    steps: &STEPS,
};
