//! `web_analytics.csv`: a row a session of the visitors who agreed to be counted, which is why there are fewer sessions
//! than clicks.

use super::super::calendar::{self, DAYS};
use super::super::random::Random;
use super::super::row;
use super::{CAMPAIGNS, NEW_DEMO_PAGE};

const HEADER: &str =
    "session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions\n";

const PAGES: [&str; 8] = [
    "/",
    "/pricing",
    "/demo",
    "/enterprise",
    "/customers",
    "/blog/attribution-without-cookies",
    "/blog/what-a-good-win-rate-is",
    "/integrations/salesforce",
];

/// Visitors; each comes back two or three times.
const USERS: u64 = 2_700;

/// Traffic that nobody pays for: source, campaign, sessions, conversions in a thousand sessions.
const UNPAID: [(&str, &str, u64, u64); 4] = [
    ("organic", "", 780, 130),
    ("", "", 640, 110),
    ("newsletter", "monthly-digest", 150, 170),
    ("email", "product-updates", 90, 190),
];

struct Session {
    day: u64,
    source: &'static str,
    campaign: &'static str,
    conversion_rate: u64,
}

/// The file.
pub fn text() -> String {
    let mut random = Random::new(0x5eed_0002);
    let mut sessions = sessions(&mut random);
    sessions.sort_by_key(|session| session.day);
    let mut rows: Vec<String> = sessions
        .iter()
        .enumerate()
        .map(|(index, session)| line(index + 1, session, &mut random))
        .collect();
    // A thirteenth month, and four sessions that the export wrote twice.
    if let Some(typo) = rows.get_mut(2040) {
        let day = typo.split(',').nth(2).unwrap_or_default().to_string();
        *typo = typo.replacen(&day, "2025-13-02", 1);
    }
    for index in [4710, 3333, 1200, 250] {
        if let Some(copy) = rows.get(index).cloned() {
            rows.insert(index + 1, copy);
        }
    }
    HEADER.to_string() + &rows.concat()
}

fn sessions(random: &mut Random) -> Vec<Session> {
    let mut out = Vec::new();
    for campaign in &CAMPAIGNS {
        for _ in 0..campaign.sessions {
            // Most come on the days on which the campaign spends, some a day later.
            let day = loop {
                let day = random.between(campaign.first, DAYS - 1);
                let late = u64::from(day > campaign.first && random.chance(300));
                if campaign.weekdays.contains(&calendar::weekday(day - late)) {
                    break day;
                }
            };
            out.push(Session {
                day,
                source: campaign.source,
                campaign: campaign.name,
                conversion_rate: if campaign.channel == "Google Ads" && day >= NEW_DEMO_PAGE {
                    campaign.conversion_rate * 19 / 10
                } else {
                    campaign.conversion_rate
                },
            });
        }
    }
    for (source, campaign, count, conversion_rate) in UNPAID {
        for _ in 0..count {
            // Offices read on weekdays.
            let day = loop {
                let day = random.below(DAYS);
                if calendar::weekday(day) < 5 || random.chance(350) {
                    break day;
                }
            };
            out.push(Session {
                day,
                source,
                campaign,
                conversion_rate,
            });
        }
    }
    out
}

fn line(number: usize, session: &Session, random: &mut Random) -> String {
    // The lower numbers come more often: regulars.
    let user = random.below(USERS).min(random.below(USERS)) + 1;
    let user = if random.chance(4) {
        String::new()
    } else {
        format!("U{user:05}")
    };
    let converts = random.chance(session.conversion_rate);
    let page = if random.chance(5) {
        "(not set)"
    } else if converts && random.chance(600) {
        "/demo"
    } else {
        *random.pick(&PAGES)
    };
    let pageviews = 1 + random.below(4) + u64::from(converts) * (2 + random.below(4));
    let conversions = if converts {
        1 + u64::from(random.chance(40))
    } else {
        0
    };
    let source = if random.chance(40) {
        match session.source {
            "google" => "Google",
            "linkedin" => *random.pick(&["LinkedIn", "linkedin "]),
            "facebook" => *random.pick(&["fb", "Facebook", "instagram"]),
            "twitter" => "x",
            "bing" => "Bing",
            "organic" => "Organic",
            other => other,
        }
    } else {
        session.source
    };
    let campaign = match random.below(100) {
        0 => "",
        1 => "N/A",
        2 => "(not set)",
        _ => session.campaign,
    };
    row(&[
        &format!("S{number:05}"),
        &user,
        &calendar::text(session.day),
        page,
        source,
        campaign,
        &pageviews.to_string(),
        &conversions.to_string(),
    ])
}
