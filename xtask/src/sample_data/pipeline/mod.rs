//! The pipeline of the same company: what marketing and sales did from January on, and the opportunities of two
//! quarters that came of it. Five exports of three systems.
//!
//! What there is to find:
//! - Webinars open enterprise accounts: the first touch of almost half of enterprise pipeline.
//! - Events touch a third of all opportunities and more than half of the pipeline, and start next to nothing.
//! - Email starts little but is sent on the day of almost half of the opportunities, so `closest_day` credits it with a large
//!   part of the pipeline and `first_touch` with little.
//! - Content syndication costs as much as webinars and sources a sixth of their pipeline.
//! - One opportunity in nine has no touch in the 90 days before it, most of them small accounts that signed up alone.
//! - Nothing is known of the cost of email, organic search, partners and sales.
//!
//! What is dirty: channels in several cases of letters, touches of contacts that `contacts` lacks, contacts without an
//! account, blank segments, amounts as `$1,234.50`, one impossible date a file, rows exported twice, two events that
//! were logged under two ids, and sales touches that have a day but no time.

mod deals;
mod files;
mod journeys;

use super::Sample;

/// Days before 1 April on which touches begin: 1 January.
const LEAD: u64 = 90;

/// Minutes in a day. Times are minutes since 1 January 2025.
const DAY: u64 = 24 * 60;

const MONTHS: [u64; 9] = [31, 28, 31, 30, 31, 30, 31, 31, 30];

/// A day since 1 January 2025 as ISO 8601 text.
fn date(day: u64) -> String {
    let mut left = day;
    for (at, length) in MONTHS.iter().enumerate() {
        if left < *length {
            return format!("2025-{:02}-{:02}", at + 1, left + 1);
        }
        left -= length;
    }
    "2025-09-30".to_owned()
}

/// The files.
pub fn samples() -> Vec<Sample> {
    let deals = deals::all();
    let touches = journeys::touches(&deals);
    vec![
        Sample {
            path: "pipeline/marketing_touchpoints.csv",
            text: files::marketing(&touches),
        },
        Sample {
            path: "pipeline/sales_touchpoints.csv",
            text: files::sales(&touches),
        },
        Sample {
            path: "pipeline/contacts.csv",
            text: files::contacts(),
        },
        Sample {
            path: "pipeline/pipeline_opportunities.csv",
            text: files::opportunities(&deals),
        },
        Sample {
            path: "pipeline/channel_costs.csv",
            text: files::costs(),
        },
    ]
}
