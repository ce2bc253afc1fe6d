//! Written findings: one detector a file, one line here. Tables in, sentences with their evidence out.
//!
//! Contract: every number in a sentence is computed; the grammar holds for one, many and none; a detector is silent
//! where it has nothing to say; chance is not reported as news (each claim about a rate is tested, and a sample
//! under 30 is said to be small). Left out: advice that the data cannot carry.

pub mod arrivals;
pub mod attribution;
mod best;
mod campaigns;
pub mod commerce;
mod costs;
mod evidence;
pub mod language;
pub mod leaks;
mod limits;
mod losing;
pub mod pipeline;
mod regions;
pub mod signup;
pub mod stats;
mod trend;
mod unseen;
pub mod verdict;

#[cfg(test)]
mod tests;

pub use evidence::Evidence;

use crate::protocol::Finding;

/// The question that a finding answers; each is a section of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Which channels earn more than they cost, and which lose money?
    Returns,
    /// Where does each channel leak?
    Leaks,
    /// What does an opportunity, a customer cost?
    Costs,
    /// How did it move week by week?
    Trend,
    /// Which campaigns get clicks without conversions?
    Campaigns,
    /// Which region closes which channel best?
    Regions,
    /// What cannot be concluded from this data, and why?
    Limits,
}

/// A detector.
#[derive(Clone, Copy)]
pub struct Detector {
    /// Id.
    pub id: &'static str,
    /// The question it answers.
    pub topic: Topic,
    /// Finds; empty where there is nothing to say.
    pub find: fn(&Evidence) -> Vec<Finding>,
}

/// Every detector.
pub static DETECTORS: &[Detector] = &[
    Detector {
        id: "losing_channels",
        topic: Topic::Returns,
        find: losing::find,
    },
    Detector {
        id: "best_channel",
        topic: Topic::Returns,
        find: best::find,
    },
    Detector {
        id: "spend_without_result",
        topic: Topic::Returns,
        find: unseen::find,
    },
    Detector {
        id: "leaks",
        topic: Topic::Leaks,
        find: leaks::find,
    },
    Detector {
        id: "clicks_without_sessions",
        topic: Topic::Leaks,
        find: arrivals::find,
    },
    Detector {
        id: "costs",
        topic: Topic::Costs,
        find: costs::find,
    },
    Detector {
        id: "trend",
        topic: Topic::Trend,
        find: trend::find,
    },
    Detector {
        id: "campaigns_without_conversions",
        topic: Topic::Campaigns,
        find: campaigns::find,
    },
    Detector {
        id: "regions",
        topic: Topic::Regions,
        find: regions::find,
    },
    Detector {
        id: "limits",
        topic: Topic::Limits,
        find: limits::find,
    },
];

/// A detector of a subject with evidence of its own (`insights/<subject>/`).
#[derive(Clone, Copy)]
pub struct Finder<E> {
    /// Id.
    pub id: &'static str,
    /// Finds; empty where there is nothing to say.
    pub find: fn(&E) -> Vec<Finding>,
}

/// What a subject's detectors find, largest effect first.
pub fn found<E>(finders: &[Finder<E>], evidence: &E) -> Vec<Finding> {
    let mut out = Vec::new();
    for finder in finders {
        for mut finding in (finder.find)(evidence) {
            finder.id.clone_into(&mut finding.id);
            out.push(finding);
        }
    }
    rank(&mut out);
    out
}

fn rank(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then_with(|| a.sentence.cmp(&b.sentence))
    });
}

/// The findings on a question, largest effect first.
pub fn findings(topic: Topic, evidence: &Evidence) -> Vec<Finding> {
    let mut out = Vec::new();
    for detector in DETECTORS.iter().filter(|d| d.topic == topic) {
        for mut finding in (detector.find)(evidence) {
            detector.id.clone_into(&mut finding.id);
            out.push(finding);
        }
    }
    rank(&mut out);
    out
}
