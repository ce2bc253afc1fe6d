//! `lookback_sensitivity`: how much hangs on the lookback. Grain: one lookback of 1 to 90 days.
//!
//! For each purchase in the range: the channel of first and of last touch under that lookback against the default of 30
//! days. One walk over the page views of the last 90 days: the channel of first touch changes at most where a marketing
//! page view comes into reach, that of last touch once. Left out: which purchases they are (first and last touch tables
//! of the two lookbacks show them).

use super::channel::DIRECT;
use super::int_page_views::code_of;
use super::settings::{DEFAULT_DAYS, Lookback, MOST_DAYS, PRECISION, PRECISION_KEY, span};
use super::views::{SIGHT, Views};
use super::{SUBJECT, count, identities};
use crate::engine::base::{Column, Result, Table};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};

const DAYS: usize = MOST_DAYS as usize;

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "lookback_sensitivity",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one lookback in days",
    key: &["lookback_days"],
    columns: &[
        count("lookback_days", "Days of the lookback, 1 to 90."),
        count(
            "purchases",
            "Purchases of the range: the same in every row.",
        )
        .never_added(),
        count(
            "changed_first",
            "Those whose first-touch channel differs from that of 30 days.",
        )
        .never_added(),
        count(
            "changed_last",
            "Those whose last-touch channel differs from that of 30 days.",
        )
        .never_added(),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_page_views"),
        Input::Param(Param::Range),
        PRECISION,
    ],
    tests: &[DataTest {
        id: "nothing_changes_at_the_default",
        sentence: "Every lookback has all purchases of the range, and at 30 days none changes.",
        severity: Severity::Error,
        run: |table, build| {
            let (bought, _) = identities::bought(build)?;
            let bought = bought as i64;
            let at = |name: &str, row| -> Result<i64> { Ok(table.integers(name)?.values[row]) };
            let mut out = Vec::new();
            for row in 0..table.height() {
                let changes = at("changed_first", row)? + at("changed_last", row)?;
                let is_default = at("lookback_days", row)? == DEFAULT_DAYS;
                if at("purchases", row)? != bought || (is_default && changes != 0) {
                    out.push(format!("{} days", row + 1));
                }
            }
            Ok(out)
        },
    }],
    sql: include_str!("lookback_sensitivity.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let widest = Lookback {
        days: MOST_DAYS,
        ..Lookback::new(None, build.other(PRECISION_KEY)?)
    };
    let (from, to) = span(build.range()?);
    let purchases = build.model("int_purchases")?;
    let (times, clients) = (
        purchases.integers("event_time")?.values,
        purchases.text("client_id")?.codes,
    );
    let views = Views::read(build)?;
    let derived = build.derived(&SIGHT)?;
    let sight = derived.as_ref().as_ref();
    let direct = code_of(views.channels, DIRECT);

    let mut bought = 0;
    let mut changes = [[0_i64; DAYS + 1]; 2];
    let (mut spans, mut looked_up) = (Vec::new(), Vec::new());
    for (row, (time, client)) in times.iter().zip(clients).enumerate() {
        if !(from..to).contains(time) {
            continue;
        }
        bought += 1;
        let most = views.seen(sight, (row, client, *time), &mut looked_up);
        let opens = widest.opens(*time);
        spans.clear();
        let mut reached = DAYS;
        let mut newest = None;
        for seen in most {
            if seen.channel == direct || seen.last < opens {
                continue;
            }
            // From the oldest on: the first touch of every lookback that reaches this one but none before it. It reaches
            // a visit with its last page view.
            let needed = widest.days_needed(time - seen.last).max(1) as usize - 1;
            if needed < reached {
                spans.push((needed, reached, seen.channel));
                reached = needed;
            }
            newest = Some((needed, DAYS, seen.channel));
        }
        let [first_touch, last_touch] = &mut changes;
        add(first_touch, &spans, direct);
        add(last_touch, newest.as_slice(), direct);
    }
    let changed = |of: &[i64; DAYS + 1]| {
        let mut sum = 0;
        let sums = of[..DAYS].iter().map(|change| {
            sum += change;
            sum
        });
        sums.collect()
    };
    Table::new(vec![
        Column::integers_dense("lookback_days", (1..=MOST_DAYS).collect()),
        Column::integers_dense("purchases", vec![bought; DAYS]),
        Column::integers_dense("changed_first", changed(&changes[0])),
        Column::integers_dense("changed_last", changed(&changes[1])),
    ])
}

/// Counts one purchase for the lookbacks whose channel is not that of the default: up where they begin, down where they
/// end. Spans are (from, end, channel) by place of the lookback and reach the longest; below them the purchase is direct.
fn add(changes: &mut [i64; DAYS + 1], spans: &[(usize, usize, u32)], direct: u32) {
    let usual = DEFAULT_DAYS as usize - 1;
    let below = spans.iter().map(|span| span.0).min().unwrap_or(DAYS);
    let all = || spans.iter().copied().chain([(0, below, direct)]);
    let own = all().find(|(from, end, _)| (*from..*end).contains(&usual));
    for (from, end, channel) in all() {
        if own.is_some_and(|(_, _, usual)| usual != channel) {
            changes[from] += 1;
            changes[end] -= 1;
        }
    }
}
