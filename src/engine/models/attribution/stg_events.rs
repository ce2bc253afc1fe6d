//! `stg_events`: events with their channel resolved.
//! Grain: one event; its id is its place in the files. The channel is decided once for each distinct channel, medium,
//! source and host (`channel`), never once a row. A purchase without revenue counts as 0 and is named by a test. All
//! other columns are the source's, not copied.

use super::channel::{self, DIRECT};
use super::{SUBJECT, column, text, time};
use crate::engine::base::{
    Amounts, CodeVec, Codes, Column, Interner, Kind, NULL_CODE, Result, Table, TextColumn, Unit,
};
use crate::engine::warehouse::{
    Build, DataTest, Input, Layer, ModelSpec, SOURCE_ROW, Severity, checks,
};
use std::ops::Range;

/// A page seen.
pub const PAGE_VIEW: &str = "page_view";

/// Rows taken in one call. A browser runs a function in its quick, unoptimised form until a later call, so one call for
/// a million rows would never be optimised.
pub const RUN: usize = 8192;

/// Something bought, or given back.
pub const PURCHASE: &str = "purchase";

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "stg_events",
    subject: SUBJECT,
    layer: Layer::Staging,
    grain: "one event of a client",
    key: &["event_id"],
    columns: &[
        column(
            "event_id",
            Kind::Integer,
            Unit::Number,
            "Where the event came from: index of the file (by name) × 2^32 + line in the file.",
        ),
        text("client_id", "Id of the client."),
        text("event_type", "What happened: page_view or purchase."),
        text("session_id", "Id of the session; null: not known."),
        text(
            "channel",
            "Channel in lower snake case; direct where nothing says where the client came from.",
        ),
        text("campaign_id", "Id of the campaign; null: none."),
        text("utm_source", "utm_source as recorded; null: none."),
        text("utm_medium", "utm_medium as recorded; null: none."),
        text("page_url", "Address of the page; null: not known."),
        text(
            "referrer_url",
            "Address of the page before; null: none or not known.",
        ),
        text("product_id", "Id of the product; null: none."),
        text("product_category", "Category of the product; null: none."),
        column(
            "revenue",
            Kind::Amount,
            Unit::Usd,
            "Revenue of a purchase, 0 where the export has none; negative: a refund. Null: no purchase.",
        ).added(),
        time("event_time", "When it happened (UTC)."),
    ],
    inputs: &[Input::Source("events"), Input::ChannelAliases],
    tests: &[
        DataTest {
            id: "client_known",
            sentence: "Every client is in stg_clients, where a clients file is loaded.",
            severity: Severity::Warn,
            run: |table, build| {
                let clients = build.model("stg_clients")?;
                if clients.height() == 0 {
                    return Ok(Vec::new());
                }
                checks::relation(table, "client_id", clients, "client_id")
            },
        },
        DataTest {
            id: "revenue_known",
            sentence: "Every purchase has a revenue (without, it counts as 0).",
            severity: Severity::Warn,
            run: |table, build| {
                purchases(table, build.source("events")?, |revenue| revenue.is_none())
            },
        },
        DataTest {
            id: "no_refund",
            sentence: "No purchase has a negative revenue (it is kept as a refund).",
            severity: Severity::Warn,
            run: |table, _| purchases(table, table, |revenue| revenue.is_some_and(|r| r < 0.0)),
        },
    ],
    sql: include_str!("stg_events.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.source("events")?;
    let aliases = build.aliases()?;
    let mut channels = Interner::new();
    channels.intern(DIRECT);
    let of_source = |text: &str| channel::of_source(text, aliases);
    let evidence = [
        Evidence::new(events.text("channel")?, &mut channels, &channel::snake),
        Evidence::new(
            events.text("utm_medium")?,
            &mut channels,
            &channel::of_medium,
        ),
        Evidence::new(events.text("utm_source")?, &mut channels, &of_source),
    ];
    let referrers = Referrers::new(
        events.text("referrer_url")?,
        events.text("page_url")?,
        &mut channels,
    );
    let mut codes = CodeVec::with_capacity(channels.dict().len(), events.height());
    let mut run = Vec::with_capacity(RUN);
    for from in (0..events.height()).step_by(RUN) {
        run.clear();
        let rows = from..(from + RUN).min(events.height());
        resolve(&evidence, &referrers, rows, &mut run);
        codes.append(&run);
    }

    let table = events
        .with(event_types(events)?)?
        .with(Column::coded("channel", codes, channels.finish()))?
        .with(events.column(SOURCE_ROW)?.renamed("event_id"))?;
    let table = match filled(events.sparse("revenue")?, table.text("event_type")?) {
        Some(column) => table.with(column)?,
        None => table,
    };
    let names: Vec<&str> = SPEC.columns.iter().map(|column| column.name).collect();
    table.select(&names)
}

/// Event types in normal form; where the files have them so, their column as it stands.
fn event_types(events: &Table) -> Result<Column> {
    let text = events.text("event_type")?;
    let mut known = Interner::new();
    let of: Vec<u32> = text
        .dict
        .iter()
        .map(|entry| known.intern(&entry.to_lowercase().replace([' ', '-', '.'], "_")))
        .collect();
    if text.dict.iter().eq(known.dict().iter()) {
        return events.column("event_type");
    }
    let codes = text.codes.recoded(&of, known.dict().len());
    Ok(Column::coded("event_type", codes, known.finish()))
}

/// Appends the channels of these rows: what is said of the channel, else what the referrer says.
#[inline(never)]
fn resolve(
    evidence: &[Evidence<'_>],
    referrers: &Referrers<'_>,
    rows: Range<usize>,
    codes: &mut Vec<u32>,
) {
    for row in rows {
        let told = evidence.iter().map(|evidence| evidence.channel(row));
        let told = told.into_iter().find(|code| *code != NULL_CODE);
        codes.push(told.unwrap_or_else(|| referrers.channel(row)));
    }
}

/// The channel that each entry of a column's dictionary stands for.
struct Evidence<'a> {
    codes: Codes<'a>,
    channels: Vec<u32>,
}

impl<'a> Evidence<'a> {
    fn new(
        text: TextColumn<'a>,
        channels: &mut Interner,
        resolve: &dyn Fn(&str) -> Option<String>,
    ) -> Evidence<'a> {
        let of = |entry| resolve(entry).map_or(NULL_CODE, |name| channels.intern(&name));
        Evidence {
            codes: text.codes,
            channels: text.dict.iter().map(of).collect(),
        }
    }

    fn channel(&self, row: usize) -> u32 {
        at(&self.channels, self.codes.read(row))
    }
}

/// The hosts of referrers and of pages: a referrer of the page's own host is no evidence.
struct Referrers<'a> {
    referrer: Evidence<'a>,
    referrer_hosts: Vec<u32>,
    pages: Codes<'a>,
    page_hosts: Vec<u32>,
}

impl<'a> Referrers<'a> {
    fn new(
        referrer: TextColumn<'a>,
        page: TextColumn<'a>,
        channels: &mut Interner,
    ) -> Referrers<'a> {
        let mut hosts = Interner::new();
        // Thousands of pages stand on few hosts.
        let (mut authorities, mut hosts_of) = (Interner::new(), Vec::new());
        let mut host = |url: &str| {
            let known = authorities.intern(channel::authority(url)) as usize;
            if known == hosts_of.len() {
                let host = channel::host(url).map_or(NULL_CODE, |host| hosts.intern(&host));
                hosts_of.push(host);
            }
            at(&hosts_of, known as u32)
        };
        let mut of =
            |text: TextColumn<'_>| -> Vec<u32> { text.dict.iter().map(&mut host).collect() };
        let referrer_hosts = of(referrer);
        // Without a referrer nothing is compared with the page.
        let page_hosts = if referrer_hosts.is_empty() {
            Vec::new()
        } else {
            of(page)
        };
        let resolve = |url: &str| channel::host(url).map(|host| channel::of_host(&host).to_owned());
        Referrers {
            referrer: Evidence::new(referrer, channels, &resolve),
            referrer_hosts,
            pages: page.codes,
            page_hosts,
        }
    }

    /// The channel of a row's referrer; direct is the first code.
    fn channel(&self, row: usize) -> u32 {
        let host = at(&self.referrer_hosts, self.referrer.codes.read(row));
        if host == NULL_CODE || host == at(&self.page_hosts, self.pages.read(row)) {
            return 0;
        }
        self.referrer.channel(row)
    }
}

fn at(codes: &[u32], code: u32) -> u32 {
    codes.get(code as usize).copied().unwrap_or(NULL_CODE)
}

/// The revenue column with 0 for each purchase without; `None` where there is no such purchase.
fn filled(revenue: Amounts<'_>, types: TextColumn<'_>) -> Option<Column> {
    if revenue.is_dense() {
        return None;
    }
    let purchase = super::int_page_views::code_of(types, PURCHASE);
    let lacks = |row: usize| types.codes.read(row) == purchase && revenue.get(row).is_none();
    let rows = types.codes.len();
    if !(0..rows).any(lacks) {
        return None;
    }
    let values = (0..rows).map(|row| {
        if lacks(row) {
            Some(0.0)
        } else {
            revenue.get(row)
        }
    });
    Some(Column::amounts("revenue", values))
}

/// The purchases whose revenue, in another table of the same rows, is at fault.
fn purchases(
    events: &Table,
    amounts: &Table,
    at_fault: fn(Option<f64>) -> bool,
) -> Result<Vec<String>> {
    let revenue = amounts.sparse("revenue")?;
    let (ids, types) = (events.whole("event_id")?, events.text("event_type")?);
    let (clients, times) = (events.text("client_id")?, events.times("event_time")?);
    let purchase = super::int_page_views::code_of(types, PURCHASE);
    let mut out = Vec::new();
    for row in 0..events.height() {
        if types.codes.at(row) == purchase && at_fault(revenue.get(row)) {
            out.push(format!(
                "client {} at {}, line {}",
                clients.get(row).unwrap_or_default(),
                crate::protocol::format::timestamp(times.at(row)),
                ids.get(row).unwrap_or_default() as u32
            ));
        }
    }
    Ok(out)
}
