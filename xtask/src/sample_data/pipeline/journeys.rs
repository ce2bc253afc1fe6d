//! What went before an opportunity, and touches that led nowhere.

use super::super::calendar::DAYS;
use super::super::random::Random;
use super::deals::{ACCOUNTS, BUYERS, Deal, Segment, is_alone};
use super::{DAY, LEAD};

/// Contacts of an account, at most.
pub const PEOPLE: u64 = 2;

/// Touches in all.
const TOUCHES: usize = 30_000;

/// A touch.
pub struct Touch {
    /// Whether sales made it.
    pub is_sales: bool,
    /// Channel, properly spelled.
    pub channel: &'static str,
    /// Contact, from 1: `account * PEOPLE` less 0 or 1.
    pub contact: u64,
    /// When.
    pub minute: u64,
}

/// A step of a journey: channel, whether sales made it, the earliest and the latest day before the opportunity, and how
/// often in a thousand journeys it comes.
type Step = (&'static str, bool, u64, u64, u64);

const WEBINAR: &str = "Webinar";
const EVENT: &str = "Event";
const EMAIL: &str = "Email";
const SEARCH: &str = "Paid Search";
const SOCIAL: &str = "Paid Social";
const ORGANIC: &str = "Organic Search";
const SYNDICATION: &str = "Content Syndication";
const PARTNER: &str = "Partner Referral";
const CALL: &str = "Outbound Call";
const WRITTEN: &str = "Outbound Email";

/// How a journey begins: weight in a thousand, then the first step's channel, side and days before.
type Start = (u64, (&'static str, bool, u64, u64));

const ENTERPRISE: [Start; 6] = [
    (470, (WEBINAR, false, 60, 84)),
    (170, (CALL, true, 45, 80)),
    (130, (PARTNER, false, 45, 80)),
    (120, (ORGANIC, false, 50, 82)),
    (80, (SEARCH, false, 40, 80)),
    (30, (EVENT, false, 45, 80)),
];
const MID_MARKET: [Start; 7] = [
    (300, (SEARCH, false, 30, 70)),
    (240, (ORGANIC, false, 30, 75)),
    (130, (WEBINAR, false, 35, 75)),
    (130, (SOCIAL, false, 30, 70)),
    (120, (CALL, true, 30, 70)),
    (50, (SYNDICATION, false, 40, 80)),
    (30, (EVENT, false, 30, 60)),
];
const SMB: [Start; 6] = [
    (370, (ORGANIC, false, 6, 40)),
    (300, (SEARCH, false, 4, 35)),
    (190, (SOCIAL, false, 5, 40)),
    (60, (SYNDICATION, false, 10, 50)),
    (50, (EMAIL, false, 10, 40)),
    (30, (WEBINAR, false, 10, 40)),
];

const ENTERPRISE_STEPS: [Step; 8] = [
    (SYNDICATION, false, 40, 55, 120),
    (WEBINAR, false, 30, 44, 250),
    (EVENT, false, 12, 40, 720),
    (ORGANIC, false, 10, 40, 400),
    (WRITTEN, true, 8, 35, 550),
    (CALL, true, 3, 25, 700),
    (EMAIL, false, 5, 30, 500),
    (EMAIL, false, 0, 0, 560),
];
const MID_MARKET_STEPS: [Step; 8] = [
    (WEBINAR, false, 12, 28, 180),
    (EVENT, false, 8, 28, 420),
    (SYNDICATION, false, 15, 28, 60),
    (ORGANIC, false, 5, 28, 350),
    (WRITTEN, true, 4, 25, 420),
    (CALL, true, 1, 20, 520),
    (EMAIL, false, 4, 25, 500),
    (EMAIL, false, 0, 0, 460),
];
const SMB_STEPS: [Step; 6] = [
    (EVENT, false, 1, 5, 110),
    (ORGANIC, false, 1, 5, 350),
    (SOCIAL, false, 1, 5, 150),
    (WRITTEN, true, 1, 5, 180),
    (EMAIL, false, 1, 5, 300),
    (EMAIL, false, 0, 0, 300),
];

/// Touches without an opportunity: channel, side, weight in a thousand.
const NOISE: [(&str, bool, u64); 10] = [
    (EMAIL, false, 270),
    (ORGANIC, false, 150),
    (SEARCH, false, 110),
    (SOCIAL, false, 110),
    (SYNDICATION, false, 80),
    (WEBINAR, false, 60),
    (EVENT, false, 60),
    (PARTNER, false, 10),
    (CALL, true, 80),
    (WRITTEN, true, 70),
];

/// Every touch, by time.
pub fn touches(deals: &[Deal]) -> Vec<Touch> {
    let mut random = Random::new(0x5eed_0102);
    let mut out = Vec::with_capacity(TOUCHES);
    for deal in deals.iter().filter(|deal| !deal.is_alone) {
        journey(deal, &mut random, &mut out);
    }
    while out.len() < TOUCHES {
        noise(&mut random, &mut out);
    }
    out.truncate(TOUCHES);
    out.sort_by_key(|touch| (touch.minute, touch.contact, touch.channel));
    out
}

fn journey(deal: &Deal, random: &mut Random, out: &mut Vec<Touch>) {
    let (starts, steps): (&[Start], &[Step]) = match deal.segment {
        Segment::Enterprise => (&ENTERPRISE, &ENTERPRISE_STEPS),
        Segment::MidMarket => (&MID_MARKET, &MID_MARKET_STEPS),
        Segment::Smb => (&SMB, &SMB_STEPS),
    };
    let weights: Vec<u64> = starts.iter().map(|start| start.0).collect();
    let (channel, is_sales, low, high) = starts[chosen(&weights, random)].1;
    let mut add = |random: &mut Random, channel, is_sales, low, high| {
        let days = random.between(low, high);
        let minute = if days == 0 {
            // In the hours before it.
            deal.minute - random.between(20, 7 * 60)
        } else {
            (deal.minute / DAY - days) * DAY + random.between(7 * 60, 20 * 60)
        };
        out.push(Touch {
            is_sales,
            channel,
            contact: deal.account * PEOPLE - random.below(PEOPLE),
            minute,
        });
    };
    add(random, channel, is_sales, low, high);
    for (channel, is_sales, low, high, often) in steps {
        if random.chance(*often) {
            add(random, *channel, *is_sales, *low, *high);
        }
    }
}

/// A touch that leads nowhere: of an account that never buys, or of a buyer at any time.
fn noise(random: &mut Random, out: &mut Vec<Touch>) {
    let account = if random.chance(850) {
        random.between(BUYERS + 1, ACCOUNTS)
    } else {
        random.between(1, BUYERS)
    };
    if account <= BUYERS && is_alone(account) {
        return;
    }
    let weights: Vec<u64> = NOISE.iter().map(|kind| kind.2).collect();
    let (channel, is_sales, _) = NOISE[chosen(&weights, random)];
    out.push(Touch {
        is_sales,
        channel,
        contact: account * PEOPLE - random.below(PEOPLE),
        minute: random.below(LEAD + DAYS) * DAY + random.between(7 * 60, 20 * 60),
    });
}

/// A place by weight.
fn chosen(weights: &[u64], random: &mut Random) -> usize {
    let mut left = random.below(weights.iter().sum());
    for (at, weight) in weights.iter().enumerate() {
        if left < *weight {
            return at;
        }
        left -= weight;
    }
    0
}
