//! Purchases beside their touches: what every mart of this subject reads.
//!
//! `int_purchases` and `int_touchpoints` are both by purchase, so one walk over the two pairs them.

use super::channel::DIRECT;
use super::int_page_views::code_of;
use super::settings::span;
use crate::engine::base::{Error, Result, TextColumn};
use crate::engine::warehouse::{Build, Derived, Input};
use crate::protocol::Range;
use std::rc::Rc;

/// The columns of both tables, and which touches are whose.
pub struct Journeys<'a> {
    /// Purchases.
    pub ids: &'a [i64],
    /// Times of the purchases.
    pub times: &'a [i64],
    /// What they were worth.
    pub revenue: &'a [f64],
    /// Who bought.
    pub clients: TextColumn<'a>,
    /// Numbers of the touches.
    pub numbers: &'a [i64],
    /// Channels of the touches.
    pub channels: TextColumn<'a>,
    /// Campaigns of the touches.
    pub campaigns: TextColumn<'a>,
    /// Sessions of the touches.
    pub sessions: TextColumn<'a>,
    /// First times of the touches.
    pub first: &'a [i64],
    /// Last times of the touches.
    pub last: &'a [i64],
    /// The code of direct among `channels`.
    pub direct: u32,
    paired: Rc<Paired>,
}

/// Which touches are whose, and whether each takes credit.
struct Paired {
    /// Where the touches of each purchase begin; one more for the end.
    starts: Vec<usize>,
    takes_credit: Vec<bool>,
}

/// Worked out once for all marts of a lookback.
static PAIRED: Derived<Paired> = Derived {
    id: "paired",
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
    ],
    make: paired,
};

fn paired(build: &Build<'_>) -> Result<Paired> {
    let touches = build.model("int_touchpoints")?;
    let purchases = build.model("int_purchases")?;
    let ids = purchases.integers("purchase_event_id")?.values;
    let owners = touches.integers("purchase_event_id")?.values;
    let mut starts = Vec::with_capacity(ids.len() + 1);
    let mut at = 0;
    for id in ids {
        starts.push(at);
        at += owners[at..].iter().take_while(|owner| *owner == id).count();
    }
    starts.push(at);
    if at != owners.len() {
        return Err(Error::internal("touches are not in the order of purchases"));
    }
    let takes = touches.flags("takes_credit")?;
    Ok(Paired {
        starts,
        takes_credit: takes.iter().map(|flag| flag == Some(true)).collect(),
    })
}

impl<'a> Journeys<'a> {
    /// Pairs `int_purchases` with `int_touchpoints`.
    ///
    /// # Errors
    /// Internal, where the two are not in the order of the purchases.
    pub fn read(build: &'a Build<'_>) -> Result<Journeys<'a>> {
        let paired = build.derived(&PAIRED)?;
        let purchases = build.model("int_purchases")?;
        let touches = build.model("int_touchpoints")?;
        let channels = touches.text("channel")?;
        Ok(Journeys {
            ids: purchases.integers("purchase_event_id")?.values,
            times: purchases.integers("event_time")?.values,
            revenue: purchases.amounts("revenue")?.values,
            clients: purchases.text("client_id")?,
            numbers: touches.integers("touch_number")?.values,
            campaigns: touches.text("campaign_id")?,
            sessions: touches.text("session_id")?,
            first: touches.integers("touch_first_time")?.values,
            last: touches.integers("touch_last_time")?.values,
            direct: code_of(channels, DIRECT),
            channels,
            paired,
        })
    }

    /// The purchases of a range of days.
    pub fn bought(&self, range: Range) -> Vec<usize> {
        let (from, to) = span(range);
        let inside = |row: &usize| (from..to).contains(&self.times[*row]);
        (0..self.ids.len()).filter(inside).collect()
    }

    /// The touches of a purchase, by time.
    pub fn touches(&self, purchase: usize) -> std::ops::Range<usize> {
        self.paired.starts[purchase]..self.paired.starts[purchase + 1]
    }

    /// The touches of a purchase that take credit, by time.
    pub fn credited(&self, purchase: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.touches(purchase)
            .filter(|touch| self.paired.takes_credit[*touch])
    }
}
