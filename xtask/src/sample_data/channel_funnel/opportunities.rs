//! `salesforce_opportunities.csv`: a row an opportunity, stages typed in by four sales people.

use super::super::calendar::{self, DAYS};
use super::super::random::Random;
use super::super::{dollars, dollars_formatted, row};

const HEADER: &str =
    "opportunity_id,account_id,created_date,stage,amount_usd,source,owner_region\n";

/// How one channel does in one region: counts that carry the story, so that no draw of chance can turn it round.
struct Desk {
    source: &'static str,
    region: &'static str,
    won: u64,
    lost: u64,
    open: u64,
    /// What a middling deal is worth, in dollars.
    deal: u64,
}

const fn desk(
    source: &'static str,
    region: &'static str,
    won: u64,
    lost: u64,
    open: u64,
    deal: u64,
) -> Desk {
    Desk {
        source,
        region,
        won,
        lost,
        open,
        deal,
    }
}

const NA: &str = "North America";
const EU: &str = "Europe";
const APAC: &str = "APAC";

const DESKS: [Desk; 26] = [
    desk("Google Ads", NA, 14, 20, 24, 18_000),
    desk("Google Ads", EU, 7, 17, 18, 16_500),
    desk("Google Ads", APAC, 1, 16, 13, 15_000),
    desk("LinkedIn", NA, 8, 15, 19, 31_000),
    desk("LinkedIn", EU, 6, 12, 14, 29_000),
    desk("LinkedIn", APAC, 2, 5, 6, 26_000),
    desk("Meta", NA, 4, 14, 12, 11_000),
    desk("Meta", EU, 3, 11, 9, 10_500),
    desk("Meta", APAC, 1, 5, 6, 10_000),
    desk("Twitter", NA, 1, 4, 2, 14_000),
    desk("Twitter", EU, 1, 3, 1, 13_000),
    desk("Microsoft Ads", NA, 3, 7, 6, 15_000),
    desk("Microsoft Ads", EU, 1, 4, 3, 14_500),
    desk("Organic", NA, 7, 15, 15, 19_000),
    desk("Organic", EU, 5, 12, 11, 17_500),
    desk("Organic", APAC, 2, 5, 5, 16_000),
    desk("Direct", NA, 5, 11, 10, 17_000),
    desk("Direct", EU, 3, 8, 6, 16_000),
    desk("Direct", APAC, 1, 4, 3, 15_500),
    desk("Email", NA, 3, 6, 6, 15_500),
    desk("Email", EU, 2, 5, 4, 15_000),
    desk("Partner", NA, 4, 7, 5, 27_000),
    desk("Partner", EU, 2, 4, 3, 26_000),
    desk("Partner", APAC, 1, 2, 1, 25_000),
    // Entered without a source.
    desk("", NA, 0, 2, 1, 16_000),
    desk("", EU, 1, 1, 1, 16_000),
];

/// What a deal is worth against a middling one, in thousandths, from the smallest to the largest.
const SPREAD: [u64; 9] = [560, 660, 760, 880, 1000, 1150, 1380, 1750, 2500];

/// No deal is smaller or larger, in cents.
const SMALLEST: u64 = 800_000;
const LARGEST: u64 = 9_000_000;

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Won,
    Lost,
    Open,
}

/// The file.
pub fn text() -> String {
    let mut random = Random::new(0x5eed_0003);
    let mut drafts = Vec::new();
    for desk in &DESKS {
        for (outcome, count) in [
            (Outcome::Won, desk.won),
            (Outcome::Lost, desk.lost),
            (Outcome::Open, desk.open),
        ] {
            for nth in 0..count {
                drafts.push((
                    created(desk, outcome, &mut random),
                    desk,
                    outcome,
                    amount(desk.deal, nth, count, &mut random),
                ));
            }
        }
    }
    random.shuffle(&mut drafts);
    drafts.sort_by_key(|draft| draft.0);
    let mut rows: Vec<String> = drafts
        .iter()
        .enumerate()
        .map(|(index, (day, desk, outcome, cents))| {
            line(index + 1, *day, desk, *outcome, *cents, &mut random)
        })
        .collect();
    // A date that nobody can read, and two opportunities that stood in two reports.
    if let Some(typo) = rows.iter_mut().find(|line| line.contains("Qualification")) {
        let day = typo.split(',').nth(2).unwrap_or_default().to_string();
        *typo = typo.replacen(&day, "TBD", 1);
    }
    for index in [402, 137] {
        if let Some(copy) = rows.get(index).cloned() {
            rows.push(copy);
        }
    }
    HEADER.to_string() + &rows.concat()
}

/// The day on which an opportunity was created: decided ones are older, LinkedIn grows with its new campaign.
fn created(desk: &Desk, outcome: Outcome, random: &mut Random) -> u64 {
    let early = random
        .below(DAYS)
        .min(random.below(DAYS + 90))
        .min(DAYS - 1);
    let late = random.below(DAYS).max(random.below(DAYS));
    match outcome {
        Outcome::Open => late,
        _ if desk.source == "LinkedIn" => random.below(DAYS),
        _ => early,
    }
}

/// What the `nth` of `count` deals is worth, in cents: the deals of a desk spread evenly over the range of sizes.
fn amount(deal: u64, nth: u64, count: u64, random: &mut Random) -> u64 {
    let steps = SPREAD.len() as u64 - 1;
    // Position along SPREAD in thousandths of a step, with a little play.
    let place =
        ((2 * nth + 1) * steps * 1000 / (2 * count) + random.below(300)).min(steps * 1000 - 1);
    let (step, part) = ((place / 1000) as usize, place % 1000);
    let factor = SPREAD[step] * (1000 - part) + SPREAD[step + 1] * part;
    // Quotes end in round hundreds more often than not.
    let cents = deal * factor / 10_000;
    let cents = if random.chance(550) {
        cents / 10_000 * 10_000
    } else {
        cents + random.below(100)
    };
    cents.clamp(SMALLEST, LARGEST)
}

fn line(
    number: usize,
    day: u64,
    desk: &Desk,
    outcome: Outcome,
    cents: u64,
    random: &mut Random,
) -> String {
    let stage = match outcome {
        Outcome::Won if random.chance(150) => {
            *random.pick(&["Closed - Won", "closedwon", "CLOSED WON"])
        }
        Outcome::Won => "Closed Won",
        Outcome::Lost if random.chance(80) => *random.pick(&["closed lost", "ClosedLost"]),
        Outcome::Lost => "Closed Lost",
        Outcome::Open => *random.pick(&["Qualification", "Discovery", "Proposal", "Negotiation"]),
    };
    let amount = if outcome == Outcome::Open && random.chance(25) {
        String::new()
    } else if random.chance(60) {
        dollars_formatted(cents)
    } else {
        dollars(cents)
    };
    let source = if random.chance(60) {
        match desk.source {
            "Google Ads" => *random.pick(&["google ads", "Google ads", "google"]),
            "LinkedIn" => *random.pick(&["linkedin", "LINKEDIN"]),
            "Meta" => *random.pick(&["meta", "Facebook"]),
            "Organic" => "organic",
            "Partner" => "partner ",
            other => other,
        }
    } else {
        desk.source
    };
    let region = match random.below(100) {
        0 => "",
        1 => "N/A",
        2 => "europe",
        _ => desk.region,
    };
    let region = if region == "europe" && desk.region != EU {
        desk.region
    } else {
        region
    };
    row(&[
        &format!("OPP-{number:04}"),
        &format!("ACC-{:04}", random.between(1, 340)),
        &calendar::text(day),
        stage,
        &amount,
        source,
        region,
    ])
}
