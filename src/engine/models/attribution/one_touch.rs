//! What `first_touch_attribution` and `last_touch_attribution` share: all of a purchase goes to one of its touches.

use super::journeys::Journeys;
use super::settings::DAY_MS;
use super::{column, count, text, time};
use crate::engine::base::{Codes, Column, ColumnSpec, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::Build;

/// The columns; the last one is the time of the credited touch.
pub const fn columns(touch_time: ColumnSpec) -> [ColumnSpec; 9] {
    [
        column(
            "purchase_event_id",
            Kind::Integer,
            Unit::Number,
            "The purchase's event_id.",
        ),
        text("client_id", "Id of the client."),
        text("session_id", "Session of the purchase; null: not known."),
        text(
            "channel",
            "Channel of the credited touch; direct where the purchase has no touch.",
        ),
        text("campaign_id", "Campaign of the credited touch; null: none."),
        column(
            "attributed_revenue",
            Kind::Amount,
            Unit::Usd,
            "All revenue of the purchase; negative: a refund.",
        )
        .added(),
        count(
            "days_to_conversion",
            "Whole days from the credited touch to the purchase; null without a touch.",
        )
        .never_added(),
        time("event_time", "When it was bought (UTC)."),
        touch_time,
    ]
}

/// Which of a purchase's touches is credited, and its time.
pub type Pick<'a> = &'a dyn Fn(&Journeys<'_>, usize) -> (Option<usize>, Option<i64>);

/// The table: of each purchase in the range, the touch that `pick` chooses among those that take credit.
pub fn build(build: &Build<'_>, time_name: &str, pick: Pick<'_>) -> Result<Table> {
    let (range, shown) = (build.range()?, Shown::new(build.channels()?));
    let purchases = build.model("int_purchases")?;
    let journeys = Journeys::read(build)?;
    let is_shown: Vec<bool> = journeys
        .channels
        .dict
        .iter()
        .map(|name| shown.has(name))
        .collect();

    let (mut rows, mut channels, mut campaigns) = (Vec::new(), Vec::new(), Vec::new());
    let mut times = Vec::new();
    for row in journeys.bought(range) {
        let (touch, time) = pick(&journeys, row);
        let channel = touch.map_or(journeys.direct, |touch| journeys.channels.codes.at(touch));
        if is_shown.get(channel as usize) == Some(&false) {
            continue;
        }
        rows.push(row);
        channels.push(channel);
        campaigns.push(touch.map_or(NULL_CODE, |touch| journeys.campaigns.codes.at(touch)));
        times.push(time);
    }
    let session = purchases.text("session_id")?;
    let codes = |of: Codes<'_>| rows.iter().map(|row| of.at(*row)).collect();
    let bought = || rows.iter().map(|row| journeys.times[*row]);
    let days = bought()
        .zip(&times)
        .map(|(bought, touched)| Some((bought - (*touched)?) / DAY_MS));
    Table::new(vec![
        Column::integers_dense(
            "purchase_event_id",
            rows.iter().map(|row| journeys.ids[*row]).collect(),
        ),
        Column::text(
            "client_id",
            codes(journeys.clients.codes),
            journeys.clients.dict.clone(),
        ),
        Column::text("session_id", codes(session.codes), session.dict.clone()),
        Column::text("channel", channels, journeys.channels.dict.clone()),
        Column::text("campaign_id", campaigns, journeys.campaigns.dict.clone()),
        Column::amounts_dense(
            "attributed_revenue",
            rows.iter().map(|row| journeys.revenue[*row]).collect(),
        ),
        Column::integers("days_to_conversion", days),
        Column::timestamps_dense("event_time", bought().collect()),
        Column::timestamps(time_name, times.iter().copied()),
    ])
}
