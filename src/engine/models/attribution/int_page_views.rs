//! `int_page_views`: page views by client, in the order of time.
//! Grain: one page view. Rows of a client stand together and in the order of (time, event); every model that looks back
//! from a purchase walks them without sorting, so a change of the lookback never sorts again.
//!
//! Events are put behind one another by client with a counting sort, each as one record (one write a row, not one a
//! column); a client's own rows are then sorted only where the files do not have them in order.

use super::stg_events::PAGE_VIEW;
use super::{SUBJECT, column, text, time};
use crate::engine::base::{Column, Error, Kind, NULL_CODE, Result, Table, TextColumn, Unit};
use crate::engine::warehouse::rollup::distinct_codes;
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_page_views",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one page view; those of a client stand together, in the order of time",
    key: &["client_id", "event_time", "event_id"],
    columns: &[
        text("client_id", "Id of the client."),
        time("event_time", "When the page was seen (UTC)."),
        column(
            "event_id",
            Kind::Integer,
            Unit::Number,
            "The event; of two at one time the lower comes first.",
        ),
        text("session_id", "Id of the session; null: not known."),
        text(
            "channel",
            "Channel; direct where nothing says where the client came from.",
        ),
        text("campaign_id", "Id of the campaign; null: none."),
    ],
    inputs: &[Input::Model("stg_events")],
    tests: &[],
    sql: include_str!("int_page_views.sql"),
    build,
};

/// A page view while it is sorted. Its row stands for its id: both rise together.
#[derive(Clone, Copy, Default)]
struct View {
    time: i64,
    row: u32,
    session: u32,
    channel: u32,
    campaign: u32,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_events")?;
    let (types, client) = (events.text("event_type")?, events.text("client_id")?);
    let (times, ids) = (events.integers("event_time")?, events.integers("event_id")?);
    let session = events.text("session_id")?;
    let (channel, campaign) = (events.text("channel")?, events.text("campaign_id")?);
    let view = code_of(types, PAGE_VIEW);
    let clients = distinct_codes(client);
    let sessions = distinct_codes(session);

    // Where the rows of each client begin; after the scatter, where they end.
    let mut ends = vec![0_u32; client.dict.len() + 1];
    for (client, kind) in clients.iter().zip(types.codes) {
        if *kind == view
            && let Some(count) = ends.get_mut(*client as usize)
        {
            *count += 1;
        }
    }
    let mut rows = 0;
    for end in &mut ends {
        let count = std::mem::replace(end, rows);
        rows += count;
    }
    let mut views = vec![View::default(); rows as usize];
    for (row, (client, kind)) in clients.iter().zip(types.codes).enumerate() {
        if *kind != view {
            continue;
        }
        let Some(next) = ends.get_mut(*client as usize) else {
            continue;
        };
        views[*next as usize] = View {
            time: times.values[row],
            row: row as u32,
            session: sessions[row],
            channel: channel.codes[row],
            campaign: campaign.codes[row],
        };
        *next += 1;
    }

    let mut client_codes = vec![NULL_CODE; views.len()];
    let mut from = 0;
    for (code, end) in (0..).zip(&ends) {
        let end = *end as usize;
        let own = &mut views[from..end];
        if !own.is_sorted_by_key(|view| view.time) {
            own.sort_unstable_by_key(|view| (view.time, view.row));
        }
        client_codes[from..end].fill(code);
        from = end;
    }
    let text = |name: &str, of: fn(&View) -> u32, source: TextColumn<'_>| {
        let codes = views.iter().map(of).collect();
        Column::text(name, codes, source.dict.clone())
    };
    Table::new(vec![
        Column::text("client_id", client_codes, client.dict.clone()),
        Column::timestamps_dense("event_time", views.iter().map(|view| view.time).collect()),
        Column::integers_dense(
            "event_id",
            views
                .iter()
                .map(|view| ids.values[view.row as usize])
                .collect(),
        ),
        text("session_id", |view| view.session, session),
        text("channel", |view| view.channel, channel),
        text("campaign_id", |view| view.campaign, campaign),
    ])
}

/// The code of an entry; `NULL_CODE` - 1, which no row has, where there is none.
pub fn code_of(text: TextColumn<'_>, entry: &str) -> u32 {
    let at = text.dict.iter().position(|known| known == entry);
    at.map_or(NULL_CODE - 1, |at| at as u32)
}

/// The columns of `int_page_views`, and where each client's rows are.
pub struct Views<'a> {
    /// Times, ascending for each client.
    pub times: &'a [i64],
    /// Session codes.
    pub sessions: &'a [u32],
    /// Channels.
    pub channels: TextColumn<'a>,
    /// Campaigns.
    pub campaigns: TextColumn<'a>,
    /// Clients: rows of one stand together.
    pub clients: TextColumn<'a>,
    /// For each client's code, its first row and the row after its last.
    spans: Vec<(u32, u32)>,
    /// Clients in the order of the table.
    order: Vec<u32>,
}

impl<'a> Views<'a> {
    /// Reads the table.
    ///
    /// # Errors
    /// Internal, where a client's rows do not stand together in the order of time.
    pub fn new(table: &'a Table) -> Result<Views<'a>> {
        let clients = table.text("client_id")?;
        let times = table.integers("event_time")?.values;
        let mut spans = vec![(0, 0); clients.dict.len()];
        let mut order = Vec::new();
        let (mut current, mut from, mut before) = (NULL_CODE, 0, i64::MIN);
        let mut is_in_order = true;
        // A row beyond the last closes the last span.
        let codes = clients.codes.iter().copied().chain([NULL_CODE]);
        for (row, (client, time)) in (0_u32..).zip(codes.zip(times.iter().copied().chain([0]))) {
            if client == current {
                is_in_order &= before <= time;
            } else {
                if let Some(span) = spans.get_mut(current as usize) {
                    is_in_order &= *span == (0, 0);
                    *span = (from, row);
                    order.push(current);
                }
                (current, from) = (client, row);
            }
            before = time;
        }
        if !is_in_order {
            return Err(Error::internal("int_page_views is not in order"));
        }
        Ok(Views {
            times,
            sessions: table.text("session_id")?.codes,
            channels: table.text("channel")?,
            campaigns: table.text("campaign_id")?,
            clients,
            spans,
            order,
        })
    }

    /// The rows of a client: the first, and the one after the last.
    pub fn of(&self, client: u32) -> (usize, usize) {
        let (from, end) = self.spans.get(client as usize).copied().unwrap_or((0, 0));
        (from as usize, end as usize)
    }

    /// Every client with its rows, in the order of the table.
    pub fn each(&self) -> impl Iterator<Item = (u32, (usize, usize))> + '_ {
        self.order.iter().map(|client| (*client, self.of(*client)))
    }

    /// The rows of a client from one time to another, both in.
    pub fn between(&self, (from, end): (usize, usize), opens: i64, closes: i64) -> (usize, usize) {
        let own = &self.times[from..end];
        let first = own.partition_point(|time| *time < opens);
        let after = own.partition_point(|time| *time <= closes);
        (from + first, from + after.max(first))
    }
}
