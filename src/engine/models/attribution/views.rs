//! How models read `int_page_views`: its columns, and its rows as visits. A visit is a run of page views of one session
//! and channel; what a lookback or a purchase cuts off it is found at its ends alone.
//!
//! Neither the visits nor what a purchase sees at most hang on the lookback, so both are worked out once and kept: a change
//! of the lookback goes over a visit or two of each purchase, which lie side by side, and over page views only where it
//! cuts a visit in two.

use super::settings::{Lookback, MOST_DAYS};
use super::stg_events::RUN;
use crate::engine::base::{Error, NULL_CODE, Result, TextColumn, Times};
use crate::engine::warehouse::{Build, Derived, Input};
use std::rc::Rc;
use std::sync::Arc;

const VIEWS: Input = Input::Model("int_page_views");
/// The longest lookback of both precisions.
const LONGEST: Lookback = Lookback {
    days: MOST_DAYS,
    whole_days: true,
};

const PURCHASES: Input = Input::Model("int_purchases");

/// The columns of `int_page_views`, and where each client's rows are.
pub struct Views<'a> {
    /// Times, ascending for each client.
    pub times: Times<'a>,
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

/// A visit as a purchase sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Times of its first and of its last page view.
    pub first: i64,
    /// As `first`.
    pub last: i64,
    /// Its rows: the first, and the one after the last.
    pub rows: (u32, u32),
    /// Its channel.
    pub channel: u32,
    /// The first campaign that its page views name.
    pub campaign: u32,
    /// Its session.
    pub session: u32,
}

/// What purchases see at most: the visits of each under the longest lookback.
pub struct Sight {
    /// Where those of each purchase end.
    ends: Vec<u32>,
    seen: Vec<Seen>,
}

/// Beyond so many visits (160 MB) they are not kept but looked up again for each lookback.
const MOST_SEEN: usize = 4_000_000;

/// What each purchase of `int_purchases` sees: the visits of its client up to its own time; `None` where that is too much
/// to keep.
pub static SIGHT: Derived<Option<Sight>> = Derived {
    id: "sight",
    inputs: &[PURCHASES, VIEWS],
    make: sight,
};

impl Sight {
    /// How many visits all purchases see at most.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// What a purchase sees at most, by time.
    pub fn of(&self, purchase: usize) -> &[Seen] {
        let end = |purchase: usize| self.ends[purchase] as usize;
        &self.seen[purchase.checked_sub(1).map_or(0, end)..end(purchase)]
    }
}

impl<'a> Views<'a> {
    /// Reads the table of a build.
    ///
    /// # Errors
    /// Internal, where a client's rows do not stand together in the order of time.
    pub fn read(build: &'a Build<'_>) -> Result<Views<'a>> {
        let visits = build.derived(&VISITS)?;
        let table = build.model("int_page_views")?;
        Ok(Views {
            times: table.times("event_time")?,
            sessions: table.text("session_id")?,
            channels: table.text("channel")?,
            campaigns: table.text("campaign_id")?,
            visits,
        })
    }

    fn span(&self, client: u32) -> (u32, u32) {
        let span = self.visits.spans.get(client as usize);
        span.copied().unwrap_or_default()
    }

    /// Every client, in the order of the table.
    pub fn each(&self) -> impl Iterator<Item = u32> + '_ {
        self.visits.order.iter().copied()
    }

    /// The visits of a client up to a time; the last is cut off there.
    pub fn until(&self, client: u32, closes: i64) -> Reach {
        let (first, after) = self.span(client);
        let visits = &self.visits;
        // From the newest back: whoever asks mostly looks at the end.
        let begun = (first..after)
            .rev()
            .find(|visit| self.times.at(visits.starts[*visit as usize] as usize) <= closes);
        let Some(last) = begun else {
            return Reach::default();
        };
        let from = visits.starts[last as usize] as usize;
        let own = from..visits.starts[last as usize + 1] as usize;
        let end = from + self.times.partition(own, |time| time <= closes);
        Reach {
            first,
            after: last + 1,
            end: end as u32,
        }
    }

    /// These visits from the newest back, each with its channel and the time of its last page view.
    pub fn back(&self, reach: Reach) -> impl Iterator<Item = (u32, i64)> + '_ {
        let visits = (reach.first..reach.after).rev();
        visits.map(move |visit| {
            (
                self.visits.channels[visit as usize],
                self.ended(reach, visit),
            )
        })
    }

    /// What a purchase (its row, client and time) sees at most, by time: kept, or looked up again into `room`.
    pub fn seen<'b>(
        &self,
        sight: Option<&'b Sight>,
        (row, client, time): (usize, u32, i64),
        room: &'b mut Vec<Seen>,
    ) -> &'b [Seen] {
        if let Some(sight) = sight {
            return sight.of(row);
        }
        room.clear();
        self.see(client, time, room);
        room
    }

    /// Appends what a purchase sees at most, by time.
    pub fn see(&self, client: u32, time: i64, out: &mut Vec<Seen>) {
        let reach = self.until(client, time);
        let opens = LONGEST.opens(time);
        let inside = self.back(reach).take_while(|(_, last)| *last >= opens);
        let first = reach.after - inside.count() as u32;
        for visit in first..reach.after {
            let starts = &self.visits.starts;
            let end = starts[visit as usize + 1].min(reach.end);
            out.push(self.cut((starts[visit as usize], end), opens));
        }
    }

    /// What is left of a visit since a time, which its last page view is not before.
    pub fn cut(&self, (from, end): (u32, u32), opens: i64) -> Seen {
        let own = from as usize..end as usize;
        let before = self.times.partition(own, |time| time < opens);
        let row = from as usize + before;
        let mut campaigns = self.campaigns.codes.slice(row..end as usize).iter();
        let campaign = campaigns.find(|campaign| *campaign != NULL_CODE);
        Seen {
            first: self.times.at(row),
            last: self.times.at(end as usize - 1),
            rows: (row as u32, end),
            channel: self.channels.codes.read(row),
            campaign: campaign.unwrap_or(NULL_CODE),
            session: self.sessions.codes.read(row),
        }
    }

    /// The time of the last page view of one of these visits.
    fn ended(&self, reach: Reach, visit: u32) -> i64 {
        if visit + 1 == reach.after {
            self.times.at(reach.end as usize - 1)
        } else {
            self.visits.ends[visit as usize]
        }
    }
}

/// Client, session, channel and time of a page view.
type Row = (u32, u32, u32, i64);

impl Visits {
    /// The next rows, from a place on, and the row before them; whether they are in order. A walk over all rows in several
    /// calls is soon done by compiled code.
    #[inline(never)]
    fn take(&mut self, from: u32, rows: impl Iterator<Item = Row>, before: &mut Row) -> bool {
        let mut is_in_order = true;
        for (row, now) in (from..).zip(rows) {
            let (client, session, channel, time) = now;
            let last = std::mem::replace(before, now);
            let is_same_client = client == last.0;
            is_in_order &= !is_same_client || last.3 <= time;
            // A page view without a session is a visit of its own.
            if (client, session, channel) == (last.0, last.1, last.2) && session != NULL_CODE {
                if let Some(end) = self.ends.last_mut() {
                    *end = time;
                }
                continue;
            }
            let visit = self.starts.len() as u32;
            if let Some(span) = self.spans.get_mut(client as usize) {
                if !is_same_client {
                    is_in_order &= *span == (0, 0);
                    self.order.push(client);
                    span.0 = visit;
                }
                span.1 = visit + 1;
            }
            self.starts.push(row);
            self.ends.push(time);
            self.channels.push(channel);
        }
        is_in_order
    }
}

fn visits(build: &Build<'_>) -> Result<Visits> {
    let table = build.model("int_page_views")?;
    let clients = table.text("client_id")?;
    let times = table.times("event_time")?;
    let sessions = table.text("session_id")?.codes;
    let channels = table.text("channel")?.codes;
    let mut out = Visits {
        spans: vec![(0, 0); clients.dict.len()],
        order: Vec::new(),
        starts: Vec::new(),
        ends: Vec::new(),
        channels: Vec::new(),
    };
    let mut before = (NULL_CODE, NULL_CODE, NULL_CODE, i64::MIN);
    let mut is_in_order = true;
    for from in (0..times.len()).step_by(RUN) {
        let rows = from..(from + RUN).min(times.len());
        let rows = rows.map(|at| {
            (
                clients.codes.read(at),
                sessions.read(at),
                channels.read(at),
                times.at(at),
            )
        });
        is_in_order &= out.take(from as u32, rows, &mut before);
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

fn sight(build: &Build<'_>) -> Result<Option<Sight>> {
    let purchases = build.model("int_purchases")?;
    let views = Views::read(build)?;
    let times = purchases.integers("event_time")?.values;
    let client = purchases.text("client_id")?;
    let known = build.model("int_page_views")?.text("client_id")?;
    if !Arc::ptr_eq(client.dict, known.dict) {
        return Err(Error::internal(
            "clients of purchases and page views have two dictionaries",
        ));
    }
    let mut out = Sight {
        ends: Vec::with_capacity(times.len()),
        seen: Vec::new(),
    };
    for (client, time) in client.codes.iter().zip(times) {
        views.see(client, *time, &mut out.seen);
        if out.seen.len() > MOST_SEEN {
            return Ok(None);
        }
        out.ends.push(out.seen.len() as u32);
    }
    out.seen.shrink_to_fit();
    Ok(Some(out))
}
