//! What is said of a channel with spend, in one wording for findings, charts, lines and the headline: it earns more than
//! it costs, it loses money, or no opportunity names it, which is a loss or a gap in tracking.

use super::language::{list, plural};
use crate::engine::metrics::Line;

/// Without a single opportunity nobody knows whether money was lost or the source was not written down.
pub const UNSEEN: &str = "a loss or a gap in tracking";

/// The verdict on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Revenue above spend.
    Earns,
    /// Revenue equals spend.
    BreaksEven,
    /// Revenue below spend, though opportunities name the channel.
    Loses,
    /// No opportunity names it.
    Unseen,
}

/// The verdict on a channel with spend; `None` where its return is not known.
pub fn verdict(line: &Line) -> Option<Verdict> {
    let roi = line.metric("roi")?;
    Some(if roi > 0.0 {
        Verdict::Earns
    } else if roi >= 0.0 {
        Verdict::BreaksEven
    } else if line.sum("opportunities") > 0.0 {
        Verdict::Loses
    } else {
        Verdict::Unseen
    })
}

/// What so many channels of a verdict do: `earns more than it costs`, `lose money`, `is a loss or a gap in tracking`.
fn does(verdict: Verdict, n: usize) -> String {
    let n = n as f64;
    match verdict {
        Verdict::Earns => format!(
            "{} more than {}",
            plural(n, "earns", "earn"),
            plural(n, "it costs", "they cost")
        ),
        Verdict::BreaksEven => format!("{} even", plural(n, "breaks", "break")),
        Verdict::Loses => format!("{} money", plural(n, "loses", "lose")),
        Verdict::Unseen => format!("{} {UNSEEN}", plural(n, "is", "are each")),
    }
}

const ORDER: [Verdict; 4] = [
    Verdict::Earns,
    Verdict::BreaksEven,
    Verdict::Loses,
    Verdict::Unseen,
];

/// One part a verdict that any of the channels has; `who` words the channels.
fn parts(lines: &[&Line], who: impl Fn(&[&str]) -> String) -> Vec<String> {
    let mut out = Vec::new();
    for wanted in ORDER {
        let names: Vec<&str> = lines
            .iter()
            .filter(|line| verdict(line) == Some(wanted))
            .map(|line| line.name())
            .collect();
        if !names.is_empty() {
            out.push(format!("{} {}", who(&names), does(wanted, names.len())));
        }
    }
    out
}

/// `Google Ads and LinkedIn earn more than they cost; Meta loses money; Twitter is a loss or a gap in tracking`.
pub fn named(lines: &[&Line]) -> String {
    parts(lines, |names| list(names)).join("; ")
}

/// `2 earn more than they cost, 1 loses money and 1 is a loss or a gap in tracking`.
pub fn counted(lines: &[&Line]) -> String {
    list(&parts(lines, |names| names.len().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, revenue: f64, opportunities: f64) -> Line {
        Line::of(
            &[name],
            &[
                ("spend_usd", 100.0),
                ("revenue_usd", revenue),
                ("opportunities", opportunities),
            ],
        )
    }

    #[test]
    fn a_channel_that_no_opportunity_names_is_not_said_to_lose_money() {
        let lines = [
            line("Google Ads", 300.0, 9.0),
            line("LinkedIn", 200.0, 4.0),
            line("Meta", 50.0, 2.0),
            line("Twitter", 0.0, 0.0),
        ];
        let lines: Vec<&Line> = lines.iter().collect();
        assert_eq!(
            named(&lines),
            "Google Ads and LinkedIn earn more than they cost; Meta loses money; Twitter is a loss or a gap in tracking"
        );
        assert_eq!(
            counted(&lines),
            "2 earn more than they cost, 1 loses money and 1 is a loss or a gap in tracking"
        );
        assert_eq!(verdict(&line("X", 100.0, 1.0)), Some(Verdict::BreaksEven));
        assert_eq!(verdict(&Line::default()), None);
    }
}
