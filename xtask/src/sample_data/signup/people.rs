//! Visitors and what they did, step by step: the story of the sample is told here, the files only write it down.

use super::super::calendar::{self, DAYS};
use super::super::random::Random;
use super::accounts::EMPLOYERS;
use super::{DAY, END};

/// The way to a caregiving goal: step, page, and how many of a thousand go on to the next step.
pub const STEPS: [(&str, &str, u64); 6] = [
    ("INPUT_FULL_NAME", "/welcome", 640),
    ("VERIFY_ELIGIBILITY", "/verify", 835),
    ("CREATE_ACCOUNT", "/account", 790),
    ("CREATE_PROJECT", "/project/new", 930),
    ("CONFIRM_COUNTRY", "/project/country", 885),
    ("CAREGIVING_GOAL", "/project/goal", 0),
];

/// An event of a visitor.
pub struct Event {
    /// Second of the two quarters.
    pub at: u64,
    /// Step.
    pub step: &'static str,
    /// Page.
    pub page: &'static str,
    /// Page before; empty: not recorded.
    pub referrer: &'static str,
    /// Device.
    pub device: String,
    /// Kind of device.
    pub kind: &'static str,
    /// Whether the member is signed in.
    pub is_known: bool,
    /// Whether eligibility is verified by then.
    pub is_verified: bool,
}

/// A visitor.
pub struct Visitor {
    /// Number, from 1.
    pub number: u64,
    /// Index of the employer.
    pub employer: usize,
    /// Came by a personal invitation: the member is known from the first event.
    pub is_invited: bool,
    /// Country; empty: not known.
    pub country: &'static str,
    /// What happened, in order of time.
    pub events: Vec<Event>,
    /// When the account was created.
    pub account: Option<u64>,
    /// When the project was created.
    pub project: Option<u64>,
    /// Whether eligibility was verified in the end.
    pub is_verified: bool,
}

impl Visitor {
    /// The id as a member.
    pub fn user(&self) -> String {
        format!("M{:05}", self.number)
    }

    /// Whether the application has a record of the visitor.
    pub fn is_member(&self) -> bool {
        self.is_invited || self.account.is_some()
    }
}

/// So many visitors.
pub fn visitors(count: u64, seed: u64) -> Vec<Visitor> {
    let mut random = Random::new(seed);
    let weights: u64 = EMPLOYERS.iter().map(|employer| employer.weight).sum();
    let mut out: Vec<Visitor> = Vec::new();
    for number in 1..=count {
        let mut at = random.below(weights);
        let employer = EMPLOYERS
            .iter()
            .position(|employer| {
                let here = at < employer.weight;
                at = at.saturating_sub(employer.weight);
                here
            })
            .unwrap_or(0);
        // Now and then somebody signs up on the device of the member before: a couple, or a desk in a canteen.
        let shared = (number.is_multiple_of(70) && random.chance(900))
            .then(|| out.iter().rev().find(|other| other.account.is_some()))
            .flatten()
            .and_then(|other| other.events.first())
            .map(|event| event.device.clone());
        out.push(visitor(number, employer, shared, &mut random));
    }
    out
}

fn visitor(number: u64, employer: usize, shared: Option<String>, random: &mut Random) -> Visitor {
    let kind = match random.below(100) {
        0..46 => "Mobile",
        46..92 => "Computer",
        _ => "Tablet",
    };
    let country = match random.below(100) {
        0..60 => "US",
        60..75 => "CA",
        75..89 => "GB",
        89..96 => "DE",
        _ => "",
    };
    let is_invited = random.chance(480);
    let mut out = Visitor {
        number,
        employer,
        is_invited,
        country,
        events: Vec::new(),
        account: None,
        project: None,
        is_verified: false,
    };
    let device = shared.unwrap_or_else(|| format!("d{:07x}", number * 7919 % 0x0fff_ffff));
    let mut walk = Walk {
        at: start(random),
        device,
        kind,
        page: "",
        random,
        visitor: &mut out,
    };
    walk.go();
    out.events.retain(|event| event.at < END);
    // What the tracker calls a later event may have happened a little earlier.
    if number.is_multiple_of(67) {
        swap(&mut out.events, "VERIFY_ELIGIBILITY", "CREATE_ACCOUNT");
    }
    out.events.sort_by_key(|event| event.at);
    out.account = out.account.filter(|at| *at < END);
    out.project = out.project.filter(|at| *at < END);
    out
}

/// A moment of the two quarters: on weekdays rather, by day rather.
fn start(random: &mut Random) -> u64 {
    let day = loop {
        let day = random.below(DAYS);
        if calendar::weekday(day) < 5 || random.chance(450) {
            break day;
        }
    };
    let hour = loop {
        let hour = random.between(6, 23);
        if (9..21).contains(&hour) || random.chance(350) {
            break hour;
        }
    };
    day * DAY + hour * 3600 + random.below(3600)
}

fn swap(events: &mut [Event], a: &str, b: &str) {
    let place = |step: &str| events.iter().position(|event| event.step == step);
    if let (Some(a), Some(b)) = (place(a), place(b)) {
        (events[a].at, events[b].at) = (events[b].at, events[a].at);
    }
}

/// One visitor on the way.
struct Walk<'a> {
    at: u64,
    device: String,
    kind: &'static str,
    page: &'static str,
    random: &'a mut Random,
    visitor: &'a mut Visitor,
}

impl Walk<'_> {
    fn go(&mut self) {
        if self.random.chance(220) {
            self.log("WATCH_INTRO", "/welcome/video");
        }
        for (at, (step, page, rate)) in STEPS.into_iter().enumerate() {
            match step {
                "VERIFY_ELIGIBILITY" => self.visitor.is_verified = true,
                "CREATE_ACCOUNT" => self.visitor.account = Some(self.at),
                "CREATE_PROJECT" => self.visitor.project = Some(self.at),
                _ => {}
            }
            self.log(step, page);
            if self.random.chance(70) {
                self.wait(5, 90);
                self.log(step, page);
            }
            if self.random.chance(4) {
                self.log("LEGACY_WELCOME", "/start");
            }
            let goes_on = if at == 0 {
                self.verification()
            } else {
                let device = if self.kind == "Mobile" { 980 } else { 1010 };
                self.random.chance(rate * device / 1000)
            };
            if !goes_on {
                return;
            }
            self.pause(step);
        }
        if self.random.chance(260) {
            self.log("INVITE_FAMILY", "/family");
        }
    }

    /// Whether eligibility is verified, and what is seen of it on the way.
    fn verification(&mut self) -> bool {
        let employer = &EMPLOYERS[self.visitor.employer];
        let (device, retry) = match self.kind {
            "Mobile" => (790, 640),
            "Tablet" => (960, 430),
            _ => (1150, 330),
        };
        let method = match employer.verification {
            "Employee ID" => 730,
            "Work email" => 1130,
            _ => 1050,
        };
        let passes = self
            .random
            .chance((STEPS[0].2 * device / 1000 * method / 1000).min(960));
        let fails = if passes { 90 } else { retry };
        let mut left = 3;
        while left > 0 && self.random.chance(fails) {
            self.wait(20, 200);
            self.log("VERIFY_ELIGIBILITY_FAILED", "/verify/failed");
            left -= 1;
        }
        if !passes && self.random.chance(180) {
            self.wait(10, 120);
            self.log("OPEN_HELP", "/help/eligibility");
        }
        passes
    }

    /// The time to the next step.
    fn pause(&mut self, step: &str) {
        let is_file = EMPLOYERS[self.visitor.employer].verification == "Eligibility file";
        match step {
            "INPUT_FULL_NAME" if is_file && self.random.chance(330) => self.wait(DAY / 2, 4 * DAY),
            "INPUT_FULL_NAME" => self.wait(35, 320),
            "VERIFY_ELIGIBILITY" => self.wait(50, 400),
            "CREATE_ACCOUNT" if self.random.chance(300) => self.wait(DAY, 9 * DAY),
            "CREATE_ACCOUNT" => self.wait(60, 900),
            _ => self.wait(15, 150),
        }
        // Few come back after weeks.
        if self.random.chance(12) {
            self.wait(13 * DAY, 25 * DAY);
        }
        // Some go on elsewhere, once they can sign in.
        if step == "CREATE_ACCOUNT" && self.random.chance(60) {
            self.device = format!("x{:07x}", self.visitor.number * 6271 % 0x0fff_ffff);
            self.kind = if self.kind == "Mobile" {
                "Computer"
            } else {
                "Mobile"
            };
        }
    }

    fn wait(&mut self, low: u64, high: u64) {
        self.at += self.random.between(low, high);
    }

    fn log(&mut self, step: &'static str, page: &'static str) {
        let visitor = &mut *self.visitor;
        visitor.events.push(Event {
            at: self.at,
            step,
            page,
            referrer: self.page,
            device: self.device.clone(),
            kind: self.kind,
            is_known: visitor.is_invited || visitor.account.is_some(),
            is_verified: visitor.is_verified,
        });
        self.page = page;
        self.at += 1;
    }
}
