//! `client_journeys`: how each purchase came about. Grain: one purchase in the range.
//! Everything is counted over all touches of the lookback, direct ones included.

use super::journeys::Journeys;
use super::paths::Paths;
use super::settings::DAY_MS;
use super::{SUBJECT, column, count, identities, text, time};
use crate::engine::base::{Codes, Column, Dict, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity};
use std::sync::Arc;

/// What stands between the channels of a path.
pub const ARROW: &str = " > ";

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "client_journeys",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one purchase",
    key: &["purchase_event_id"],
    columns: &[
        column(
            "purchase_event_id",
            Kind::Integer,
            Unit::Number,
            "The purchase's event_id.",
        ),
        text("client_id", "Id of the client."),
        text("session_id", "Session of the purchase; null: not known."),
        text(
            "path",
            "Channels of all touches by time, neighbouring repeats once, joined with ` > `; null without a touch.",
        ),
        text("cohort", "Cohort of the client; null: not known."),
        text(
            "customer_segment",
            "Segment of the client; null: not known.",
        ),
        count(
            "purchase_number",
            "Which purchase of the client it is, by time: 1, 2, ….",
        )
        .never_added(),
        count("touch_count", "Touches inside the lookback."),
        count("marketing_touch_count", "Those that are not direct."),
        count(
            "session_count",
            "Sessions of the touches; touches without one add none.",
        )
        .never_added(),
        count("channel_count", "Channels of the touches.").never_added(),
        count(
            "journey_length_days",
            "Whole days from the first touch to the purchase; null without a touch.",
        )
        .never_added(),
        column(
            "total_revenue",
            Kind::Amount,
            Unit::Usd,
            "Revenue of the purchase, 0 where it is not known; negative: a refund.",
        )
        .added(),
        time("event_time", "When it was bought (UTC)."),
        time(
            "first_touch_time",
            "First time of the first touch, direct or not (UTC); null without a touch.",
        ),
        time(
            "last_touch_time",
            "Last time of the last touch, direct or not (UTC); null without a touch.",
        ),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Param(Param::Range),
    ],
    tests: &[DataTest {
        id: "one_row_a_purchase",
        sentence: "Every purchase of the range has one row, and their revenue adds up.",
        severity: Severity::Error,
        run: |table, build| {
            let (purchases, revenue) = identities::bought(build)?;
            let mut out = crate::engine::warehouse::checks::same_sum(
                "rows",
                table.height() as f64,
                purchases,
            );
            out.extend(crate::engine::warehouse::checks::same_sum(
                "total_revenue",
                identities::total(table, "total_revenue")?,
                revenue,
            ));
            Ok(out)
        },
    }],
    sql: include_str!("client_journeys.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let purchases = build.model("int_purchases")?;
    let journeys = Journeys::read(build)?;
    let rows = journeys.bought(build.range()?);

    let mut paths = Paths::default();
    let mut path_of = Vec::with_capacity(rows.len());
    // Touches, marketing touches, sessions, channels.
    let mut counts: [Vec<i64>; 4] = std::array::from_fn(|_| Vec::with_capacity(rows.len()));
    let mut seen = Vec::new();
    for row in &rows {
        let touches = journeys.touches(*row);
        let channels = journeys.channels.codes.slice(touches.clone());
        let back = channels.iter().rev();
        path_of.push(back.fold(Paths::EMPTY, |path, code| paths.before(path, code)));
        let marketing = channels
            .iter()
            .filter(|code| *code != journeys.direct)
            .count();
        let sessions = distinct(journeys.sessions.codes.slice(touches), &mut seen);
        let row_counts = [
            channels.len(),
            marketing,
            sessions,
            distinct(channels, &mut seen),
        ];
        for (column, value) in counts.iter_mut().zip(row_counts) {
            column.push(value as i64);
        }
    }

    let begins = rows.iter().map(|row| {
        let touches = journeys.touches(*row);
        touches.clone().next().map(|touch| journeys.first[touch])
    });
    let begins: Vec<Option<i64>> = begins.collect();
    let ends = rows.iter().map(|row| {
        journeys
            .touches(*row)
            .next_back()
            .map(|touch| journeys.last[touch])
    });
    let lengths = rows
        .iter()
        .zip(&begins)
        .map(|(row, begins)| Some((journeys.times[*row] - (*begins)?) / DAY_MS));
    let [touches, marketing, sessions, channels] = counts;
    let taken: Vec<u32> = rows.iter().map(|row| *row as u32).collect();
    let bought = purchases.take(&taken)?;
    Table::new(vec![
        bought.column("purchase_event_id")?,
        bought.column("client_id")?,
        bought.column("session_id")?,
        path_column(path_of, &paths, &journeys),
        bought.column("cohort")?,
        bought.column("customer_segment")?,
        bought.column("purchase_number")?,
        Column::integers_dense("touch_count", touches),
        Column::integers_dense("marketing_touch_count", marketing),
        Column::integers_dense("session_count", sessions),
        Column::integers_dense("channel_count", channels),
        Column::integers("journey_length_days", lengths),
        bought.column("revenue")?.renamed("total_revenue"),
        bought.column("event_time")?,
        Column::timestamps("first_touch_time", begins.iter().copied()),
        Column::timestamps("last_touch_time", ends),
    ])
}

/// The paths by name; each is written once.
fn path_column(path_of: Vec<u32>, paths: &Paths, journeys: &Journeys<'_>) -> Column {
    let name = |code| journeys.channels.dict.get(code).unwrap_or_default();
    let mut names = Dict::default();
    let mut known = vec![NULL_CODE; paths.len()];
    let code = |path: u32| {
        let code = &mut known[path as usize];
        if *code == NULL_CODE && path != Paths::EMPTY {
            *code = names.append(&paths.named(path, ARROW, name), true);
        }
        *code
    };
    let codes = path_of.into_iter().map(code).collect();
    Column::text("path", codes, Arc::new(names))
}

/// How many different codes there are, nulls left out.
fn distinct(codes: Codes<'_>, seen: &mut Vec<u32>) -> usize {
    if codes.len() == 1 {
        return usize::from(codes.at(0) != NULL_CODE);
    }
    seen.clear();
    seen.extend(codes.iter().filter(|code| *code != NULL_CODE));
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}
