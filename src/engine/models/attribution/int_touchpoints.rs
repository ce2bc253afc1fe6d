//! `int_touchpoints`: every touch inside the lookback of a purchase, and whether it takes credit.
//! Grain: one purchase × touch, in the order of time. A touch is a run of page views of one session and channel, as far
//! as it lies inside the lookback. Membership is by time alone: a page seen in the purchase's own second counts. Direct
//! touches take credit only where the purchase has no other.

use super::settings::{DAYS, Lookback, PRECISION};
use super::views::{SIGHT, Seen, Sight, Views};
use super::{SUBJECT, column, count, flag, text, time};
use crate::engine::base::{Column, Error, Kind, Result, Table, Unit};
use crate::engine::credit::direct;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Severity};

/// The most touches that fit in a browser's memory.
const MOST: usize = 16_000_000;

const HOUR_MS: f64 = 3_600_000.0;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "int_touchpoints",
    subject: SUBJECT,
    layer: Layer::Intermediate,
    grain: "one purchase × touch inside the lookback",
    key: &["purchase_event_id", "touch_number"],
    columns: &[
        column(
            "purchase_event_id",
            Kind::Integer,
            Unit::Number,
            "The purchase's event_id.",
        ),
        count(
            "touch_number",
            "Which touch of the purchase it is, by time: 1, 2, ….",
        ),
        text("channel", "Channel of the touch."),
        text(
            "campaign_id",
            "The first campaign that its page views name; null: none.",
        ),
        text("session_id", "Session of the touch; null: not known."),
        flag("is_direct", "The channel is direct."),
        flag(
            "takes_credit",
            "It takes part in the credit: it is a marketing touch, or the purchase has none.",
        ),
        count("page_views", "Page views of the touch inside the lookback."),
        column(
            "hours_to_conversion",
            Kind::Amount,
            Unit::Number,
            "Hours from its last page view to the purchase.",
        ),
        time(
            "touch_first_time",
            "Time of its first page view inside the lookback (UTC).",
        ),
        time("touch_last_time", "Time of its last page view (UTC)."),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_page_views"),
        DAYS,
        PRECISION,
    ],
    tests: &[
        DataTest {
            id: "not_after",
            sentence: "No touch comes after its purchase.",
            severity: Severity::Error,
            run: |table, _| misplaced(table, &|_, last| last < 0.0),
        },
        DataTest {
            id: "inside_lookback",
            sentence: "No touch lies outside the lookback.",
            severity: Severity::Error,
            run: |table, build| {
                let first = -Lookback::read(build)?.opens(0) as f64 / HOUR_MS;
                misplaced(table, &|begins, _| begins > first + 1e-9)
            },
        },
        DataTest {
            id: "somebody_takes_credit",
            sentence: "Every purchase with a touch has one that takes credit.",
            severity: Severity::Error,
            run: |table, _| uncredited(table),
        },
    ],
    sql: include_str!("int_touchpoints.sql"),
    build,
};

/// The columns while they are filled.
struct Touches {
    purchase: Vec<i64>,
    number: Vec<i64>,
    channel: Vec<u32>,
    campaign: Vec<u32>,
    session: Vec<u32>,
    is_direct: Vec<bool>,
    takes_credit: Vec<bool>,
    page_views: Vec<i64>,
    hours: Vec<f64>,
    first: Vec<i64>,
    last: Vec<i64>,
}

fn build(build: &Build<'_>) -> Result<Table> {
    let lookback = Lookback::read(build)?;
    let purchases = build.model("int_purchases")?;
    let views = Views::read(build)?;
    let derived = build.derived(&SIGHT)?;
    let sight = derived.as_ref().as_ref();
    let (ids, times) = (
        purchases.integers("purchase_event_id")?.values,
        purchases.integers("event_time")?.values,
    );
    let client = purchases.text("client_id")?;
    let direct_code = super::int_page_views::code_of(views.channels, super::channel::DIRECT);

    let most = sight.map_or(0, Sight::len);
    let mut out = Touches::with_capacity(most);
    let (mut keep, mut looked_up) = (Vec::new(), Vec::new());
    for (row, (id, time)) in ids.iter().zip(times).enumerate() {
        let purchase = (row, client.codes.at(row), *time);
        let most = views.seen(sight, purchase, &mut looked_up);
        let opens = lookback.opens(*time);
        let outside = most.iter().take_while(|seen| seen.last < opens).count();
        let begins = out.purchase.len();
        if begins + most.len() - outside > MOST {
            return Err(Error::new(format!(
                "Client {} has so many purchases and page views that all pairs of them do not fit in memory: leave it \
                 out of the file, or shorten the lookback.",
                client.get(row).unwrap_or_default()
            )));
        }
        for (number, seen) in (1..).zip(&most[outside..]) {
            let seen = if seen.first < opens {
                views.cut(seen.rows, opens)
            } else {
                *seen
            };
            out.add(seen, (*id, *time), number);
            out.is_direct.push(seen.channel == direct_code);
        }
        direct::keep(out.is_direct[begins..].iter().copied(), &mut keep);
        out.takes_credit.extend_from_slice(&keep);
    }
    out.shrink();
    Table::new(vec![
        Column::integers_dense("purchase_event_id", out.purchase),
        Column::integers_dense("touch_number", out.number),
        Column::text("channel", out.channel, views.channels.dict.clone()),
        Column::text("campaign_id", out.campaign, views.campaigns.dict.clone()),
        Column::text("session_id", out.session, views.sessions.dict.clone()),
        Column::flags_dense("is_direct", &out.is_direct),
        Column::flags_dense("takes_credit", &out.takes_credit),
        Column::integers_dense("page_views", out.page_views),
        Column::amounts_dense("hours_to_conversion", out.hours),
        Column::timestamps_dense("touch_first_time", out.first),
        Column::timestamps_dense("touch_last_time", out.last),
    ])
}

impl Touches {
    fn with_capacity(rows: usize) -> Touches {
        Touches {
            purchase: Vec::with_capacity(rows),
            number: Vec::with_capacity(rows),
            channel: Vec::with_capacity(rows),
            campaign: Vec::with_capacity(rows),
            session: Vec::with_capacity(rows),
            is_direct: Vec::with_capacity(rows),
            takes_credit: Vec::with_capacity(rows),
            page_views: Vec::with_capacity(rows),
            hours: Vec::with_capacity(rows),
            first: Vec::with_capacity(rows),
            last: Vec::with_capacity(rows),
        }
    }

    fn shrink(&mut self) {
        let (first, last) = (&mut self.first, &mut self.last);
        let whole = [
            &mut self.purchase,
            &mut self.number,
            &mut self.page_views,
            first,
            last,
        ];
        for column in whole {
            column.shrink_to_fit();
        }
        for column in [&mut self.channel, &mut self.campaign, &mut self.session] {
            column.shrink_to_fit();
        }
        self.hours.shrink_to_fit();
    }

    /// Appends a touch of a purchase (id and time).
    fn add(&mut self, seen: Seen, (purchase, time): (i64, i64), number: i64) {
        let (from, end) = seen.rows;
        self.purchase.push(purchase);
        self.number.push(number);
        self.channel.push(seen.channel);
        self.campaign.push(seen.campaign);
        self.session.push(seen.session);
        self.page_views.push(i64::from(end - from));
        self.hours.push((time - seen.last) as f64 / HOUR_MS);
        self.first.push(seen.first);
        self.last.push(seen.last);
    }
}

/// Touches whose (hours from the first page view, hours from the last) to the purchase are at fault.
fn misplaced(table: &Table, at_fault: &dyn Fn(f64, f64) -> bool) -> Result<Vec<String>> {
    let (id, number) = (
        table.integers("purchase_event_id")?,
        table.integers("touch_number")?,
    );
    let (first, last) = (
        table.integers("touch_first_time")?,
        table.integers("touch_last_time")?,
    );
    let hours = table.amounts("hours_to_conversion")?;
    Ok((0..table.height())
        .filter(|row| {
            let length = (last.values[*row] - first.values[*row]) as f64 / HOUR_MS;
            at_fault(hours.values[*row] + length, hours.values[*row]) || length < 0.0
        })
        .map(|row| format!("purchase {}, touch {}", id.values[row], number.values[row]))
        .collect())
}

fn uncredited(table: &Table) -> Result<Vec<String>> {
    let ids = table.integers("purchase_event_id")?.values;
    let takes: Vec<bool> = table
        .flags("takes_credit")?
        .iter()
        .map(|flag| flag == Some(true))
        .collect();
    let mut out = Vec::new();
    let mut from = 0;
    for own in ids.chunk_by(|a, b| a == b) {
        let end = from + own.len();
        if !takes[from..end].contains(&true) {
            out.extend(own.first().map(|id| format!("purchase {id}")));
        }
        from = end;
    }
    Ok(out)
}
