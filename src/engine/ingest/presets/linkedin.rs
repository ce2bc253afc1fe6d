//! LinkedIn Campaign Manager: a campaign performance report by day, below a title of several lines.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &[],
    from: &[
        "start_date_(in_utc)",
        "startdatum_(in_utc)",
        "startdatum_(utc)",
        "date_de_début_(en_utc)",
        "date_de_début_(utc)",
        "fecha_de_inicio_(en_utc)",
        "data_de_início_(em_utc)",
        "start_date",
    ],
    until: &["end_date_(in_utc)", "end_date"],
    campaign_id: &[
        "kampagnen_id",
        "identifiant_de_la_campagne",
        "id_de_campagne",
        "id_de_la_campaña",
        "código_da_campanha",
        "id_da_campanha",
    ],
    campaign: &[
        "kampagnenname",
        "nom_de_la_campagne",
        "nombre_de_la_campaña",
        "nome_da_campanha",
    ],
    spend: &[
        "total_spent",
        "gesamtausgaben",
        "total_dépensé",
        "total_des_dépenses",
        "total_gastado",
        "total_gasto",
    ],
    clicks: &["klicks", "clics", "cliques"],
    impressions: &["impressionen", "impresiones", "impressões"],
    currency: &["währung", "devise", "moneda", "moeda"],
}
.columns();

static STEPS: [Step; 5] = ad_steps("LinkedIn");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "LinkedIn Campaign Manager",
    shape: ad_report(&COLUMNS),
    marks: &[
        "campaign_group_name",
        "campaign_group_id",
        "click_through_rate",
        "total_conversion_value",
        "account_name",
        "total_social_actions",
        "campaign_performance_report",
    ],
    marks_needed: 0,
    steps: &STEPS,
};
