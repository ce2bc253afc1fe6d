//! `users.csv`: who signed up.

use super::super::random::Random;
use super::super::row;
use super::{Moment, SOURCES, source};

const HEADER: &str = "id,age,gender,country,traffic_source,created_at\n";

/// How many there are.
pub const COUNT: u64 = 4_000;

const COUNTRIES: [&str; 8] = [
    "United States",
    "United States",
    "United States",
    "United Kingdom",
    "Germany",
    "France",
    "Brasil",
    "Japan",
];

/// The file.
pub fn text() -> String {
    let mut random = Random::new(0x5eed_0053);
    let rows: Vec<String> = (1..=COUNT)
        .map(|id| {
            let age = match random.below(90) {
                0 => String::new(),
                _ => (18 + random.below(52).min(random.below(52))).to_string(),
            };
            let gender = match random.below(60) {
                0 => "",
                n if n % 2 == 0 => "F",
                _ => "M",
            };
            let (source, _, _, _) = SOURCES[source(random.next())];
            let signed_up = Moment {
                day: random.below(180),
                second: random.below(86_400),
            };
            // Most came in the two years before.
            let year = if random.chance(250) {
                2025
            } else {
                2023 + random.below(2)
            };
            let text = signed_up.text().replacen("2025", &year.to_string(), 1);
            row(&[
                &id.to_string(),
                &age,
                gender,
                random.pick::<&str>(&COUNTRIES),
                source,
                &text,
            ])
        })
        .collect();
    HEADER.to_string() + &rows.concat()
}
