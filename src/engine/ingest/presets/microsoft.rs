//! Microsoft Advertising: a campaign performance report, whole or by day.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &[
        "gregorian_date",
        "time_period",
        "timeperiod",
        "day",
        "tag",
        "datum",
        "jour",
        "día",
        "fecha",
        "dia",
        "data",
    ],
    from: &[],
    until: &[],
    campaign_id: &[
        "campaignid",
        "kampagnen_id",
        "id_de_campagne",
        "id_de_campaña",
        "id_da_campanha",
    ],
    campaign: &[
        "campaign",
        "campaignname",
        "kampagne",
        "campagne",
        "campaña",
        "campanha",
    ],
    spend: &[
        "spend",
        "ausgaben",
        "dépenses",
        "dépense",
        "gasto",
        "gastos",
    ],
    clicks: &["klicks", "clics", "cliques"],
    impressions: &["impr_", "impressionen", "impresiones", "impressões"],
    currency: &[
        "currency_code",
        "currencycode",
        "währungscode",
        "code_de_la_devise",
        "código_de_moneda",
        "código_da_moeda",
    ],
}
.columns();

static STEPS: [Step; 5] = ad_steps("Microsoft Ads");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Microsoft Ads",
    shape: ad_report(&COLUMNS),
    marks: &[
        "avg_cpc",
        "avg__cpc",
        "account_number",
        "accountnumber",
        "account_name",
        "campaign_performance_report",
        "top_impr__share_percent",
        "bid_strategy_type",
        "delivery",
        "cpa",
        "microsoft",
    ],
    marks_needed: 1,
    steps: &STEPS,
};
