//! Spotify Ads Manager: a campaign or ad report, for a range of days or by day.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &["day", "report_date"],
    from: &[
        "start_date",
        "startdatum",
        "date_de_début",
        "fecha_de_inicio",
        "data_de_início",
    ],
    until: &[
        "end_date",
        "enddatum",
        "date_de_fin",
        "fecha_de_finalización",
        "data_de_término",
    ],
    campaign_id: &[
        "kampagnen_id",
        "id_de_campagne",
        "id_de_la_campaña",
        "id_da_campanha",
    ],
    campaign: &[
        "campaign",
        "kampagnenname",
        "nom_de_la_campagne",
        "nombre_de_la_campaña",
        "nome_da_campanha",
    ],
    spend: &[
        "spend",
        "total_spend",
        "budget_spent",
        "ausgaben",
        "dépenses",
        "gasto",
        "gastos",
    ],
    clicks: &["klicks", "clics", "cliques"],
    impressions: &[
        "impressions_(ads_served)",
        "ads_served",
        "impressionen",
        "impresiones",
        "impressões",
    ],
    currency: &["account_currency", "währung", "devise", "moneda", "moeda"],
}
.columns();

static STEPS: [Step; 5] = ad_steps("Spotify");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Spotify",
    shape: ad_report(&COLUMNS),
    marks: &[
        "completes",
        "starts",
        "first_quartiles",
        "midpoints",
        "third_quartiles",
        "completion_rate",
        "off_spotify_impressions",
        "new_listeners",
        "listeners",
        "streams",
        "spotify",
    ],
    marks_needed: 1,
    steps: &STEPS,
};
