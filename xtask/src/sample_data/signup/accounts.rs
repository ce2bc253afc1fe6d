//! `members.csv` and `employers.csv`: who has an account or an invitation, and who pays for it.

use super::super::calendar;
use super::super::random::Random;
use super::super::row;
use super::people::Visitor;
use super::{DAY, time};

/// An employer.
pub struct Employer {
    /// Name.
    pub name: &'static str,
    /// Size.
    pub size: &'static str,
    /// Industry.
    pub industry: &'static str,
    /// How eligibility is verified.
    pub verification: &'static str,
    /// Share of the visitors.
    pub weight: u64,
    /// Launch.
    pub created: &'static str,
}

/// Every employer. Methods are spread over sizes and industries, so that only the method makes a difference.
#[rustfmt::skip] // A table reads better as one.
pub const EMPLOYERS: [Employer; 24] = [
    Employer { name: "Alderbrook Health", size: "over 10,000", industry: "Healthcare", verification: "Employee ID", weight: 70, created: "2024-02-05" },
    Employer { name: "Bright Harbor Clinics", size: "2,000 to 10,000", industry: "Healthcare", verification: "Work email", weight: 46, created: "2024-05-13" },
    Employer { name: "Cedarline Hospitals", size: "over 10,000", industry: "Healthcare", verification: "Eligibility file", weight: 62, created: "2023-09-18" },
    Employer { name: "Dovetail Dental", size: "under 500", industry: "Healthcare", verification: "Work email", weight: 12, created: "2024-11-04" },
    Employer { name: "Eastgate Motors", size: "over 10,000", industry: "Manufacturing", verification: "Work email", weight: 58, created: "2024-01-15" },
    Employer { name: "Fallow & Finch", size: "500 to 2,000", industry: "Manufacturing", verification: "Employee ID", weight: 24, created: "2024-08-26" },
    Employer { name: "Granite Tools", size: "2,000 to 10,000", industry: "Manufacturing", verification: "Employee ID", weight: 40, created: "2024-03-11" },
    Employer { name: "Hollow Creek Paper", size: "500 to 2,000", industry: "Manufacturing", verification: "Eligibility file", weight: 22, created: "2025-01-20" },
    Employer { name: "Inkwell Software", size: "2,000 to 10,000", industry: "Technology", verification: "Employee ID", weight: 48, created: "2023-11-06" },
    Employer { name: "Juniper Robotics", size: "500 to 2,000", industry: "Technology", verification: "Eligibility file", weight: 26, created: "2024-06-24" },
    Employer { name: "Kestrel Cloud", size: "over 10,000", industry: "Technology", verification: "Work email", weight: 60, created: "2023-08-07" },
    Employer { name: "Lumen Lane", size: "under 500", industry: "Technology", verification: "Eligibility file", weight: 11, created: "2025-02-10" },
    Employer { name: "Marigold Stores", size: "over 10,000", industry: "Retail", verification: "Employee ID", weight: 64, created: "2024-04-08" },
    Employer { name: "Northfield Grocers", size: "2,000 to 10,000", industry: "Retail", verification: "Eligibility file", weight: 44, created: "2024-07-15" },
    Employer { name: "Orchard Row", size: "500 to 2,000", industry: "Retail", verification: "Work email", weight: 23, created: "2024-10-07" },
    Employer { name: "Pinecrest Outdoor", size: "under 500", industry: "Retail", verification: "Work email", weight: 13, created: "2025-03-03" },
    Employer { name: "Quarry Hill Schools", size: "2,000 to 10,000", industry: "Education", verification: "Work email", weight: 42, created: "2023-10-02" },
    Employer { name: "Riverbend University", size: "over 10,000", industry: "Education", verification: "Eligibility file", weight: 56, created: "2023-12-11" },
    Employer { name: "Saffron Academies", size: "500 to 2,000", industry: "Education", verification: "Employee ID", weight: 25, created: "2024-09-16" },
    Employer { name: "Tamarack Learning", size: "under 500", industry: "Education", verification: "Employee ID", weight: 12, created: "2025-01-06" },
    Employer { name: "Umber Savings Bank", size: "2,000 to 10,000", industry: "Finance", verification: "Eligibility file", weight: 45, created: "2024-02-26" },
    Employer { name: "Verity Insurance", size: "over 10,000", industry: "Finance", verification: "Employee ID", weight: 57, created: "2023-07-24" },
    Employer { name: "Willow & Wren Advisers", size: "under 500", industry: "Finance", verification: "Work email", weight: 10, created: "2024-12-02" },
    Employer { name: "Yarrow Credit Union", size: "500 to 2,000", industry: "Finance", verification: "Work email", weight: 24, created: "2024-05-27" },
];

const FIRST: [&str; 16] = [
    "Ada", "Ben", "Chloe", "Dario", "Elif", "Femi", "Grace", "Hana", "Ivan", "Joy", "Kofi", "Lena",
    "Mateo", "Nora", "Omar", "Priya",
];
const LAST: [&str; 16] = [
    "Abbott", "Baker", "Castillo", "Dube", "Evans", "Fischer", "Garcia", "Hughes", "Ito", "Jensen",
    "Khan", "Lopez", "Murphy", "Novak", "Okafor", "Patel",
];

/// Members who were invited and never came.
const ABSENT: u64 = 400;
/// Their numbers begin so far above those of the visitors.
const ABSENT_ABOVE: u64 = 81_000;

/// `employers.csv`.
pub fn employers() -> String {
    let mut out = "id,name,created,client_size,client_industry,verification_type,is_archived,archived,modified\n".to_string();
    for (at, employer) in EMPLOYERS.iter().enumerate() {
        let is_gone = employer.name == "Lumen Lane";
        out += &row(&[
            &code(at),
            employer.name,
            employer.created,
            employer.size,
            employer.industry,
            employer.verification,
            if is_gone { "true" } else { "false" },
            if is_gone { "2025-09-15" } else { "" },
            "2025-09-30",
        ]);
    }
    out
}

fn code(employer: usize) -> String {
    format!("C{:03}", employer + 1)
}

/// `members.csv`.
pub fn members(visitors: &[Visitor]) -> String {
    let mut random = Random::new(0x5eed_0403);
    let mut out =
        "user_id,user_name,email,created,client_id,is_eligibility_verified,birthdate,country\n"
            .to_string();
    for visitor in visitors.iter().filter(|visitor| visitor.is_member()) {
        let created = created(visitor, &mut random);
        // A record in a hundred was never given its employer.
        let client = if random.chance(10) {
            String::new()
        } else {
            code(visitor.employer)
        };
        out += &member(
            visitor.number,
            &created,
            &client,
            visitor.is_verified,
            visitor.country,
            &mut random,
        );
    }
    let above = visitors.len() as u64 + ABSENT_ABOVE;
    for number in 1..=ABSENT {
        let client = code(random.below(EMPLOYERS.len() as u64) as usize);
        out += &member(
            above + number,
            "2025-03-30T06:00:00Z",
            &client,
            false,
            "US",
            &mut random,
        );
    }
    out
}

/// An account is made on the way; a record for an invitation days before.
fn created(visitor: &Visitor, random: &mut Random) -> String {
    if let (false, Some(at)) = (visitor.is_invited, visitor.account) {
        return time(at);
    }
    let first = visitor.events.first().map_or(0, |event| event.at / DAY);
    let before = random.between(2, 40);
    match first.checked_sub(before) {
        Some(day) => calendar::text(day) + "T06:00:00Z",
        None => format!("2025-03-{:02}T06:00:00Z", before % 28 + 1),
    }
}

fn member(
    number: u64,
    created: &str,
    client: &str,
    is_verified: bool,
    country: &str,
    random: &mut Random,
) -> String {
    let (first, last) = (*random.pick(&FIRST), *random.pick(&LAST));
    let born = format!(
        "{}-{:02}-{:02}",
        random.between(1956, 2004),
        random.between(1, 12),
        random.between(1, 28)
    );
    row(&[
        &format!("M{number:05}"),
        &format!("{first} {last}"),
        &format!(
            "{}.{}.{number}@example.com",
            first.to_lowercase(),
            last.to_lowercase()
        ),
        created,
        client,
        if is_verified { "true" } else { "false" },
        &born,
        country,
    ])
}
