//! Google Analytics 4: a traffic report. Its rows are counts of sessions, not sessions: each becomes one row that carries
//! how many it stands for. Users cannot be counted from it (the same person is in several rows), so they are null.

use super::{Preset, Step, count, date, name, needed, text};
use crate::engine::base::{SourceColumn, SourceSpec};

const KEY: &[&str] = &["session_date", "utm_source", "utm_campaign", "landing_page"];

static COLUMNS: [SourceColumn; 8] = [
    date("session_date", &["date", "datum", "fecha", "data"]),
    needed(count("sessions", &["sitzungen", "sesiones", "sessões"])),
    text(
        "utm_source",
        &[
            "session_source_/_medium",
            "session_source",
            "session_manual_source",
            "sitzung_–_quelle/medium",
            "sitzung_–_quelle",
            "source_/_support_de_la_session",
            "source_de_la_session",
            "fuente/medio_de_la_sesión",
            "fuente_de_la_sesión",
            "origem_/_mídia_da_sessão",
            "origem_da_sessão",
            "source_/_medium",
        ],
    ),
    text(
        "channel_group",
        &[
            "session_default_channel_group",
            "session_primary_channel_group_(default_channel_group)",
            "session_primary_channel_group_(default_channel_grouping)",
            "default_channel_group",
            "sitzung_–_standard_channelgruppe",
            "groupe_de_canaux_par_défaut_de_la_session",
            "grupo_de_canales_predeterminado_de_la_sesión",
            "grupo_de_canais_padrão_da_sessão",
        ],
    ),
    text(
        "utm_campaign",
        &[
            "session_campaign",
            "session_manual_campaign_name",
            "sitzung_–_kampagne",
            "campagne_de_la_session",
            "campaña_de_la_sesión",
            "campanha_da_sessão",
        ],
    ),
    name(
        "landing_page",
        &[
            "landing_page_+_query_string",
            "landingpage",
            "page_de_destination",
            "página_de_destino",
        ],
    ),
    count(
        "pageviews",
        &["views", "aufrufe", "vues", "vistas", "visualizações"],
    ),
    count(
        "conversions",
        &[
            "key_events",
            "schlüsselereignisse",
            "événements_clés",
            "eventos_clave",
            "eventos_principais",
        ],
    ),
];

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "Google Analytics 4",
    shape: SourceSpec {
        id: "web_analytics",
        grain: "the sessions of one day from one source",
        key: &[],
        keeps_equal_rows: false,
        columns: &COLUMNS,
    },
    marks: &[
        "engaged_sessions",
        "engagement_rate",
        "total_users",
        "active_users",
        "new_users",
        "event_count",
        "events_per_session",
        "session_source_/_medium",
        "session_default_channel_group",
        "session_primary_channel_group_(default_channel_group)",
        "average_engagement_time_per_session",
        "sitzungen_mit_interaktionen",
        "gesamtnutzerzahl",
        "aktive_nutzer",
        "sessions_avec_engagement",
        "utilisateurs_actifs",
        "sesiones_con_interacción",
        "usuarios_activos",
        "sessões_engajadas",
        "usuários_ativos",
    ],
    marks_needed: 1,
    steps: &[
        Step::Medium("utm_source"),
        Step::Instead(
            "utm_source",
            "channel_group",
            "the channel group stands for the source, which the export does not carry",
        ),
        Step::Days("session_date", "from", "until"),
        Step::Sum(KEY),
        Step::Identity(
            "session_id",
            KEY,
            "rows count sessions together: each carries how many, and its users are not known",
        ),
    ],
};
