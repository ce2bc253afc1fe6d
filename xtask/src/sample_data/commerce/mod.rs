//! A clothes shop in the layout of the public thelook data, the same two quarters as the other samples: the web events,
//! products, users and order items of the shop, the transactions of its loyalty system, and the revenue report of the
//! sales system, which does not agree with the shop.
//!
//! What there is to find:
//! - Outerwear is looked at most and carted least; shoes come back three times as often as anything else.
//! - E-mail brings the sessions that buy, YouTube those that do not. Swimwear fades after July.
//! - The sales system counts more than the shop: mostly returned and cancelled items it never took out (`orders`).
//!
//! What is dirty: events exported twice and out of order, carts opened from a reminder without a product page, pages of
//! products that are gone, blanks and `N/A`, amounts as `$1,234.50`, an item that stands in two exports with two statuses,
//! a date and a flag that nobody can read.

mod catalogue;
mod orders;
mod people;
mod visits;

use super::Sample;
use super::calendar;

/// A source of traffic: its name, its share of sessions and of users in a thousand, how likely its sessions cart
/// (in thousandths of the usual), and how many in a thousand of its baskets are bought.
pub const SOURCES: [(&str, u64, u64, u64); 5] = [
    ("Adwords", 330, 1_000, 560),
    ("Email", 170, 1_350, 800),
    ("Facebook", 170, 900, 520),
    ("Organic", 220, 1_050, 640),
    ("YouTube", 110, 450, 260),
];

/// The place of a source, drawn by its share.
fn source(roll: u64) -> usize {
    let mut left = roll % 1000;
    for (at, (_, share, _, _)) in SOURCES.iter().enumerate() {
        if left < *share {
            return at;
        }
        left -= share;
    }
    0
}

/// A moment: day of the two quarters and second of the day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Day, from 0.
    pub day: u64,
    /// Second of the day.
    pub second: u64,
}

impl Moment {
    /// Some seconds later; the day may change.
    pub fn later(self, seconds: u64) -> Moment {
        let second = self.second + seconds;
        Moment {
            day: self.day + second / 86_400,
            second: second % 86_400,
        }
    }

    /// `2025-07-01 09:30:00`.
    pub fn text(self) -> String {
        let day = match self.day.checked_sub(calendar::DAYS) {
            Some(over) => format!("2025-10-{:02}", over + 1),
            None => calendar::text(self.day),
        };
        let (hour, minute) = (self.second / 3600, self.second / 60 % 60);
        format!("{day} {hour:02}:{minute:02}:{:02}", self.second % 60)
    }
}

/// The six files.
pub fn samples() -> Vec<Sample> {
    let products = catalogue::products();
    let shop = visits::shop(&products);
    let sold = orders::sold(&shop, &products);
    let file = |path, text| Sample { path, text };
    vec![
        file("commerce/web_events.csv", visits::text(&shop)),
        file("commerce/products.csv", catalogue::text(&products)),
        file("commerce/users.csv", people::text()),
        file("commerce/order_items.csv", orders::items(&sold)),
        file("commerce/transactions.csv", orders::transactions(&sold)),
        file("commerce/source_revenue.csv", orders::report(&sold)),
    ]
}
