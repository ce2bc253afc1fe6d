//! How clients find their way: sessions by channel, and what they buy at the end of one.

use super::super::calendar::DAYS;
use super::super::channel_funnel::CAMPAIGNS;
use super::super::random::Random;

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// Where a session comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum From {
    Display,
    PaidSocial,
    PaidSearch,
    Organic,
    Email,
    Referral,
    Social,
    Direct,
}

/// A visit: page views at these seconds since the first day, on one channel.
pub struct Session {
    /// Where it comes from.
    pub from: From,
    /// Campaign of the channel funnel, by its place; none for channels that are not bought there.
    pub campaign: Option<usize>,
    /// Seconds of the page views.
    pub views: Vec<u64>,
    /// What is bought at which second.
    pub purchases: Vec<(u64, usize)>,
}

/// What can be bought: id, category, price in dollars, days from first visit to purchase at least and at most.
pub const PRODUCTS: [(&str, &str, u64, u64, u64); 5] = [
    ("PLAN-TEAM", "Subscription", 990, 4, 24),
    ("PLAN-BUSINESS", "Subscription", 2400, 9, 38),
    ("PLAN-ENTERPRISE", "Subscription", 6900, 18, 70),
    ("ADDON-SEATS", "Add-on", 290, 0, 2),
    ("TRAINING-DAY", "Services", 1200, 2, 15),
];

/// Weights of channels in the order of `ALL`: who opens a journey, who is in between, who closes it.
const OPENERS: [u64; 8] = [260, 330, 90, 130, 10, 70, 60, 50];
const MIDDLE: [u64; 8] = [50, 120, 60, 160, 330, 70, 60, 150];
const CLOSERS: [u64; 8] = [20, 50, 470, 120, 130, 30, 20, 160];
const ALL: [From; 8] = [
    From::Display,
    From::PaidSocial,
    From::PaidSearch,
    From::Organic,
    From::Email,
    From::Referral,
    From::Social,
    From::Direct,
];

/// The sessions of one client.
pub fn of_client(number: u64, random: &mut Random) -> Vec<Session> {
    let start = random.below((DAYS - 20) * DAY);
    match number % 100 {
        // Never came by any channel: typed the address in, or bought by phone.
        0..=3 => direct_only(start, random),
        4..=5 => vec![untracked(start, random)],
        // Looked around and left.
        6..=61 => {
            let visits = 1 + random.below(7);
            let mut at = start;
            let mut out = Vec::new();
            for visit in 0..visits {
                let weights = if visit == 0 { &OPENERS } else { &MIDDLE };
                out.push(session(pick(weights, random), at, random));
                at += random.between(1, 9) * DAY + random.below(DAY / 2);
            }
            out
        }
        // Bought, some of them again.
        _ => {
            let mut out = Vec::new();
            let mut from = start;
            let times = match number % 10 {
                0 | 1 => 3,
                2..=4 => 2,
                _ => 1,
            };
            for time in 0..times {
                // Enterprise is rare; whoever comes back buys an add-on more often.
                let product = match random.below(20) {
                    0 | 1 => 2,
                    2..=6 => 1,
                    7..=10 => 4,
                    11..=13 => 3,
                    _ if time > 0 => 3,
                    _ => 0,
                };
                from = buying(product, from, &mut out, random) + random.between(2, 45) * DAY;
            }
            out
        }
    }
}

/// The sessions that lead to a purchase; returns its second.
fn buying(product: usize, start: u64, out: &mut Vec<Session>, random: &mut Random) -> u64 {
    let (_, _, _, least, most) = PRODUCTS[product];
    let length = random.between(least, most) * DAY + random.between(1800, 6 * 3600);
    let visits = 1 + (length / DAY).min(9) * random.between(4, 8) / 10 + random.below(2);
    for visit in 0..visits {
        let weights = if visit == 0 { &OPENERS } else { &MIDDLE };
        let at = start + length * visit / (visits + 1) + random.below(3600);
        out.push(session(pick(weights, random), at, random));
    }
    let mut closing = session(pick(&CLOSERS, random), start + length, random);
    let end = closing.views.last().copied().unwrap_or(start + length);
    // Some trackers write the page view of the order page in the purchase's own second, or a moment after it.
    let bought = match random.below(12) {
        0 => end,
        1 => end.saturating_sub(1),
        _ => end + random.between(5, 400),
    };
    closing.purchases.push((bought, product));
    out.push(closing);
    bought
}

fn direct_only(start: u64, random: &mut Random) -> Vec<Session> {
    let mut first = session(From::Direct, start, random);
    let second = session(From::Direct, start + random.between(1, 9) * DAY, random);
    let end = first.views.last().copied().unwrap_or(start);
    first.purchases.push((end + 60, 3));
    vec![first, second]
}

/// A purchase without any page view.
fn untracked(start: u64, random: &mut Random) -> Session {
    Session {
        from: From::Direct,
        campaign: None,
        views: Vec::new(),
        purchases: vec![(start, *random.pick(&[0, 1, 4]))],
    }
}

fn session(from: From, at: u64, random: &mut Random) -> Session {
    let mut views = vec![at];
    let more = random.below(4);
    for _ in 0..more {
        let last = views.last().copied().unwrap_or(at);
        // Now and then two pages load in one second.
        views.push(
            last + if random.chance(40) {
                0
            } else {
                random.between(4, 240)
            },
        );
    }
    Session {
        campaign: campaign(from, at / DAY, random),
        from,
        views,
        purchases: Vec::new(),
    }
}

/// A campaign of the channel that runs on that day, more often the larger one.
fn campaign(from: From, day: u64, random: &mut Random) -> Option<usize> {
    let channels: &[&str] = match from {
        From::PaidSearch => &["Google Ads", "Google Ads", "Google Ads", "Microsoft Ads"],
        From::PaidSocial => &["Meta", "Meta", "LinkedIn", "Twitter"],
        _ => return None,
    };
    let channel = *random.pick(channels);
    let running: Vec<usize> = (0..CAMPAIGNS.len())
        .filter(|at| CAMPAIGNS[*at].channel == channel && CAMPAIGNS[*at].first <= day)
        .collect();
    Some(*random.pick(&running))
}

fn pick(weights: &[u64; 8], random: &mut Random) -> From {
    let mut left = random.below(weights.iter().sum());
    for (from, weight) in ALL.into_iter().zip(weights) {
        if left < *weight {
            return from;
        }
        left -= weight;
    }
    From::Direct
}
