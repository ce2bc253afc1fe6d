//! `events.csv`: a row a page view or purchase, as three trackers wrote it: one that names the channel, one that leaves
//! it to the tags of the link, one that knows nothing but the referrer.

use super::super::calendar::{self, DAYS};
use super::super::channel_funnel::CAMPAIGNS;
use super::super::random::Random;
use super::super::{dollars, dollars_formatted, row};
use super::journeys::{DAY, From, PRODUCTS, Session, of_client};
use super::{CLIENTS, client_id};

const HEADER: &str = "client_id,event_type,event_time,session_id,channel,campaign_id,utm_source,utm_medium,page_url,referrer_url,revenue,product_id,product_category\n";

const SITE: &str = "https://www.harborline.example";
const PAGES: [&str; 7] = [
    "/",
    "/pricing",
    "/product",
    "/customers",
    "/docs/start",
    "/blog/attribution-without-cookies",
    "/compare",
];

/// Prospecting banners: bought by an agency, so no row of `ad_spend` knows them.
const DISPLAY: &str = "DSP-PROSPECT-25";

/// What the address bar and the tracker say of a session's first page.
#[derive(Clone, Default)]
struct Trace {
    channel: String,
    campaign: String,
    source: &'static str,
    medium: &'static str,
    referrer: &'static str,
}

/// The file.
pub fn text() -> String {
    let mut random = Random::new(0x5eed_0010);
    let mut rows: Vec<(u64, String)> = Vec::new();
    for number in 1..=CLIENTS {
        for session in of_client(number, &mut random) {
            add(number, &session, &mut rows, &mut random);
        }
    }
    // What happens after the last day is in the next export.
    rows.retain(|(second, _)| *second < DAYS * DAY);
    rows.sort_by_key(|(second, _)| *second);
    let mut lines: Vec<String> = rows.into_iter().map(|(_, line)| line).collect();
    spoil(&mut lines);
    // A block of rows that came late.
    let late: Vec<String> = lines.drain(9_000..9_400).collect();
    lines.extend(late);
    HEADER.to_string() + &lines.concat()
}

fn add(number: u64, session: &Session, rows: &mut Vec<(u64, String)>, random: &mut Random) {
    let client = client_id(number);
    let id = if random.chance(8) {
        String::new()
    } else {
        format!("{:08x}", random.next() >> 32)
    };
    // A client's tracker is always the same one.
    let first = trace(session, number % 3, random);
    let mut page = format!("{SITE}{}", random.pick(&PAGES));
    for (at, second) in session.views.iter().enumerate() {
        let trace = if at == 0 || number.is_multiple_of(3) {
            first.clone()
        } else {
            // Later pages of a session carry no tags; their referrer is the site itself.
            Trace {
                referrer: "https://www.harborline.example/",
                ..Trace::default()
            }
        };
        let kind = if random.chance(12) {
            "Page View"
        } else {
            "page_view"
        };
        rows.push((
            *second,
            line(&client, kind, *second, &id, &trace, &page, ["", "", ""]),
        ));
        page = format!("{SITE}{}", random.pick(&PAGES));
    }
    for (second, product) in &session.purchases {
        let (product, category, price, ..) = PRODUCTS[*product];
        let cents = price * random.around(120) / 10;
        let revenue = match random.below(60) {
            0 => dollars_formatted(cents),
            1 => format!("-{}", dollars(cents)),
            2 if random.chance(600) => String::new(),
            _ => dollars(cents),
        };
        let trace = if number.is_multiple_of(3) {
            first.clone()
        } else {
            Trace::default()
        };
        let page = format!("{SITE}/order/thanks");
        let cells = [revenue.as_str(), product, category];
        rows.push((
            *second,
            line(&client, "purchase", *second, &id, &trace, &page, cells),
        ));
        // One impatient finger.
        if number == 777 {
            let again = [revenue.as_str(), "ADDON-SEATS", "Add-on"];
            rows.push((
                *second,
                line(&client, "purchase", *second, &id, &trace, &page, again),
            ));
        }
    }
}

fn line(
    client: &str,
    kind: &str,
    second: u64,
    session: &str,
    trace: &Trace,
    page: &str,
    [revenue, product, category]: [&str; 3],
) -> String {
    row(&[
        client,
        kind,
        &moment(second),
        session,
        &trace.channel,
        &trace.campaign,
        trace.source,
        trace.medium,
        page,
        trace.referrer,
        revenue,
        product,
        category,
    ])
}

fn moment(second: u64) -> String {
    let (day, left) = (second / DAY, second % DAY);
    let (hour, minute) = (left / 3600, left / 60 % 60);
    format!(
        "{}T{hour:02}:{minute:02}:{:02}Z",
        calendar::text(day),
        left % 60
    )
}

/// What a tracker makes of a session: 0 names the channel, 1 keeps the tags, 2 often loses them.
fn trace(session: &Session, tracker: u64, random: &mut Random) -> Trace {
    let campaign = session.campaign.map(|at| &CAMPAIGNS[at]);
    let (names, source, medium, referrer): (&[&str], _, _, _) = match session.from {
        From::Display => (&["Display", "display", "DISPLAY"], "dsp", "display", ""),
        From::PaidSocial => (
            &["Paid Social", "paid_social", "paid-social"],
            campaign.map_or("facebook", |campaign| campaign.source),
            "paid_social",
            "",
        ),
        From::PaidSearch => (
            &["Paid Search", "paid_search", "PAID SEARCH"],
            campaign.map_or("google", |campaign| campaign.source),
            *random.pick(&["cpc", "cpc", "ppc", "CPC"]),
            "https://www.google.com/",
        ),
        From::Organic => (
            &["Organic Search", "organic_search"],
            "",
            "",
            *random.pick(&[
                "https://www.google.com/",
                "https://www.bing.com/search",
                "https://duckduckgo.com/",
            ]),
        ),
        From::Email => (&["Email", "email"], "newsletter", "email", ""),
        From::Referral => (
            &["Referral", "referral"],
            "",
            "",
            *random.pick(&[
                "https://www.softwarereviews.example/crm",
                "https://partner.example/tools",
            ]),
        ),
        From::Social => (
            &["Social", "social"],
            "",
            "",
            *random.pick(&[
                "https://www.linkedin.com/feed/",
                "https://t.co/harbor",
                "https://www.reddit.com/r/crm",
            ]),
        ),
        From::Direct => (&["Direct", "direct"], "", "", ""),
    };
    let mut out = Trace {
        channel: String::new(),
        campaign: match session.from {
            From::Display => DISPLAY.to_string(),
            _ => campaign.map_or(String::new(), |campaign| campaign.id.to_string()),
        },
        source,
        medium,
        referrer,
    };
    if tracker == 0 {
        out.channel = (*random.pick(names)).to_string();
    }
    match random.below(100) {
        // A link without its medium: the source has to do.
        0..=5 if tracker > 0 => out.medium = "",
        // A link that lost its tags on the way.
        6..=8 if tracker == 2 => {
            out.source = "";
            out.medium = "";
            out.campaign = String::new();
        }
        9 if tracker == 0 => out.channel = "(not set)".to_string(),
        _ => {}
    }
    out
}

/// What goes wrong in an export.
fn spoil(lines: &mut Vec<String>) {
    let with = |line: &str, place: usize, value: &str| {
        let mut fields: Vec<&str> = line.trim_end().split(',').collect();
        if let Some(field) = fields.get_mut(place) {
            *field = value;
        }
        fields.join(",") + "\n"
    };
    // Fields of these rows hold no comma: page views have no amount.
    let views: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].contains(",page_view,"))
        .collect();
    let faults = [
        (2, "2025-06-31T10:15:00Z"),
        (2, "yesterday"),
        (2, ""),
        (1, "add_to_cart"),
        (1, "video_play"),
        (1, "add_to_cart"),
        (0, ""),
    ];
    for (nth, (place, value)) in faults.iter().cycle().take(21).enumerate() {
        let at = views[(nth * 719 + 311) % views.len()];
        lines[at] = with(&lines[at], *place, value);
    }
    for nth in 0..16 {
        let at = (nth * 1_117 + 503) % lines.len();
        let copy = lines[at].clone();
        lines.insert(at + 1, copy);
    }
}
