//! The web shop of the same company over the same two quarters: what 1,500 clients saw and bought, as an event tracker
//! exports it. Campaigns are those of the channel funnel's `ad_spend`, so spend meets revenue.
//!
//! What there is to find:
//! - Display and paid social open journeys, paid search closes them: first and last touch disagree about all three, and
//!   so does the return on their spend.
//! - Email is in the middle of most long journeys and gets next to nothing by either.
//! - Enterprise plans take weeks, add-ons minutes; with a lookback of a week the openers lose their credit.
//! - Display has no row in `ad_spend`: its return is not known.
//!
//! What is dirty: channels in several spellings or only told by tags and referrers, rows exported twice, a block of late
//! rows out of order, impossible times, unknown event types, rows without a client, purchases without revenue, refunds,
//! a double click that bought twice in one second, and clients that the clients file does not know.

mod clients;
mod events;
mod journeys;

use super::Sample;

/// How many clients there are; their ids run from 1.
const CLIENTS: u64 = 1_500;

/// The two files.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample {
            path: "attribution/events.csv",
            text: events::text(),
        },
        Sample {
            path: "attribution/clients.csv",
            text: clients::text(),
        },
    ]
}

fn client_id(number: u64) -> String {
    format!("C{number:04}")
}
