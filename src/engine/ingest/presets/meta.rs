//! Meta Ads Manager: an export of campaigns, for a range of days or broken down by day. The currency stands in the name
//! of the spend column.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &["day", "tag", "jour", "día", "dia"],
    from: &[
        "reporting_starts",
        "berichtsstart",
        "anfang_des_auswertungszeitraums",
        "début_des_rapports",
        "inicio_del_informe",
        "início_dos_relatórios",
    ],
    until: &[
        "reporting_ends",
        "berichtsende",
        "ende_des_auswertungszeitraums",
        "fin_des_rapports",
        "fin_del_informe",
        "término_dos_relatórios",
        "encerramento_dos_relatórios",
    ],
    campaign_id: &[
        "kampagnen_id",
        "id_de_campagne",
        "identifiant_de_la_campagne",
        "identificador_de_la_campaña",
        "identificação_da_campanha",
    ],
    campaign: &[
        "kampagnenname",
        "name_der_kampagne",
        "nom_de_la_campagne",
        "nombre_de_la_campaña",
        "nome_da_campanha",
    ],
    spend: &[
        "amount_spent",
        "ausgegebener_betrag",
        "montant_dépensé",
        "importe_gastado",
        "valor_usado",
        "valor_gasto",
        "montante_gasto",
    ],
    clicks: &[
        "link_clicks",
        "link_klicks",
        "clics_sur_un_lien",
        "clics_en_el_enlace",
        "cliques_no_link",
        "clicks_(all)",
        "klicks_(alle)",
        "clics_(tous)",
        "clics_(todos)",
        "cliques_(todos)",
    ],
    impressions: &["impressionen", "impresiones", "impressões"],
    currency: &["account_currency"],
}
.columns();

static STEPS: [Step; 5] = ad_steps("Meta");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Meta Ads Manager",
    shape: ad_report(&COLUMNS),
    marks: &[
        "campaign_delivery",
        "result_indicator",
        "results",
        "reach",
        "cost_per_results",
        "auslieferung_der_kampagne",
        "ergebnisse",
        "reichweite",
        "résultats",
        "couverture",
        "resultados",
        "alcance",
        "ad_set_name",
        "attribution_setting",
    ],
    marks_needed: 0,
    steps: &STEPS,
};
