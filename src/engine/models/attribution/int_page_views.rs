//! `int_page_views`: page views by client, in the order of time.
//! Grain: one page view. Rows of a client stand together and in the order of (time, event); every model that looks back
//! from a purchase walks them without sorting, so a change of the lookback never sorts again.
//!
//! Rows of events are first divided into parts of neighbouring clients. Those of a part are put behind one another by
//! client with a counting sort, all that is needed of one in one piece: each goes to a place of its own, near by, as a part
//! is small. A client's own are then sorted only where the files do not have them in order. So what is put in order is never
//! in memory as a whole beside the table that it becomes.

use super::stg_events::{PAGE_VIEW, RUN};
use super::{SUBJECT, column, text, time};
use crate::engine::base::{
    CodeVec, Codes, Column, Kind, NULL_CODE, Result, Table, TextColumn, TimeVec, Times, Unit,
};
use crate::engine::warehouse::rollup::distinct_codes;
use crate::engine::warehouse::{Build, Input, Layer, ModelSpec};
use std::ops::Range;

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

/// The columns of the events.
struct Events<'a> {
    /// The type of a page view.
    view: u32,
    types: Codes<'a>,
    clients: Codes<'a>,
    times: Times<'a>,
    sessions: Codes<'a>,
    channels: Codes<'a>,
    campaigns: Codes<'a>,
}

/// Page views of a part (3 MB).
const PART: usize = 1 << 17;

/// What is needed of a page view.
#[derive(Clone, Copy, Default)]
struct View {
    time: i64,
    row: u32,
    session: u32,
    channel: u32,
    campaign: u32,
}

/// The columns while they are filled.
struct Filled {
    clients: Vec<u32>,
    times: TimeVec,
    /// Rows of the events.
    rows: Vec<u32>,
    sessions: Vec<u32>,
    channels: CodeVec,
    campaigns: CodeVec,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let events = build.model("stg_events")?;
    let (types, client) = (events.text("event_type")?, events.text("client_id")?);
    let session = events.text("session_id")?;
    let (channel, campaign) = (events.text("channel")?, events.text("campaign_id")?);
    let (clients, sessions) = (distinct_codes(client), distinct_codes(session));
    let columns = Events {
        view: code_of(types, PAGE_VIEW),
        types: types.codes,
        clients: clients.codes(),
        times: events.times("event_time")?,
        sessions: sessions.codes(),
        channels: channel.codes,
        campaigns: campaign.codes,
    };
    let out = columns.by_client(client.dict.len(), PART);
    let text = |name: &str, codes: Vec<u32>, source: TextColumn<'_>| {
        Column::text(name, codes, source.dict.clone())
    };
    let coded = |name: &str, codes: CodeVec, source: TextColumn<'_>| {
        Column::coded(name, codes, source.dict.clone())
    };
    Table::new(vec![
        text("client_id", out.clients, client),
        Column::times("event_time", out.times),
        events.column("event_id")?.picked(out.rows),
        text("session_id", out.sessions, session),
        coded("channel", out.channels, channel),
        coded("campaign_id", out.campaigns, campaign),
    ])
}

impl Events<'_> {
    /// The page views of so many clients, in the order of (client, time, event), about so many at once.
    fn by_client(&self, clients: usize, part: usize) -> Filled {
        // Where the rows of each client begin; after the scatter, where they end.
        let mut ends = vec![0_u32; clients];
        for run in self.runs() {
            self.count(run, &mut ends);
        }
        let mut count = 0;
        for end in &mut ends {
            count += std::mem::replace(end, count);
        }
        let parts = Parts::of(&ends, count, part as u32);
        let mut out = Filled::with_capacity(self.times, count as usize);
        out.rows.resize(count as usize, 0);
        let mut next: Vec<u32> = parts.begins.clone();
        for run in self.runs() {
            self.divide(run, &parts.of, &mut next, &mut out.rows);
        }
        drop(next);
        let mut views = Vec::new();
        let mut client = 0;
        for (at, begins) in parts.begins.iter().enumerate() {
            let stops = parts.begins.get(at + 1).copied().unwrap_or(count);
            let (from, to) = (*begins as usize, stops as usize);
            views.resize((to - from).max(views.len()), View::default());
            for run in out.rows[from..to].chunks(RUN) {
                self.scatter(run, *begins, &mut ends, &mut views);
            }
            let mut from = 0;
            while let Some(end) = ends.get(client)
                && usize::from(parts.of[client]) == at
            {
                let to = (*end - begins) as usize;
                sort(&mut views[from..to]);
                out.clients.resize(*end as usize, client as u32);
                (from, client) = (to, client + 1);
            }
            let mut first = *begins as usize;
            for run in views[..to - *begins as usize].chunks(RUN) {
                append(run, first, &mut out);
                first += run.len();
            }
        }
        out
    }

    fn runs(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.types.len();
        (0..rows)
            .step_by(RUN)
            .map(move |row| row..(row + RUN).min(rows))
    }

    /// Counts the page views of each client among these rows.
    #[inline(never)]
    fn count(&self, rows: Range<usize>, counts: &mut [u32]) {
        let clients = self.clients.slice(rows.clone());
        for (client, kind) in clients.iter().zip(self.types.slice(rows)) {
            if kind == self.view
                && let Some(count) = counts.get_mut(client as usize)
            {
                *count += 1;
            }
        }
    }

    /// Puts the page views among these rows behind those of their part that are there already.
    #[inline(never)]
    fn divide(&self, rows: Range<usize>, parts: &[u16], next: &mut [u32], out: &mut [u32]) {
        let clients = self.clients.slice(rows.clone());
        let coded = clients.iter().zip(self.types.slice(rows.clone()));
        for (row, (client, kind)) in rows.zip(coded) {
            if kind == self.view
                && let Some(part) = parts.get(client as usize)
            {
                let place = &mut next[usize::from(*part)];
                out[*place as usize] = row as u32;
                *place += 1;
            }
        }
    }

    /// Puts these page views of a part, which begins at a row of the table, behind those of their client that are there
    /// already.
    #[inline(never)]
    fn scatter(&self, run: &[u32], begins: u32, ends: &mut [u32], views: &mut [View]) {
        for row in run {
            let at = *row as usize;
            let next = &mut ends[self.clients.read(at) as usize];
            views[(*next - begins) as usize] = View {
                time: self.times.at(at),
                row: *row,
                session: self.sessions.read(at),
                channel: self.channels.read(at),
                campaign: self.campaigns.read(at),
            };
            *next += 1;
        }
    }
}

/// Clients in parts of about as many page views.
struct Parts {
    /// The part of each client.
    of: Vec<u16>,
    /// Where each begins.
    begins: Vec<u32>,
}

impl Parts {
    /// Parts of so many page views, more where they would be too many; `starts` says where those of each client begin, of
    /// `count` in all.
    fn of(starts: &[u32], count: u32, part: u32) -> Parts {
        let most = part.max(count >> 15);
        let mut out = Parts {
            of: Vec::with_capacity(starts.len()),
            begins: vec![0],
        };
        let mut begins = 0;
        for start in starts {
            if *start - begins >= most {
                begins = *start;
                out.begins.push(begins);
            }
            out.of.push((out.begins.len() - 1) as u16);
        }
        out
    }
}

/// Appends page views in their order; the first has this row.
#[inline(never)]
fn append(run: &[View], first: usize, out: &mut Filled) {
    out.times.append(run.iter().map(|view| view.time));
    for (row, view) in out.rows[first..].iter_mut().zip(run) {
        *row = view.row;
    }
    out.sessions.extend(run.iter().map(|view| view.session));
    out.channels.extend(run.iter().map(|view| view.channel));
    out.campaigns.extend(run.iter().map(|view| view.campaign));
}

/// Puts the page views of a client, which stand as in the files, in the order of time. A row stands for its id: both
/// rise together.
#[inline(never)]
fn sort(own: &mut [View]) {
    if !own.is_sorted_by_key(|view| view.time) {
        own.sort_unstable_by_key(|view| (view.time, view.row));
    }
}

impl Filled {
    fn with_capacity(times: Times<'_>, rows: usize) -> Filled {
        Filled {
            clients: Vec::with_capacity(rows),
            times: TimeVec::of(times, rows),
            rows: Vec::with_capacity(rows),
            sessions: Vec::with_capacity(rows),
            channels: CodeVec::with_capacity(0, rows),
            campaigns: CodeVec::with_capacity(0, rows),
        }
    }
}

/// The code of an entry; `NULL_CODE` - 1, which no row has, where there is none.
pub fn code_of(text: TextColumn<'_>, entry: &str) -> u32 {
    let at = text.dict.iter().position(|known| known == entry);
    at.map_or(NULL_CODE - 1, |at| at as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_a_plain_sort(
            events in proptest::collection::vec((0_u32..6, 0_u32..2, 0_i64..4), 0..60),
            part in 1_usize..30,
        ) {
            let clients: Vec<u32> = events.iter().map(|event| if event.0 == 5 { NULL_CODE } else { event.0 }).collect();
            let types = CodeVec::narrowed(events.iter().map(|event| event.1).collect(), 2);
            let times: Vec<i64> = events.iter().map(|event| event.2).collect();
            let codes: Vec<u32> = (0..).take(events.len()).collect();
            let columns = Events {
                view: 0,
                types: types.view(),
                clients: (&clients).into(),
                times: Times::Plain(&times),
                sessions: (&codes).into(),
                channels: (&codes).into(),
                campaigns: (&codes).into(),
            };
            let out = columns.by_client(5, part);
            let mut wanted: Vec<(u32, i64, u32)> = (clients.iter().zip(types.view())).zip(times.iter().zip(&codes))
                .filter(|((client, kind), _)| **client < 5 && *kind == 0)
                .map(|((client, _), (time, row))| (*client, *time, *row))
                .collect();
            wanted.sort_unstable();
            let TimeVec::Plain(found) = &out.times else {
                panic!("times are as they were given");
            };
            let got: Vec<(u32, i64, u32)> = (out.clients.iter().zip(found)).zip(&out.rows)
                .map(|((client, time), row)| (*client, *time, *row))
                .collect();
            prop_assert_eq!(got, wanted);
            let rows = out.rows.clone();
            prop_assert_eq!(&out.sessions, &rows);
            prop_assert_eq!((out.channels.into_vec(), out.campaigns.into_vec()), (rows.clone(), rows));
        }
    }
}
