//! The exports themselves, with what systems and people do to them.

use super::super::random::Random;
use super::super::{dollars, dollars_formatted, row};
use super::deals::{ACCOUNTS, Deal, Segment};
use super::journeys::{PEOPLE, Touch};
use super::{DAY, date};

/// Costs by month from April, in dollars. Of the other channels nobody keeps one.
const COSTS: [(&str, [u64; 6]); 5] = [
    ("Webinar", [41_000, 38_500, 44_000, 52_000, 36_500, 61_000]),
    ("Event", [96_000, 148_000, 210_000, 74_000, 52_000, 231_000]),
    (
        "Paid Search",
        [58_200, 61_400, 60_100, 63_900, 64_800, 66_500],
    ),
    (
        "PAID SOCIAL",
        [47_300, 46_900, 49_800, 52_400, 51_100, 50_700],
    ),
    (
        "Content syndication",
        [44_000, 46_000, 43_500, 47_000, 45_500, 48_000],
    ),
];

/// `marketing_touchpoints.csv`.
pub fn marketing(touches: &[Touch]) -> String {
    let header = "marketing_touchpoint_id,channel_name,contact_id,marketing_touchpoint_date\n";
    let mut random = Random::new(0x5eed_0103);
    let rows = touches.iter().filter(|touch| !touch.is_sales).enumerate();
    let rows = rows.map(|(at, touch)| {
        let (day, minute) = (touch.minute / DAY, touch.minute % DAY);
        let time = format!("{}T{:02}:{:02}:00Z", date(day), minute / 60, minute % 60);
        line(&format!("MT-{:05}", at + 1), touch, &time, &mut random)
    });
    let mut rows: Vec<String> = rows.collect();
    dirt(&mut rows, "MT-9000", &mut random);
    header.to_owned() + &rows.concat()
}

/// `sales_touchpoints.csv`: days without a time.
pub fn sales(touches: &[Touch]) -> String {
    let header = "sales_touchpoint_id,channel_name,contact_id,sales_touchpoint_date\n";
    let mut random = Random::new(0x5eed_0104);
    let rows = touches.iter().filter(|touch| touch.is_sales).enumerate();
    let rows = rows.map(|(at, touch)| {
        let day = date(touch.minute / DAY);
        line(&format!("ST-{:05}", at + 1), touch, &day, &mut random)
    });
    let mut rows: Vec<String> = rows.collect();
    dirt(&mut rows, "ST-9000", &mut random);
    header.to_owned() + &rows.concat()
}

fn line(id: &str, touch: &Touch, time: &str, random: &mut Random) -> String {
    let channel = match random.below(100) {
        0..3 => touch.channel.to_lowercase(),
        3 => touch.channel.to_uppercase(),
        4 => format!("{} ", touch.channel),
        _ => touch.channel.to_owned(),
    };
    // A few touches come from a form whose contact the CRM never got.
    let contact = if random.chance(12) {
        format!("C-8{:04}", random.below(400))
    } else {
        contact(touch.contact)
    };
    row(&[id, &channel, &contact, time])
}

/// What goes wrong in every export: a date that nobody can read, a row without a contact, rows written twice, and two
/// events logged again under another id.
fn dirt(rows: &mut Vec<String>, again: &str, random: &mut Random) {
    if let Some(typo) = rows.get_mut(1_500) {
        *typo = typo.replacen("2025-", "2025-14-", 1);
    }
    if let Some(blank) = rows.get_mut(700) {
        let name = blank.split(',').nth(2).unwrap_or_default().to_owned();
        *blank = blank.replacen(&name, "", 1);
    }
    for _ in 0..3 {
        let at = random.between(2_000, 4_000) as usize;
        if let Some(copy) = rows.get(at).cloned() {
            rows.insert(at + 1, copy);
        }
    }
    for nth in 1..=2 {
        let at = random.between(4_100, 5_000) as usize;
        if let Some(copy) = rows.get(at) {
            let id = copy.split(',').next().unwrap_or_default();
            let copy = copy.replacen(id, &format!("{again}{nth}"), 1);
            rows.insert(at + 1, copy);
        }
    }
}

fn contact(number: u64) -> String {
    format!("C-{number:05}")
}

fn account(number: u64) -> String {
    format!("ACC-{number:04}")
}

/// `contacts.csv`.
pub fn contacts() -> String {
    let mut random = Random::new(0x5eed_0105);
    let mut out = "contact_id,account_id,full_name\n".to_owned();
    const NAMES: [&str; 8] = [
        "A. Meyer",
        "J. Okafor",
        "L. Rossi",
        "M. Tanaka",
        "P. Novak",
        "R. Silva",
        "S. Khan",
        "T. Berg",
    ];
    for number in 1..=ACCOUNTS * PEOPLE {
        // A contact now and then stands without its account.
        let account = if random.chance(8) {
            String::new()
        } else {
            account(number.div_ceil(PEOPLE))
        };
        out += &row(&[&contact(number), &account, *random.pick(&NAMES)]);
    }
    out
}

/// `pipeline_opportunities.csv`.
pub fn opportunities(deals: &[Deal]) -> String {
    let header =
        "opportunity_id,account_id,pipeline_amount,opportunity_created_date,sales_segment\n";
    let mut random = Random::new(0x5eed_0106);
    let rows = deals.iter().enumerate().map(|(at, deal)| {
        let (day, minute) = (deal.minute / DAY, deal.minute % DAY);
        let time = format!("{} {:02}:{:02}:00", date(day), minute / 60, minute % 60);
        let amount = if random.chance(60) {
            dollars_formatted(deal.dollars * 100)
        } else {
            dollars(deal.dollars * 100)
        };
        let segment = match (random.below(100), deal.segment) {
            (0, _) => "",
            (1, _) => "N/A",
            (_, Segment::Enterprise) => "Enterprise",
            (_, Segment::MidMarket) => "Mid-Market",
            (_, Segment::Smb) => "SMB",
        };
        let id = format!("PO-{:04}", at + 1);
        row(&[&id, &account(deal.account), &amount, &time, segment])
    });
    let mut rows: Vec<String> = rows.collect();
    if let Some(typo) = rows.get_mut(410) {
        *typo = typo.replacen("2025-", "2025/31/", 1);
    }
    if let Some(copy) = rows.get(1_234).cloned() {
        rows.push(copy);
    }
    // One opportunity that a second report shows at another amount.
    if let Some(first) = rows.get(900) {
        let amount = first.split(',').nth(2).unwrap_or_default().to_owned();
        let again = first.replacen(&amount, "19999.00", 1);
        rows.push(again);
    }
    header.to_owned() + &rows.concat()
}

/// `channel_costs.csv`.
pub fn costs() -> String {
    let mut out = "channel,cost_usd,period\n".to_owned();
    for (channel, months) in COSTS {
        for (at, cost) in months.iter().enumerate() {
            let cost = if at == 3 {
                dollars_formatted(cost * 100)
            } else {
                dollars(cost * 100)
            };
            out += &row(&[channel, &cost, &format!("2025-{:02}", at + 4)]);
        }
    }
    out
}
