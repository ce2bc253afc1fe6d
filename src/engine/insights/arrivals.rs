//! Clicks that were paid for and that web analytics does not show: a gap too wide for the usual losses, so that what is
//! said of sessions and conversions rests on a small part of the traffic.
//!
//! Some gap is normal. The losses that are known, each at its worst: half of what a platform counts are no clicks on the
//! link (likes, profiles, repeats), six in ten people refuse consent, a quarter leave before the page has loaded, a
//! third block the tag. Together they leave 0.5 × 0.4 × 0.75 × 0.67 ≈ a tenth. Fewer sessions than that, beyond chance
//! (the upper end of Wilson's interval), are a fault of tags, of files or of days. Left out: more sessions than clicks.

use super::Evidence;
use super::language::{count, list_some, percent, sample};
use super::stats::wilson;
use crate::engine::metrics::Line;
use crate::protocol::{Finding, Tone};
use std::fmt::Write as _;

/// Sessions for each click that the usual losses leave at their worst.
const LEAST: f64 = 0.1;

fn is_clicked(line: &Line) -> bool {
    line.has_spend && line.sum("clicks") > 0.0
}

/// The channels whose clicks hardly show up: those of the finding, and those that the picture marks.
pub fn few(evidence: &Evidence) -> Vec<&Line> {
    if !evidence.has("ad_spend") || !evidence.has("web_analytics") {
        return Vec::new();
    }
    let is_few = |line: &&Line| {
        wilson(line.sum("sessions"), line.sum("clicks")).is_some_and(|(_, high)| high < LEAST)
    };
    let shown = evidence.channels.iter().filter(|line| is_clicked(line));
    shown.filter(is_few).collect()
}

/// One finding, on all channels whose clicks hardly show up.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    let few = few(evidence);
    // Others are others of all channels, whatever the filter shows.
    let is_named = |line: &Line| few.iter().any(|named| named.name() == line.name());
    let peers = evidence.peers().iter().filter(|line| is_clicked(line));
    let rest: Vec<&Line> = peers.filter(|line| !is_named(line)).collect();
    if few.is_empty() {
        return Vec::new();
    }
    vec![finding(evidence, &few, &rest)]
}

fn finding(evidence: &Evidence, few: &[&Line], rest: &[&Line]) -> Finding {
    let sum = |lines: &[&Line], column| lines.iter().map(|line| line.sum(column)).sum::<f64>();
    let (sessions, clicks) = (sum(few, "sessions"), sum(few, "clicks"));
    let names: Vec<&str> = few.iter().map(|line| line.name()).collect();
    let who = if rest.is_empty() && names.len() > 1 {
        "paid channels".to_owned()
    } else {
        list_some(&names, 3)
    };
    let clicked = count(clicks, "click", "clicks");
    let sentence = if sessions > 0.0 {
        format!(
            "Few of the clicks of {who} show up as sessions: {} for {clicked} ({}).",
            count(sessions, "session", "sessions"),
            percent(sessions / clicks)
        )
    } else {
        format!("No click of {who} shows up as a session: none for {clicked}.")
    };
    let mut text = "Conversions and costs per conversion rest on that small part; spend, opportunities and revenue do not."
        .to_owned();
    let other = (sum(rest, "sessions"), sum(rest, "clicks"));
    if other.1 > 0.0 {
        let _ = write!(
            text,
            " At the other channels with spend it is {}.",
            percent(other.0 / other.1)
        );
    }
    if let Some(days) = days(evidence) {
        text.push_str(&days);
    }
    text.push_str(&tags(evidence, sessions, clicks));
    text.push_str(
        " Check the tag of web analytics on every landing page, what refused consent leaves out, the UTM tags of the ads, and whether the export is sampled or cut.",
    );
    Finding {
        sentence,
        evidence: text,
        tone: Tone::Warn,
        confidence: sample(clicks, "click", "clicks"),
        assumption: "Repeated clicks, people who leave before the page has loaded, blockers and refused consent always take some; nine clicks in ten is more than they take together."
            .to_owned(),
        table: "channel_funnel".to_owned(),
        chart: "paid_reach".to_owned(),
        weight: sum(few, "spend_usd") * (1.0 - sessions / clicks),
        ..Finding::default()
    }
}

/// Whether the two files hold the same days; nothing where that is not known, as under a filter.
fn days(evidence: &Evidence) -> Option<String> {
    if !evidence.everyone.is_empty() {
        return None;
    }
    let span = |what: &str| evidence.spans.iter().find(|span| span.0 == what);
    let ((_, from, to), (_, first, last)) = (span("spend")?, span("sessions")?);
    Some(if (from, to) == (first, last) {
        " Both files cover the same days.".to_owned()
    } else {
        format!(
            " Spend is from {} to {}, sessions are from {} to {}: compare the days that both have first.",
            from.long(),
            to.long(),
            first.long(),
            last.long()
        )
    })
}

/// Whether clicks that lost their tags, and so count as other channels, could be the gap.
fn tags(evidence: &Evidence, sessions: f64, clicks: f64) -> String {
    let all: f64 = evidence.peers().iter().map(|l| l.sum("sessions")).sum();
    let free = evidence.peers().iter().filter(|line| !line.has_spend);
    let free: f64 = free.map(|line| line.sum("sessions")).sum();
    if all <= sessions {
        String::new()
    } else if all < LEAST * clicks {
        format!(
            " All {} together, tagged or not, would be {} of the clicks: missing UTM tags alone do not explain it.",
            count(all, "session", "sessions"),
            percent(all / clicks)
        )
    } else if free > 0.0 {
        format!(
            " Among the {} of channels without spend may be clicks that lost their UTM tags.",
            count(free, "session", "sessions")
        )
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Day;

    fn channel(name: &str, clicks: f64, sessions: f64) -> Line {
        let sums = [
            ("spend_usd", clicks),
            ("clicks", clicks),
            ("sessions", sessions),
        ];
        let mut line = Line::of(&[name], &sums);
        line.has_spend = clicks > 0.0;
        line
    }

    fn evidence(channels: &[Line]) -> Evidence {
        Evidence {
            channels: channels.to_vec(),
            sources: ["ad_spend", "web_analytics"].map(str::to_owned).to_vec(),
            ..Evidence::default()
        }
    }

    #[test]
    fn clicks_that_hardly_show_up_are_a_finding_with_what_the_data_says_of_its_cause() {
        let mut seen = evidence(&[
            channel("Meta", 60_000.0, 80.0),
            channel("LinkedIn", 40_000.0, 50.0),
            channel("Direct", 0.0, 30.0),
        ]);
        let days = (Day(20_270), Day(20_359));
        seen.spans = vec![("spend", days.0, days.1), ("sessions", days.0, days.1)];
        let found = find(&seen);
        assert_eq!(
            found[0].sentence,
            "Few of the clicks of paid channels show up as sessions: 130 sessions for 100,000 clicks (0.13 %)."
        );
        let text = &found[0].evidence;
        assert!(text.contains("Both files cover the same days."), "{text}");
        assert!(
            text.contains("All 160 sessions together, tagged or not, would be 0.16 % of the clicks: missing UTM tags alone"),
            "{text}"
        );
        seen.spans[1].1 = Day(20_300);
        let text = &find(&seen)[0].evidence;
        assert!(
            text.contains("Spend is from 1 Jul 2025 to 28 Sep 2025, sessions are from 31 Jul 2025"),
            "{text}"
        );
    }

    #[test]
    fn only_the_channels_below_a_tenth_are_named_and_the_others_are_the_measure() {
        let seen = evidence(&[
            channel("Meta", 1_000.0, 20.0),
            channel("LinkedIn", 1_000.0, 600.0),
            channel("Direct", 0.0, 900.0),
        ]);
        let found = find(&seen);
        assert_eq!(
            found[0].sentence,
            "Few of the clicks of Meta show up as sessions: 20 sessions for 1,000 clicks (2.0 %)."
        );
        let text = &found[0].evidence;
        assert!(text.contains("other channels with spend it is 60.0 %."));
        assert!(text.contains("900 sessions of channels without spend"));
    }

    #[test]
    fn a_usual_gap_a_small_sample_and_a_missing_source_are_no_finding() {
        for (clicks, sessions) in [
            (1_000.0, 101.0),
            (1_000.0, 90.0),
            (30.0, 0.0),
            (10.0, 50.0),
            (0.0, 9.0),
        ] {
            assert_eq!(find(&evidence(&[channel("Meta", clicks, sessions)])), []);
        }
        let mut seen = evidence(&[channel("Meta", 60_000.0, 80.0)]);
        assert_eq!(find(&seen).len(), 1);
        seen.sources.pop();
        assert_eq!(find(&seen), []);
    }

    #[test]
    fn no_session_at_all_has_words_of_its_own() {
        let found = find(&evidence(&[channel("Meta", 500.0, 0.0)]));
        assert_eq!(
            found[0].sentence,
            "No click of Meta shows up as a session: none for 500 clicks."
        );
    }
}
