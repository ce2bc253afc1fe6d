//! Salesforce: a report of opportunities in the language of the user (names, no ids), and a table from Data Loader
//! (field names, ids).

use super::{Preset, Step, date, flag, name, needed, text, usd};
use crate::engine::base::{SourceColumn, SourceSpec};

const DELETED: Step = Step::SetAside(
    "is_deleted",
    "deleted",
    "This opportunity lies in the recycle bin: export without deleted records to leave it out.",
);

const fn opportunities(columns: &'static [SourceColumn]) -> SourceSpec {
    SourceSpec {
        id: "salesforce_opportunities",
        grain: "one opportunity",
        key: &[],
        keeps_equal_rows: false,
        columns,
    }
}

static REPORT_COLUMNS: [SourceColumn; 14] = [
    text("opportunity_id", &["opportunityid", "id_de_la_oportunidad"]),
    text("account_id", &["accountid", "accountnummer"]),
    name(
        "account_name",
        &[
            "accountname",
            "nom_du_compte",
            "nombre_de_la_cuenta",
            "nome_da_conta",
        ],
    ),
    needed(name(
        "opportunity_name",
        &[
            "opportunityname",
            "nom_de_l'opportunité",
            "nom_de_l’opportunité",
            "nombre_de_la_oportunidad",
            "nome_da_oportunidade",
        ],
    )),
    needed(date(
        "created_date",
        &[
            "erstelldatum",
            "erstellungsdatum",
            "date_de_création",
            "fecha_de_creación",
            "data_de_criação",
        ],
    )),
    needed(text(
        "stage",
        &["phase", "étape", "etapa", "fase", "opportunity_stage"],
    )),
    usd(
        "amount_usd",
        &[
            "amount_(converted)",
            "amount",
            "betrag_(konvertiert)",
            "betrag",
            "montant_(converti)",
            "montant",
            "importe_(convertido)",
            "importe",
            "quantia",
            "valor",
        ],
    ),
    text(
        "currency",
        &[
            "amount_(converted)_currency",
            "amount_currency",
            "opportunity_currency",
            "betrag_währung",
            "devise_de_l'opportunité",
            "devise_du_montant",
            "divisa_de_importe",
            "moeda_do_valor",
        ],
    ),
    text(
        "source",
        &[
            "lead_source",
            "lead_quelle",
            "origine_de_la_piste",
            "origen_del_prospecto",
            "origen_del_candidato",
            "origem_do_lead",
        ],
    ),
    text(
        "owner_region",
        &[
            "region",
            "territory",
            "owner_role",
            "sales_region",
            "gebiet",
            "région",
            "región",
            "região",
        ],
    ),
    date(
        "close_date",
        &[
            "schlusstermin",
            "abschlussdatum",
            "date_de_clôture",
            "fecha_de_cierre",
            "data_de_fechamento",
        ],
    ),
    name(
        "owner",
        &[
            "opportunity_owner",
            "opportunity_inhaber",
            "inhaber_der_opportunity",
            "propriétaire_de_l'opportunité",
            "propietario_de_la_oportunidad",
            "proprietário_da_oportunidade",
        ],
    ),
    text("segment", &["account_segment", "customer_segment"]),
    flag(
        "is_deleted",
        &["deleted", "gelöscht", "supprimé", "eliminado", "excluído"],
    ),
];

/// A report.
pub static REPORT: Preset = Preset {
    vendor: "Salesforce report",
    shape: opportunities(&REPORT_COLUMNS),
    marks: &[
        "probability_(%)",
        "wahrscheinlichkeit_(%)",
        "probabilité_(%)",
        "probabilidad_(%)",
        "probabilidade_(%)",
        "primary_campaign_source:_campaign_name",
        "fiscal_period",
        "age",
        "next_step",
        "type",
    ],
    marks_needed: 0,
    steps: &[
        DELETED,
        Step::Instead(
            "account_id",
            "account_name",
            "the account's name stands for its id, which the report does not carry",
        ),
        Step::Identity(
            "opportunity_id",
            &["account_name", "opportunity_name", "created_date"],
            "a hash of account, name and created date stands for the id, which the report does not carry",
        ),
    ],
};

static LOADER_COLUMNS: [SourceColumn; 10] = [
    needed(text("opportunity_id", &["id"])),
    text("account_id", &["accountid"]),
    needed(date("created_date", &["createddate"])),
    needed(text("stage", &["stagename"])),
    usd("amount_usd", &["amount"]),
    text("currency", &["currencyisocode"]),
    text("source", &["leadsource"]),
    date("close_date", &["closedate"]),
    text("owner", &["ownerid"]),
    flag("is_deleted", &["isdeleted"]),
];

/// A table from Data Loader.
pub static DATA_LOADER: Preset = Preset {
    vendor: "Salesforce Data Loader",
    shape: opportunities(&LOADER_COLUMNS),
    marks: &[
        "systemmodstamp",
        "createdbyid",
        "lastmodifieddate",
        "lastmodifiedbyid",
        "forecastcategory",
        "forecastcategoryname",
        "iswon",
        "isclosed",
        "pricebook2id",
        "fiscalquarter",
    ],
    marks_needed: 1,
    steps: &[DELETED],
};
