//! Large files of events for measuring attribution: some 190 bytes a row in thirteen columns, as a tracker with its own
//! channel grouping exports them.
//!
//! Two thousand sessions go on at any time; a row is the next page view of one of them, so clients, sessions and channels
//! are mixed as in a real file and only the time is sorted. 200,000 clients per million rows; three rows in a hundred
//! are purchases. Nothing is dirty.

use super::calendar::{self, DAYS};
use super::channel_funnel::CAMPAIGNS;
use super::dollars;
use super::random::Random;
use crate::house::{House, Result, make_folder};
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Clients per million rows.
const CLIENTS: u64 = 200_000;
/// Sessions that go on at a time.
const OPEN: u64 = 2_000;

const HEADER: &[u8] = b"client_id,event_type,event_time,session_id,channel,campaign_id,utm_source,utm_medium,page_url,referrer_url,revenue,product_id,product_category\n";

/// Channel as the export names it (empty: it does not), medium, referrer, and which of the paid campaigns it has.
const ORIGINS: [(&str, &str, &str, &[usize]); 9] = [
    (
        "paid_search",
        "cpc",
        "https://www.google.com/",
        &[0, 1, 2, 8],
    ),
    ("", "cpc", "https://www.google.com/", &[0, 1]),
    (
        "paid_social",
        "paid_social",
        "https://www.linkedin.com/",
        &[3, 4],
    ),
    (
        "paid_social",
        "paid_social",
        "https://m.facebook.com/",
        &[5, 6],
    ),
    ("", "paid_social", "https://t.co/", &[7]),
    ("email", "email", "", &[]),
    ("organic_search", "", "https://www.google.com/", &[]),
    ("", "", "https://partner.example/tools", &[]),
    ("direct", "", "", &[]),
];

/// A session that goes on.
struct Visit {
    client: (u64, u64),
    session: u64,
    origin: usize,
    campaign: Option<usize>,
}

/// Writes a file with so many events into the cache, where it is not there yet.
pub fn file(house: &House, rows: u64) -> Result<PathBuf> {
    let folder = house.cache.join("bench").join(format!("events-v1-{rows}"));
    make_folder(&folder)?;
    let path = folder.join("events.csv");
    if !path.exists() {
        println!("Writing {rows} events into {}", folder.display());
        // Renamed when it is whole.
        let part = folder.join("events.part");
        write(&part, rows)
            .and_then(|()| std::fs::rename(&part, &path))
            .map_err(|error| format!("{} could not be written: {error}.", path.display()))?;
    }
    Ok(path)
}

fn write(path: &Path, rows: u64) -> std::io::Result<()> {
    let mut random = Random::new(0xbe_0010);
    let clients: Vec<(u64, u64)> = (0..(rows * CLIENTS / 1_000_000).max(1))
        .map(|_| {
            (
                random.between(100_000_000, 2_147_483_647),
                1_743_465_600 + random.below(DAYS * 86_400),
            )
        })
        .collect();
    let mut visits: Vec<Visit> = (0..OPEN).map(|_| visit(&clients, &mut random)).collect();
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    out.write_all(HEADER)?;
    let mut line = String::new();
    for number in 0..rows {
        let second = number * DAYS * 86_400 / rows;
        let at = random.below(OPEN) as usize;
        let bought = random.chance(30);
        line.clear();
        write_line(&mut line, &visits[at], second, bought, &mut random);
        out.write_all(line.as_bytes())?;
        if bought || random.chance(220) {
            visits[at] = visit(&clients, &mut random);
        }
    }
    out.flush()
}

fn visit(clients: &[(u64, u64)], random: &mut Random) -> Visit {
    let origin = random.below(ORIGINS.len() as u64) as usize;
    let campaigns = ORIGINS[origin].3;
    Visit {
        client: *random.pick(clients),
        session: random.next(),
        origin,
        campaign: (!campaigns.is_empty()).then(|| *random.pick(campaigns)),
    }
}

fn write_line(line: &mut String, visit: &Visit, second: u64, bought: bool, random: &mut Random) {
    const PAGES: [&str; 6] = [
        "pricing",
        "product/overview",
        "customers/stories",
        "docs/getting-started",
        "blog/attribution-without-cookies",
        "compare",
    ];
    const PRODUCTS: [(&str, &str); 4] = [
        ("PLAN-TEAM", "Subscription"),
        ("PLAN-BUSINESS", "Subscription"),
        ("ADDON-SEATS", "Add-on"),
        ("TRAINING-DAY", "Services"),
    ];
    let (channel, medium, referrer, _) = ORIGINS[visit.origin];
    let (campaign, source) = visit
        .campaign
        .map_or(("", ""), |at| (CAMPAIGNS[at].id, CAMPAIGNS[at].source));
    let (first, born) = visit.client;
    let (page, kind) = if bought {
        ("order/thanks", "purchase")
    } else {
        (*random.pick(&PAGES), "page_view")
    };
    // Writing to a String cannot fail.
    let _ = write!(
        line,
        "GA1.1.{first}.{born},{kind},{}T{:02}:{:02}:{:02}Z,{:016x},{channel},{campaign},{source},{medium},\
         https://www.harborline.example/{page}?visit={}&lang=en,{referrer},",
        calendar::text(second / 86_400),
        second / 3_600 % 24,
        second / 60 % 60,
        second % 60,
        visit.session,
        random.below(2_000),
    );
    if bought {
        let (product, category) = random.pick(&PRODUCTS);
        let amount = dollars(random.between(9_900, 690_000));
        let _ = writeln!(line, "{amount},{product},{category}");
    } else {
        line.push_str(",,\n");
    }
}
