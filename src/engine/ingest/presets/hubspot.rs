//! HubSpot: deals as its own export writes them, and as its API's property names come through a connector.

use super::{Preset, Step, date, flag, name, needed, text, usd};
use crate::engine::base::{SourceColumn, SourceSpec};

static COLUMNS: [SourceColumn; 9] = [
    needed(text(
        "opportunity_id",
        &[
            "deal_id",
            "record_id",
            "hs_object_id",
            "property_hs_object_id",
            "datensatz_id",
            "id_de_fiche_d'information",
            "id_de_registro",
            "id_do_registro",
        ],
    )),
    text(
        "account_id",
        &[
            "associated_company_ids",
            "associated_company_id",
            "company_id",
        ],
    ),
    needed(date(
        "created_date",
        &[
            "property_createdate",
            "create_date",
            "createdate",
            "erstellungsdatum",
            "erstelldatum",
            "date_de_création",
            "fecha_de_creación",
            "data_de_criação",
        ],
    )),
    needed(text(
        "stage",
        &[
            "property_dealstage",
            "deal_stage",
            "dealstage",
            "deal_pipeline_stage_id",
            "deal_phase",
            "phase_de_la_transaction",
            "etapa_del_negocio",
            "etapa_do_negócio",
        ],
    )),
    usd(
        "amount_usd",
        &[
            "property_amount_in_home_currency",
            "amount_in_company_currency",
            "property_amount",
            "amount",
            "betrag",
            "montant",
            "importe",
            "cantidad",
            "valor",
        ],
    ),
    text(
        "source",
        &[
            "property_hs_analytics_source",
            "original_traffic_source",
            "original_source",
            "original_source_type",
            "hs_analytics_source",
        ],
    ),
    date(
        "close_date",
        &[
            "property_closedate",
            "closedate",
            "abschlussdatum",
            "date_de_fermeture",
            "fecha_de_cierre",
            "data_de_fechamento",
        ],
    ),
    name(
        "owner",
        &[
            "deal_owner",
            "owner_id",
            "hubspot_owner_id",
            "zuständiger_mitarbeiter",
            "propriétaire_de_la_transaction",
            "propietario_del_negocio",
            "proprietário_do_negócio",
        ],
    ),
    flag("is_deleted", &["archived", "_fivetran_deleted"]),
];

/// The preset.
pub static PRESET: Preset = Preset {
    vendor: "HubSpot",
    shape: SourceSpec {
        id: "salesforce_opportunities",
        grain: "one deal",
        key: &[],
        keeps_equal_rows: false,
        columns: &COLUMNS,
    },
    marks: &[
        "property_dealname",
        "deal_name",
        "dealname",
        "deal_pipeline_id",
        "portal_id",
        "pipeline",
        "deal_type",
        "nom_de_la_transaction",
        "nombre_del_negocio",
        "nome_do_negócio",
    ],
    marks_needed: 1,
    steps: &[
        Step::SetAside(
            "is_deleted",
            "deleted",
            "This deal was deleted in HubSpot: export without deleted records to leave it out.",
        ),
        Step::Fixed(
            "stage",
            "Unknown",
            "a deal without a stage counts as open, in a stage named Unknown",
        ),
    ],
};
