//! `TikTok` Ads Manager: a campaign report, whole or by day.

use super::{AdWords, Preset, Step, ad_report, ad_steps};
use crate::engine::base::SourceColumn;

static COLUMNS: [SourceColumn; 9] = AdWords {
    day: &[
        "by_day", "day", "nach_tag", "par_jour", "por_día", "por_dia",
    ],
    from: &[],
    until: &[],
    campaign_id: &[
        "kampagnen_id",
        "id_de_campagne",
        "id_de_la_campaña",
        "id_da_campanha",
    ],
    campaign: &[
        "kampagnenname",
        "nom_de_la_campagne",
        "nombre_de_la_campaña",
        "nome_da_campanha",
    ],
    spend: &["cost", "kosten", "coût", "coste", "custo"],
    clicks: &[
        "clicks_(destination)",
        "clicks_(all)",
        "click",
        "destination_clicks",
        "klicks_(ziel)",
        "klicks",
        "clics_(destination)",
        "clics_(destino)",
        "cliques_(destino)",
    ],
    impressions: &["impression", "impressionen", "impresiones", "impressões"],
    currency: &["währung", "devise", "moneda", "moeda"],
}
.columns();

static STEPS: [Step; 5] = ad_steps("TikTok");

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "TikTok",
    shape: ad_report(&COLUMNS),
    marks: &[
        "by_day",
        "primary_status",
        "campaign_budget",
        "cpc_(destination)",
        "ctr_(destination)",
        "clicks_(destination)",
        "video_views",
        "6_second_video_views",
        "2_second_video_views",
        "ad_group_name",
        "tiktok",
    ],
    marks_needed: 1,
    steps: &STEPS,
};
