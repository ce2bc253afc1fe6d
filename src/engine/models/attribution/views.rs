//! How models read `int_page_views`: its columns, and its rows as visits. A visit is a run of page views of one session
//! and channel; what a lookback or a purchase cuts off it is found at its ends alone.
//!
//! Neither the visits nor how far each purchase sees hang on the lookback, so both are worked out once and kept: a change
//! of the lookback walks a visit or two of each purchase and no page view outside of it.

use crate::engine::base::{Error, NULL_CODE, Result, TextColumn};
use crate::engine::warehouse::{Build, Derived, Input};
use std::rc::Rc;
use std::sync::Arc;

const VIEWS: Input = Input::Model("int_page_views");
const PURCHASES: Input = Input::Model("int_purchases");

/// The columns of `int_page_views`, and where each client's rows are.
pub struct Views<'a> {
    /// Times, ascending for each client.
    pub times: &'a [i64],
    /// Session codes.
    pub sessions: TextColumn<'a>,
    /// Channels.
    pub channels: TextColumn<'a>,
    /// Campaigns.
    pub campaigns: TextColumn<'a>,
    visits: Rc<Visits>,
}

/// Where visits begin and end.
struct Visits {
    /// For each client's code, its first visit and the one after its last.
    spans: Vec<(u32, u32)>,
    /// Clients in the order of the table.
    order: Vec<u32>,
    /// The first row of each visit; one more for the end of the table.
    starts: Vec<u32>,
    /// The time of the last page view of each visit.
    ends: Vec<i64>,
    /// The channel of each visit.
    channels: Vec<u32>,
}

static VISITS: Derived<Visits> = Derived {
    id: "visits",
    inputs: &[VIEWS],
    make: visits,
};

/// Some visits of a client, from the first one there is to a last one that may be cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    first: u32,
    /// The one after the last.
    after: u32,
    /// The row after the last page view.
    end: u32,
}

/// What each purchase of `int_purchases` sees: the visits of its client up to its own time.
pub static SEEN: Derived<Vec<Reach>> = Derived {
    id: "seen",
    inputs: &[PURCHASES, VIEWS],
    make: seen,
};

impl<'a> Views<'a> {
    /// Reads the table of a build.
    ///
    /// # Errors
    /// Internal, where a client's rows do not stand together in the order of time.
    pub fn read(build: &'a Build<'_>) -> Result<Views<'a>> {
        let visits = build.derived(&VISITS)?;
        let table = build.model("int_page_views")?;
        Ok(Views {
            times: table.integers("event_time")?.values,
            sessions: table.text("session_id")?,
            channels: table.text("channel")?,
            campaigns: table.text("campaign_id")?,
            visits,
        })
    }

    /// The rows of a client: the first, and the one after the last.
    pub fn of(&self, client: u32) -> (usize, usize) {
        let (first, after) = self.span(client);
        let row = |visit: u32| self.visits.starts[visit as usize] as usize;
        (row(first), row(after))
    }

    fn span(&self, client: u32) -> (u32, u32) {
        let span = self.visits.spans.get(client as usize);
        span.copied().unwrap_or_default()
    }

    /// Every client, in the order of the table.
    pub fn each(&self) -> impl Iterator<Item = u32> + '_ {
        self.visits.order.iter().copied()
    }

    /// The rows of a client from one time to another, both in.
    pub fn between(&self, (from, end): (usize, usize), opens: i64, closes: i64) -> (usize, usize) {
        let own = &self.times[from..end];
        let first = own.partition_point(|time| *time < opens);
        let after = own.partition_point(|time| *time <= closes);
        (from + first, from + after.max(first))
    }

    /// The visits of a client up to a time; the last is cut off there.
    pub fn until(&self, client: u32, closes: i64) -> Reach {
        let (first, after) = self.span(client);
        let visits = &self.visits;
        // From the newest back: whoever asks mostly looks at the end.
        let begun = (first..after)
            .rev()
            .find(|visit| self.times[visits.starts[*visit as usize] as usize] <= closes);
        let Some(last) = begun else {
            return Reach::default();
        };
        let from = visits.starts[last as usize] as usize;
        let own = &self.times[from..visits.starts[last as usize + 1] as usize];
        let end = from + own.partition_point(|time| *time <= closes);
        Reach {
            first,
            after: last + 1,
            end: end as u32,
        }
    }

    /// The first of these visits that has a page view since a time; the one after the last where none has.
    pub fn since(&self, reach: Reach, opens: i64) -> u32 {
        let newest = reach.first..reach.after;
        let inside = |visit: &u32| self.ended(reach, *visit) >= opens;
        reach.after - newest.rev().take_while(inside).count() as u32
    }

    /// These visits from the newest back, each with its channel and the time of its last page view.
    pub fn back(&self, reach: Reach) -> impl Iterator<Item = (u32, i64)> + '_ {
        let visits = (reach.first..reach.after).rev();
        visits.map(move |visit| (self.channel(visit), self.ended(reach, visit)))
    }

    /// The channel of a visit.
    pub fn channel(&self, visit: u32) -> u32 {
        self.visits.channels[visit as usize]
    }

    /// The rows of one of these visits since a time.
    pub fn rows(&self, reach: Reach, visit: u32, opens: i64) -> (usize, usize) {
        let starts = &self.visits.starts;
        let from = starts[visit as usize] as usize;
        let end = starts[visit as usize + 1].min(reach.end) as usize;
        if self.times[from] >= opens {
            return (from, end);
        }
        let before = self.times[from..end].partition_point(|time| *time < opens);
        (from + before, end)
    }

    /// The time of the last page view of one of these visits.
    fn ended(&self, reach: Reach, visit: u32) -> i64 {
        if visit + 1 == reach.after {
            self.times[reach.end as usize - 1]
        } else {
            self.visits.ends[visit as usize]
        }
    }
}

impl Reach {
    /// These visits from one on.
    pub fn from(self, visit: u32) -> std::ops::Range<u32> {
        visit..self.after
    }
}

fn visits(build: &Build<'_>) -> Result<Visits> {
    let table = build.model("int_page_views")?;
    let clients = table.text("client_id")?;
    let times = table.integers("event_time")?.values;
    let sessions = table.text("session_id")?.codes;
    let channels = table.text("channel")?.codes;
    let mut out = Visits {
        spans: vec![(0, 0); clients.dict.len()],
        order: Vec::new(),
        starts: Vec::new(),
        ends: Vec::new(),
        channels: Vec::new(),
    };
    let (mut known, mut before) = ((NULL_CODE, NULL_CODE, NULL_CODE), i64::MIN);
    let mut is_in_order = true;
    for (row, client) in (0_u32..).zip(clients.codes) {
        let at = row as usize;
        let run = (*client, sessions[at], channels[at]);
        let is_same_client = *client == known.0;
        is_in_order &= !is_same_client || before <= times[at];
        before = times[at];
        // A page view without a session is a visit of its own.
        if run == known && run.1 != NULL_CODE {
            if let Some(end) = out.ends.last_mut() {
                *end = before;
            }
            continue;
        }
        known = run;
        let visit = out.starts.len() as u32;
        if let Some(span) = out.spans.get_mut(*client as usize) {
            if !is_same_client {
                is_in_order &= *span == (0, 0);
                out.order.push(*client);
                span.0 = visit;
            }
            span.1 = visit + 1;
        }
        out.starts.push(row);
        out.ends.push(before);
        out.channels.push(run.2);
    }
    out.starts.push(times.len() as u32);
    if !is_in_order {
        return Err(Error::internal("int_page_views is not in order"));
    }
    out.order.shrink_to_fit();
    out.starts.shrink_to_fit();
    out.ends.shrink_to_fit();
    out.channels.shrink_to_fit();
    Ok(out)
}

fn seen(build: &Build<'_>) -> Result<Vec<Reach>> {
    let purchases = build.model("int_purchases")?;
    let views = Views::read(build)?;
    let times = purchases.integers("event_time")?.values;
    let client = purchases.text("client_id")?;
    if !Arc::ptr_eq(
        client.dict,
        build.model("int_page_views")?.text("client_id")?.dict,
    ) {
        return Err(Error::internal(
            "clients of purchases and page views have two dictionaries",
        ));
    }
    let pairs = client.codes.iter().zip(times);
    Ok(pairs
        .map(|(client, time)| views.until(*client, *time))
        .collect())
}
