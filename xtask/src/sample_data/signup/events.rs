//! `funnel_events.csv`: a row an event as the tracker's collector received it, which is not the order it happened in.

use super::super::random::Random;
use super::super::row;
use super::people::{Event, Visitor};
use super::{END, time};

const HEADER: &str = "event_id,derived_tstamp,collector_tstamp,domain_userid,domain_sessionid,user_id,user_role,user_is_eligibility_verified,funnel_funnel_name,funnel_step_name,page_urlpath,page_referrer,dvce_type,dvce_ismobile,geo_country\n";

/// The file.
pub fn text(visitors: &[Visitor]) -> String {
    let mut random = Random::new(0x5eed_0402);
    let mut rows: Vec<(u64, String)> = Vec::new();
    for visitor in visitors {
        let mut session = 0;
        let mut last = 0;
        for event in &visitor.events {
            if event.at > last + 1800 {
                session += 1;
            }
            last = event.at;
            let id = format!("e{:06}", rows.len() + 1);
            let session = format!("{}-{session}", visitor.number);
            let delay = match random.below(100) {
                0 => random.between(3_600, 90_000),
                1..8 => random.between(60, 1_200),
                _ => random.between(0, 9),
            };
            let mut send = |delay: u64, random: &mut Random| {
                let received = (event.at + delay).min(END - 1);
                let line = line(&id, &session, received, visitor, event, random);
                rows.push((received, line));
            };
            send(delay, &mut random);
            // Sent again under its id, because the answer was slow.
            if random.chance(5) {
                send(delay + random.between(1, 400), &mut random);
            }
        }
    }
    rows.sort();
    // The export wrote a page of fifty rows twice.
    let twice: Vec<(u64, String)> = rows.iter().skip(20_000).take(50).cloned().collect();
    let body: String = rows
        .into_iter()
        .chain(twice)
        .map(|(_, line)| line)
        .collect();
    HEADER.to_string() + &body
}

fn line(
    id: &str,
    session: &str,
    received: u64,
    visitor: &Visitor,
    event: &Event,
    random: &mut Random,
) -> String {
    // A blocker of trackers takes every name away.
    let is_nobody = random.chance(1);
    let user = if event.is_known && !is_nobody {
        visitor.user()
    } else {
        String::new()
    };
    let (role, verified) = match (user.is_empty(), event.is_verified) {
        (true, _) => ("", ""),
        (_, true) => ("member", "true"),
        _ => ("member", "false"),
    };
    let (kind, mobile) = match (random.below(100), event.kind) {
        (0, _) => ("", ""),
        (1, "Mobile") => ("", "true"),
        (_, "Mobile") => ("Mobile", "true"),
        (_, kind) => (kind, "false"),
    };
    row(&[
        id,
        &time(event.at),
        &time(received),
        if is_nobody { "" } else { &event.device },
        session,
        &user,
        role,
        verified,
        "MEMBER_INTAKE",
        event.step,
        event.page,
        event.referrer,
        kind,
        mobile,
        visitor.country,
    ])
}
