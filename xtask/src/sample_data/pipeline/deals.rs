//! Opportunities and their accounts: who buys, when, and for how much.

use super::super::random::Random;
use super::{DAY, LEAD};

/// Accounts that have opportunities.
pub const BUYERS: u64 = 2_250;
/// Accounts in all; the others are touched and buy nothing.
pub const ACCOUNTS: u64 = 3_100;
/// Opportunities; those beyond the buyers are second ones of the first buyers.
const DEALS: u64 = 3_000;

/// A sales segment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    Enterprise,
    MidMarket,
    Smb,
}

/// An opportunity.
pub struct Deal {
    /// Account, from 1.
    pub account: u64,
    /// Segment of the account.
    pub segment: Segment,
    /// When it was created.
    pub minute: u64,
    /// Amount in dollars.
    pub dollars: u64,
    /// Nobody touched the account before.
    pub is_alone: bool,
}

/// The segment of an account: 15 % enterprise, 35 % mid-market, 50 % small.
pub fn segment(account: u64) -> Segment {
    match account * 7 % 20 {
        0..3 => Segment::Enterprise,
        3..10 => Segment::MidMarket,
        _ => Segment::Smb,
    }
}

/// Whether an account signs up without ever being touched: most often a small one.
pub fn is_alone(account: u64) -> bool {
    let in_thousand = account * 613 % 1000;
    let limit = match segment(account) {
        Segment::Enterprise => 40,
        Segment::MidMarket => 80,
        Segment::Smb => 160,
    };
    in_thousand < limit
}

/// Every opportunity, by time.
pub fn all() -> Vec<Deal> {
    let mut random = Random::new(0x5eed_0101);
    let mut deals: Vec<Deal> = (0..DEALS)
        .map(|number| {
            let account = number % BUYERS + 1;
            let segment = segment(account);
            // Working days are three times as likely as weekends. 1 January 2025 was a Wednesday.
            let day = loop {
                let day = LEAD + random.below(super::super::calendar::DAYS);
                if (day + 2) % 7 < 5 || random.chance(330) {
                    break day;
                }
            };
            let (low, high) = match segment {
                Segment::Enterprise => (60, 240),
                Segment::MidMarket => (18, 64),
                Segment::Smb => (4, 15),
            };
            // The lower of two draws: more small deals than large ones.
            let hundreds = random
                .between(low * 10, high * 10)
                .min(random.between(low * 10, high * 10));
            Deal {
                account,
                segment,
                minute: day * DAY + random.between(8 * 60, 18 * 60 - 1),
                dollars: hundreds * 100,
                is_alone: is_alone(account),
            }
        })
        .collect();
    deals.sort_by_key(|deal| (deal.minute, deal.account));
    deals
}
