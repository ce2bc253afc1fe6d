//! `attribution_credits`: what each touch gets under each rule.
//! Grain: one rule × purchase × touch that takes credit; a purchase without a touch has one row a rule, touch 0 on
//! direct. By far the largest table of the subject (eight rows a touch), so nothing is built from it: the marts add up
//! the same weights themselves.

use super::journeys::Journeys;
use super::{SUBJECT, column, count, identities, ratio, text};
use crate::engine::base::{Column, Interner, Kind, NULL_CODE, Result, Table, Unit};
use crate::engine::credit::{RULES, Rule, Touch};
use crate::engine::models::shown::Shown;
use crate::engine::warehouse::rollup::Sum;
use crate::engine::warehouse::{Build, DataTest, Input, Layer, ModelSpec, Param, Severity, checks};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "attribution_credits",
    subject: SUBJECT,
    layer: Layer::Mart,
    grain: "one rule × purchase × touch that takes credit",
    key: &["rule", "purchase_event_id", "touch_number"],
    columns: &[
        text("rule", "Rule of credit."),
        column(
            "purchase_event_id",
            Kind::Integer,
            Unit::Number,
            "The purchase's event_id.",
        ),
        count(
            "touch_number",
            "Touch of the purchase, as in int_touchpoints; 0 where the purchase has none.",
        ),
        text(
            "channel",
            "Channel of the touch; direct where the purchase has none.",
        ),
        text("campaign_id", "Campaign of the touch; null: none."),
        ratio(
            "credit",
            Unit::Percent,
            "Share of the purchase, from 0 to 1; the touches of a purchase share 1.",
        ),
        column(
            "attributed_revenue",
            Kind::Amount,
            Unit::Usd,
            "The share of the purchase's revenue; negative: a refund.",
        )
        .added_within(&["rule"]),
    ],
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_touchpoints"),
        Input::Param(Param::Range),
        Input::Param(Param::Channels),
    ],
    tests: &[
        DataTest {
            id: "credits_in_range",
            sentence: "Every credit lies between 0 and 1.",
            severity: Severity::Error,
            run: |table, _| checks::within(table, SPEC.key, "credit", 0.0, 1.0 + 1e-9),
        },
        DataTest {
            id: "credits_sum_to_one",
            sentence: "The credits of a purchase add up to 1 under every rule.",
            severity: Severity::Error,
            run: whole,
        },
        DataTest {
            id: "revenue_attributed",
            sentence: "Attributed revenue adds up to the revenue of the purchases under every rule.",
            severity: Severity::Error,
            run: conserved,
        },
    ],
    sql: include_str!("attribution_credits.sql"),
    build,
};

fn build(build: &Build<'_>) -> Result<Table> {
    let (range, shown) = (build.range()?, Shown::new(build.channels()?));
    let journeys = Journeys::read(build)?;
    let bought = journeys.bought(range);
    let is_shown: Vec<bool> = journeys
        .channels
        .dict
        .iter()
        .map(|name| shown.has(name))
        .collect();
    let mut names = Interner::new();
    // A column that grows by doubling is there twice while it does.
    let touched = bought.iter().map(|row| journeys.credited(*row).count());
    let most = touched.map(|touches| touches.max(1)).sum::<usize>() * RULES.len();
    let codes = || Vec::with_capacity(most);
    let (mut rule_codes, mut channels, mut campaigns) = (codes(), codes(), codes());
    let (mut ids, mut numbers) = (Vec::with_capacity(most), Vec::with_capacity(most));
    let (mut credits, mut revenue) = (Vec::with_capacity(most), Vec::with_capacity(most));
    let (mut touches, mut weights) = (Vec::new(), Vec::new());
    // In the order of the key, so that nothing is sorted later.
    let mut rules: Vec<&Rule> = RULES.iter().collect();
    rules.sort_by_key(|rule| rule.id);
    for rule in rules {
        let rule_code = names.intern(rule.id);
        for row in &bought {
            touches.clear();
            touches.extend(journeys.credited(*row).map(|touch| Touch {
                channel: journeys.channels.codes.at(touch),
                time_ms: journeys.last[touch],
            }));
            (rule.weigh)(&touches, journeys.times[*row], &mut weights);
            let mut push = |number, channel: u32, campaign, credit: f64| {
                if is_shown.get(channel as usize) == Some(&false) {
                    return;
                }
                rule_codes.push(rule_code);
                ids.push(journeys.ids[*row]);
                numbers.push(number);
                channels.push(channel);
                campaigns.push(campaign);
                credits.push(credit);
                revenue.push(credit * journeys.revenue[*row]);
            };
            if touches.is_empty() {
                push(0, journeys.direct, NULL_CODE, 1.0);
            }
            for (touch, weight) in journeys.credited(*row).zip(&weights) {
                push(
                    journeys.numbers[touch],
                    journeys.channels.codes.at(touch),
                    journeys.campaigns.codes.at(touch),
                    *weight,
                );
            }
        }
    }
    Table::new(vec![
        Column::text("rule", rule_codes, names.finish()),
        Column::integers_dense("purchase_event_id", ids),
        Column::integers_dense("touch_number", numbers),
        Column::text("channel", channels, journeys.channels.dict.clone()),
        Column::text("campaign_id", campaigns, journeys.campaigns.dict.clone()),
        Column::amounts_dense("credit", credits),
        Column::amounts_dense("attributed_revenue", revenue),
    ])
}

/// Purchases whose credits under a rule are not 1 together. Rows of a rule and purchase stand together.
fn whole(table: &Table, build: &Build<'_>) -> Result<Vec<String>> {
    if !Shown::new(build.channels()?).is_all() {
        return Ok(Vec::new());
    }
    let (rule, id) = (
        table.text("rule")?,
        table.integers("purchase_event_id")?.values,
    );
    let credit = table.amounts("credit")?.values;
    let mut out = Vec::new();
    let mut from = 0;
    for own in id.chunk_by(|a, b| a == b) {
        let mut at = from;
        from += own.len();
        while at < from {
            let rest = rule.codes.slice(at..from).iter();
            let same = rest.take_while(|code| *code == rule.codes.at(at)).count();
            let sum: f64 = credit[at..at + same].iter().sum();
            if (sum - 1.0).abs() > 1e-9 {
                let name = rule.get(at).unwrap_or_default();
                out.push(format!("{name}, purchase {}: {sum}", id[at]));
            }
            at += same;
        }
    }
    Ok(out)
}

fn conserved(table: &Table, build: &Build<'_>) -> Result<Vec<String>> {
    if !Shown::new(build.channels()?).is_all() {
        return Ok(Vec::new());
    }
    let rule = table.text("rule")?;
    let revenue = table.amounts("attributed_revenue")?;
    let mut sums = vec![Sum::default(); rule.dict.len()];
    for (code, revenue) in rule.codes.iter().zip(revenue.values) {
        sums[code as usize].add(*revenue);
    }
    let (_, bought) = identities::bought(build)?;
    let named = rule.dict.iter().zip(sums);
    Ok(named
        .flat_map(|(rule, sum)| checks::same_sum(rule, sum.value(), bought))
        .collect())
}
