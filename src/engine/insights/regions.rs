//! The region that closes each channel best, with the caution that few decided opportunities ask for.

use super::Evidence;
use super::language::{count, list, number, percent, sample};
use super::stats::{gap_by_chance, one_in, wilson};
use crate::engine::metrics::Line;
use crate::protocol::{Finding, Tone};
use std::collections::BTreeMap;

/// Fewer decided opportunities than this name no best region.
pub const FEWEST: f64 = 5.0;

/// The best region of a channel.
pub struct Best<'a> {
    /// The cell: keys `owner_region`, `channel`.
    pub line: &'a Line,
    /// Won, decided.
    pub won: f64,
    /// Decided opportunities of the cell.
    pub decided: f64,
    /// Won share of the channel's other regions; `None` without any decided there.
    pub others: Option<f64>,
    /// How likely the gap is by chance; `None` where it cannot be told.
    pub chance: Option<f64>,
}

fn decided(line: &Line) -> f64 {
    line.sum("closed_won") + line.sum("closed_lost")
}

/// The best region of each channel, by channel.
pub fn best(regions: &[Line]) -> Vec<Best<'_>> {
    let mut by_channel: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in regions {
        by_channel.entry(line.key(1)).or_default().push(line);
    }
    let mut out = Vec::new();
    for lines in by_channel.values() {
        let Some(line) = lines
            .iter()
            .filter(|line| decided(line) >= FEWEST)
            .max_by(|a, b| {
                let rate = |line: &Line| line.sum("closed_won") / decided(line);
                rate(a)
                    .total_cmp(&rate(b))
                    .then_with(|| decided(a).total_cmp(&decided(b)))
                    .then_with(|| b.keys.cmp(&a.keys))
            })
        else {
            continue;
        };
        let (won, n) = (line.sum("closed_won"), decided(line));
        let all = Line::total(lines.iter().copied());
        let (k, rest) = (all.sum("closed_won") - won, decided(&all) - n);
        out.push(Best {
            line,
            won,
            decided: n,
            others: (rest > 0.0).then(|| k / rest),
            chance: gap_by_chance(won, n, k, rest),
        });
    }
    out
}

/// One finding: the clearest case, or that there is none.
pub fn find(evidence: &Evidence) -> Vec<Finding> {
    if !evidence.has("salesforce_opportunities") {
        return Vec::new();
    }
    let best = best(&evidence.regions);
    let cells = evidence
        .regions
        .iter()
        .filter(|line| decided(line) >= FEWEST)
        .count();
    let Some(clear) = best
        .iter()
        .filter(|best| best.won > 0.0 && best.chance.is_some())
        .min_by(|a, b| a.chance.unwrap_or(1.0).total_cmp(&b.chance.unwrap_or(1.0)))
    else {
        return Vec::new();
    };
    let chance = clear.chance.unwrap_or(1.0);
    let mut named: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for best in best.iter().filter(|best| best.won > 0.0) {
        let (region, channel) = (best.line.key(0), best.line.key(1));
        let deals = format!(
            "{channel} ({} of {})",
            number(best.won),
            number(best.decided)
        );
        named.entry(region).or_default().push(deals);
    }
    let named: Vec<String> = named
        .iter()
        .map(|(region, deals)| format!("in {region}: {}", list(deals)))
        .collect();
    let each = format!("Highest {}.", named.join("; "));
    let is_clear = chance * (cells as f64) < 0.05;
    let range = wilson(clear.won, clear.decided)
        .map(|(low, high)| {
            format!(
                "; the true rate may lie anywhere from {} to {}",
                percent(low),
                percent(high)
            )
        })
        .unwrap_or_default();
    let sample = sample(
        clear.decided,
        "decided opportunity",
        "decided opportunities",
    );
    let said = format!(
        "{} of {} ({}), against {} in its other regions",
        number(clear.won),
        count(
            clear.decided,
            "decided opportunity",
            "decided opportunities"
        ),
        percent(clear.won / clear.decided),
        percent(clear.others.unwrap_or(0.0))
    );
    vec![Finding {
        sentence: if is_clear {
            let (region, channel) = (clear.line.key(0), clear.line.key(1));
            format!("{region} closes {channel} best: {said}.")
        } else {
            "No region closes a channel clearly better than the others do: the gaps are within what chance would give."
                .to_owned()
        },
        evidence: if is_clear {
            format!(
                "A gap this wide comes up by chance {}. {each}",
                one_in(chance)
            )
        } else {
            let (region, channel) = (clear.line.key(0), clear.line.key(1));
            format!("The widest gap: {channel} in {region}, {said}. {each}")
        },
        tone: if is_clear { Tone::Good } else { Tone::Neutral },
        confidence: format!("{sample}{range}"),
        assumption: "Open opportunities do not count; a region is that of the opportunity’s owner."
            .to_owned(),
        table: "region_funnel".to_owned(),
        chart: "region_heatmap".to_owned(),
        weight: clear.line.sum("revenue_usd"),
        ..Finding::default()
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(cells: &[(&str, f64, f64)]) -> Vec<Finding> {
        let regions = cells
            .iter()
            .map(|(region, won, lost)| {
                let sums = [("closed_won", *won), ("closed_lost", *lost)];
                Line::of(&[region, "Meta"], &sums)
            })
            .collect();
        find(&Evidence {
            regions,
            sources: vec!["salesforce_opportunities".to_owned()],
            ..Evidence::default()
        })
    }

    #[test]
    fn a_clear_case_is_named_and_chance_is_not() {
        let clear = said(&[("EMEA", 40.0, 10.0), ("AMER", 20.0, 80.0)]);
        assert_eq!(
            clear[0].sentence,
            "EMEA closes Meta best: 40 of 50 decided opportunities (80.0 %), against 20.0 % in its other regions."
        );
        let noise = said(&[("EMEA", 4.0, 3.0), ("AMER", 3.0, 4.0)]);
        assert!(noise[0].sentence.starts_with("No region closes"));
        assert!(noise[0].confidence.contains("small sample"));
    }

    #[test]
    fn one_region_or_too_few_deals_say_nothing() {
        assert_eq!(said(&[("EMEA", 40.0, 10.0)]), []);
        assert_eq!(said(&[("EMEA", 2.0, 1.0), ("AMER", 1.0, 2.0)]), []);
    }
}
