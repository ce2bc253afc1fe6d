//! Large files for measuring: sessions by the million, with the spend and the opportunities beside them.
//!
//! Ids are as analytics tools write them: a session id is sixteen random hexadecimal digits, a user id is a client id of
//! two numbers (`GA1.1.1830455213.1747612800`), and 300,000 users in a random order share the sessions, some with many.
//! Nothing is sorted but the date, and nothing is dirty: both engines of the bench read the same rows.

use super::calendar::{self, DAYS};
use super::random::Random;
use super::{channel_funnel, dollars};
use crate::house::{House, Result, make_folder};
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

/// Users per million sessions.
const USERS: u64 = 300_000;

/// The three files.
pub struct Files {
    /// `ad_spend.csv`.
    pub ad_spend: PathBuf,
    /// `web_analytics.csv`.
    pub web_analytics: PathBuf,
    /// `salesforce_opportunities.csv`.
    pub opportunities: PathBuf,
}

/// Writes files with so many sessions into the cache, where they are not there yet.
pub fn files(house: &House, rows: u64) -> Result<Files> {
    let folder = house.cache.join("bench").join(format!("v1-{rows}"));
    make_folder(&folder)?;
    let files = Files {
        ad_spend: folder.join("ad_spend.csv"),
        web_analytics: folder.join("web_analytics.csv"),
        opportunities: folder.join("salesforce_opportunities.csv"),
    };
    // Written last: with it, all three are whole.
    if !files.opportunities.exists() {
        println!("Writing {rows} sessions into {}", folder.display());
        crate::house::write(&files.ad_spend, ad_spend().as_bytes())?;
        write_sessions(&files.web_analytics, rows)
            .map_err(|error| format!("{} could not be written: {error}.", folder.display()))?;
        crate::house::write(&files.opportunities, opportunities(rows / 100).as_bytes())?;
    }
    Ok(files)
}

fn ad_spend() -> String {
    let mut random = Random::new(0xbe_0001);
    let mut out = String::from(
        "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n",
    );
    for day in 0..DAYS {
        for campaign in &channel_funnel::CAMPAIGNS {
            let cents = campaign.spend * 100 * random.around(400) / 1000;
            let clicks = cents / campaign.cost_per_click;
            let _ = writeln!(
                out,
                "{},{},{},{},{},{},{clicks},{}",
                calendar::text(day),
                campaign.id,
                campaign.channel,
                campaign.source,
                campaign.name,
                dollars(cents),
                clicks * 100_000 / campaign.click_rate
            );
        }
    }
    out
}

fn write_sessions(path: &std::path::Path, rows: u64) -> std::io::Result<()> {
    const PAGES: [&str; 6] = [
        "/",
        "/pricing",
        "/demo",
        "/enterprise",
        "/customers",
        "/blog/guide",
    ];
    let mut random = Random::new(0xbe_0002);
    let users = (rows * USERS / 1_000_000).max(1);
    let user_ids: Vec<(u64, u64)> = (0..users)
        .map(|_| {
            (
                random.between(100_000_000, 2_147_483_647),
                1_743_465_600 + random.below(DAYS * 86_400),
            )
        })
        .collect();
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    out.write_all(b"session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions\n")?;
    let mut line = String::new();
    for number in 0..rows {
        line.clear();
        let day = calendar::text(number * DAYS / rows);
        let (first, second) = *if random.chance(250) {
            // A quarter of the sessions comes from a tenth of the users.
            random.pick(&user_ids[..user_ids.len().div_ceil(10)])
        } else {
            random.pick(&user_ids)
        };
        let (source, campaign) = match random.below(14) {
            nth @ 0..=8 => {
                let campaign = &channel_funnel::CAMPAIGNS[nth as usize];
                (campaign.source, campaign.name)
            }
            9 | 10 => ("organic", ""),
            11 | 12 => ("", ""),
            _ => ("newsletter", "monthly-digest"),
        };
        let _ = writeln!(
            line,
            "{:016x},GA1.1.{first}.{second},{day},{},{source},{campaign},{},{}",
            random.next(),
            random.pick(&PAGES),
            random.between(1, 9),
            u64::from(random.chance(110)),
        );
        out.write_all(line.as_bytes())?;
    }
    out.flush()
}

fn opportunities(rows: u64) -> String {
    const SOURCES: [&str; 8] = [
        "Google Ads",
        "LinkedIn",
        "Meta",
        "Twitter",
        "Microsoft Ads",
        "Organic",
        "Direct",
        "Partner",
    ];
    const REGIONS: [&str; 3] = ["North America", "Europe", "APAC"];
    const STAGES: [&str; 6] = [
        "Closed Won",
        "Closed Lost",
        "Closed Lost",
        "Proposal",
        "Discovery",
        "Negotiation",
    ];
    let mut random = Random::new(0xbe_0003);
    let mut out = String::from(
        "opportunity_id,account_id,created_date,stage,amount_usd,source,owner_region\n",
    );
    for number in 0..rows {
        let _ = writeln!(
            out,
            "006{:012X},001{:06X},{},{},{},{},{}",
            random.next() >> 16,
            random.below(rows / 2 + 1),
            calendar::text(number * DAYS / rows),
            random.pick(&STAGES),
            dollars(random.between(800_000, 9_000_000)),
            random.pick(&SOURCES),
            random.pick(&REGIONS)
        );
    }
    out
}
