//! Campaigns that are clicked and do not convert, and the one whose sessions convert worst.

use super::Evidence;
use super::language::{count, list_some, number, percent, plural, sample, usd};
use super::stats::{gap_by_chance, one_in};
use crate::engine::base::Arrange;
use crate::engine::metrics::Line;
use crate::protocol::{Finding, Tone};

/// With fewer conversions to be expected than this, none is no news.
const EXPECTED: f64 = 3.0;

/// Findings on campaigns; silent without ads or sessions.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    if !evidence.has("ad_spend") || !evidence.has("web_analytics") {
        return Vec::new();
    }
    let clicked: Vec<&Line> = evidence
        .campaigns
        .iter()
        .filter(|line| line.sum("clicks") > 0.0)
        .collect();
    if clicked.is_empty() {
        return Vec::new();
    }
    let all = Line::total(clicked.iter().copied());
    let rate = all.sum("conversions") / all.sum("clicks");
    let barren: Vec<&Line> = clicked
        .iter()
        .copied()
        .filter(|line| line.sum("conversions") == 0.0)
        .collect();
    let (unseen, seen): (Vec<&Line>, Vec<&Line>) = barren
        .into_iter()
        .partition(|line| line.sum("sessions") == 0.0);
    let (solid, few): (Vec<&Line>, Vec<&Line>) = seen
        .into_iter()
        .partition(|line| line.sum("clicks") * rate >= EXPECTED);
    let mut out = Vec::new();
    out.extend(barren_finding(&solid, rate));
    out.extend(unseen_finding(&unseen));
    out.extend(few_finding(&few));
    if out.is_empty() {
        out.push(Finding {
            sentence: if clicked.len() == 1 {
                "The one campaign with clicks has conversions too.".to_owned()
            } else {
                format!(
                    "None: {0} of {0} campaigns with clicks have conversions.",
                    number(clicked.len() as f64)
                )
            },
            tone: Tone::Good,
            weight: 1.0,
            ..base()
        });
    }
    out.extend(worst_finding(&clicked));
    out
}

fn base() -> Finding {
    Finding {
        table: "campaign_performance".to_owned(),
        ..Finding::default()
    }
}

/// `demo-q3 (google)`.
pub fn name(line: &Line) -> String {
    format!("{} ({})", line.key(1), line.key(0))
}

fn names(lines: &[&Line]) -> String {
    let mut ranked = lines.to_vec();
    ranked.arrange_by(|a, b| {
        b.sum("spend_usd")
            .total_cmp(&a.sum("spend_usd"))
            .then_with(|| a.keys.cmp(&b.keys))
    });
    let names: Vec<String> = ranked.into_iter().map(name).collect();
    list_some(&names, 3)
}

fn barren_finding(lines: &[&Line], rate: f64) -> Option<Finding> {
    let n = lines.len() as f64;
    let total = Line::total(lines.iter().copied());
    let (clicks, spend) = (total.sum("clicks"), total.sum("spend_usd"));
    (n > 0.0).then(|| Finding {
        sentence: format!(
            "{} {} {} for {} and not one conversion: {}.",
            count(n, "campaign", "campaigns"),
            plural(n, "has", "have"),
            count(clicks, "click", "clicks"),
            usd(spend),
            names(lines)
        ),
        evidence: format!(
            "At the rate of all campaigns, that many clicks bring about {}.",
            count((clicks * rate).round(), "conversion", "conversions")
        ),
        tone: Tone::Bad,
        confidence: sample(clicks, "click", "clicks"),
        weight: spend,
        ..base()
    })
}

fn unseen_finding(lines: &[&Line]) -> Option<Finding> {
    let n = lines.len() as f64;
    let total = Line::total(lines.iter().copied());
    (n > 0.0).then(|| Finding {
        sentence: format!(
            "{} with clicks {} in no session: {}.",
            count(n, "campaign", "campaigns"),
            plural(n, "appears", "appear"),
            names(lines)
        ),
        evidence: format!(
            "{} for {} lead to no session tagged with the campaign; the links may lack their UTM tags.",
            count(total.sum("clicks"), "click", "clicks"),
            usd(total.sum("spend_usd"))
        ),
        tone: Tone::Warn,
        confidence: sample(total.sum("clicks"), "click", "clicks"),
        weight: total.sum("spend_usd"),
        ..base()
    })
}

fn few_finding(lines: &[&Line]) -> Option<Finding> {
    let n = lines.len() as f64;
    let total = Line::total(lines.iter().copied());
    (n > 0.0).then(|| Finding {
        sentence: format!(
            "{} {} no conversion yet, from too few clicks to judge: {}.",
            count(n, "campaign", "campaigns"),
            plural(n, "has", "have"),
            names(lines)
        ),
        evidence: format!(
            "{} for {}.",
            count(total.sum("clicks"), "click", "clicks"),
            usd(total.sum("spend_usd"))
        ),
        tone: Tone::Neutral,
        confidence: sample(total.sum("clicks"), "click", "clicks"),
        weight: total.sum("spend_usd") / 10.0,
        ..base()
    })
}

/// The campaign whose sessions convert worst, where that is more than chance among that many campaigns.
fn worst_finding(lines: &[&Line]) -> Option<Finding> {
    let valid: Vec<(&Line, f64, f64)> = lines
        .iter()
        .map(|line| (*line, line.sum("conversions"), line.sum("sessions")))
        .filter(|(_, done, base)| *done > 0.0 && done <= base)
        .collect();
    let all = valid.iter().fold((0.0, 0.0), |sum, (_, done, base)| {
        (sum.0 + done, sum.1 + base)
    });
    let tried = valid.len() as f64;
    let (line, done, base, others, chance) = valid
        .iter()
        .filter_map(|(line, done, base)| {
            let (k, n) = (all.0 - done, all.1 - base);
            let chance = gap_by_chance(*done, *base, k, n)?;
            (done / base < k / n).then_some((*line, *done, *base, k / n, chance))
        })
        .min_by(|a, b| a.4.total_cmp(&b.4).then_with(|| a.0.keys.cmp(&b.0.keys)))?;
    if valid.len() < 2 {
        return None;
    }
    if chance * tried >= 0.05 {
        return Some(Finding {
            sentence:
                "No campaign’s sessions convert clearly worse than the others’: the gaps are within chance."
                    .to_owned(),
            evidence: format!(
                "Lowest: {}, {} of {} ({}), against {} for the other campaigns.",
                name(line),
                number(done),
                count(base, "session", "sessions"),
                percent(done / base),
                percent(others)
            ),
            confidence: format!("{tried} campaigns compared"),
            ..self::base()
        });
    }
    Some(Finding {
        sentence: format!(
            "{} converts worst: {} of {} ({}), against {} for the other campaigns.",
            name(line),
            number(done),
            count(base, "session", "sessions"),
            percent(done / base),
            percent(others)
        ),
        evidence: format!(
            "It spent {}. A gap this wide comes up by chance {}.",
            usd(line.sum("spend_usd")),
            one_in(chance)
        ),
        tone: Tone::Bad,
        confidence: sample(base, "session", "sessions"),
        weight: line.sum("spend_usd") / 2.0,
        ..self::base()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campaign(name: &str, clicks: f64, sessions: f64, conversions: f64) -> Line {
        Line::of(
            &["google", name, "Google Ads"],
            &[
                ("spend_usd", clicks),
                ("clicks", clicks),
                ("sessions", sessions),
                ("conversions", conversions),
            ],
        )
    }

    fn said(campaigns: Vec<Line>) -> Vec<String> {
        let evidence = Evidence {
            campaigns,
            sources: vec!["ad_spend".to_owned(), "web_analytics".to_owned()],
            ..Evidence::default()
        };
        find(&evidence).into_iter().map(|f| f.sentence).collect()
    }

    #[test]
    fn clicks_without_conversions_are_told_apart_by_their_reason() {
        let said = said(vec![
            campaign("brand", 10_000.0, 900.0, 100.0),
            campaign("barren", 2_000.0, 150.0, 0.0),
            campaign("untagged", 1_000.0, 0.0, 0.0),
            campaign("young", 50.0, 5.0, 0.0),
        ]);
        assert_eq!(
            said[..3],
            [
                "1 campaign has 2,000 clicks for $2,000 and not one conversion: barren (google).",
                "1 campaign with clicks appears in no session: untagged (google).",
                "1 campaign has no conversion yet, from too few clicks to judge: young (google).",
            ]
        );
    }

    #[test]
    fn a_campaign_that_converts_far_below_the_others_is_named() {
        let said = said(vec![
            campaign("brand", 100.0, 1_000.0, 200.0),
            campaign("demo", 100.0, 1_000.0, 190.0),
            campaign("broad", 100.0, 1_000.0, 50.0),
        ]);
        assert_eq!(
            said[1],
            "broad (google) converts worst: 50 of 1,000 sessions (5.0 %), against 19.5 % for the other campaigns."
        );
        assert_eq!(
            said[0],
            "None: 3 of 3 campaigns with clicks have conversions."
        );
    }
}
