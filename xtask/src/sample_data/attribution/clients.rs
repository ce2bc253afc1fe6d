//! `clients.csv`: a row a client, a dozen missing and one exported twice with another segment.

use super::super::calendar;
use super::super::random::Random;
use super::super::row;
use super::{CLIENTS, client_id};

const SEGMENTS: [&str; 4] = [
    "Small business",
    "Small business",
    "Mid-market",
    "Enterprise",
];

/// The file.
pub fn text() -> String {
    let mut random = Random::new(0x5eed_0011);
    let mut rows = Vec::new();
    for number in 1..=CLIENTS {
        let day = random.below(calendar::DAYS);
        let registered = calendar::text(day);
        let month = registered.get(..7).unwrap_or_default().to_string();
        let segment = match random.below(40) {
            0 => "",
            1 => "N/A",
            _ => *random.pick(&SEGMENTS),
        };
        // Signed up after the export of the clients was taken.
        if number % 125 == 0 {
            continue;
        }
        let cohort = if random.chance(15) {
            String::new()
        } else {
            month
        };
        rows.push(row(&[&client_id(number), &registered, &cohort, segment]));
    }
    if let Some(first) = rows.get(41).cloned() {
        let again = first
            .replace("Small business", "Enterprise")
            .replace("Mid-market", "Enterprise");
        rows.insert(60, again);
    }
    String::from("client_id,registration_date,cohort,customer_segment\n") + &rows.concat()
}
