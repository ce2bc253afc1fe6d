//! Do groups of clients differ? Days to purchase by segment, and both groupings in numbers.

use super::super::attribution::numbers::median;
use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::{Data, Group};
use crate::engine::base::{Arrange, Unit};
use crate::engine::insights::language::{count, sample};
use crate::engine::insights::stats::SMALL;
use crate::protocol::{Block, ChartView, Hue, Section, Span, TableView};

/// Groups drawn, at most.
const MOST: usize = 12;

/// The section; absent where no client has a group.
pub fn section(data: &Data) -> Option<Section> {
    let has_group = |groups: &[Group]| groups.iter().any(|group| group.name != "Unknown");
    let mut blocks = Vec::new();
    if has_group(&data.segments) {
        let table = table(
            data,
            "customer_segment",
            "Purchases by segment",
            &data.segments,
        );
        blocks.push((Span::Third, Block::Chart(boxes(&data.segments))));
        blocks.push((Span::TwoThirds, Block::Table(table)));
    }
    if has_group(&data.cohorts) {
        // Cohorts are times: in their order, clients without one last.
        let mut cohorts = data.cohorts.clone();
        cohorts.arrange_by_key(|group| (group.name == "Unknown", group.name.clone()));
        let table = table(data, "cohort", "Purchases by cohort", &cohorts);
        blocks.push((Span::Full, Block::Table(table)));
    }
    (!blocks.is_empty()).then(|| Section {
        id: "groups".to_owned(),
        title: "Do groups of clients differ?".to_owned(),
        intro: String::new(),
        blocks,
    })
}

/// A value at a share of ascending ones, between neighbours.
fn quantile(values: &[i64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let at = share * last as f64;
    let below = at.floor() as usize;
    let (low, high) = (values[below], values[(below + 1).min(last)]);
    Some(low as f64 + at.fract() * (high - low) as f64)
}

fn boxes(groups: &[Group]) -> ChartView {
    let shown: Vec<&Group> = groups
        .iter()
        .filter(|g| !g.days.is_empty())
        .take(MOST)
        .collect();
    let judged = shown.iter().filter(|g| g.days.len() as f64 >= SMALL);
    let middle = |group: &&&Group| median(&group.days).unwrap_or_default();
    let fast = judged
        .clone()
        .min_by(|a, b| middle(a).total_cmp(&middle(b)));
    let slow = judged.max_by(|a, b| middle(a).total_cmp(&middle(b)));
    let finding = match (fast, slow) {
        (Some(fast), Some(slow)) if middle(&slow) >= 1.0 + 1.2 * middle(&fast) => format!(
            "{} buys fastest, half within {}; {} slowest, within {}",
            fast.name,
            count(middle(&fast), "day", "days"),
            slow.name,
            count(middle(&slow), "day", "days")
        ),
        (Some(_), Some(slow)) => format!(
            "Segments take about equally long: half of each buys within {}",
            count(middle(&slow), "day", "days")
        ),
        _ => "Too few purchases to compare segments".to_owned(),
    };
    let five = [
        ("Shortest", 0.0),
        ("Lower quartile", 0.25),
        ("Median", 0.5),
        ("Upper quartile", 0.75),
        ("Longest", 1.0),
    ];
    let series = five.iter().map(|(name, share)| {
        let values = shown.iter().map(|group| quantile(&group.days, *share));
        series(name, Unit::Days, Hue::Accent, values.collect())
    });
    let mut axis = axis("segment", shown.iter().map(|g| g.name.clone()).collect());
    axis.samples = shown.iter().map(|g| Some(g.days.len() as u64)).collect();
    ChartView {
        axis,
        series: series.collect(),
        footnote: "The sample is purchases with a touch inside the lookback.".to_owned(),
        ..chart(
            "box",
            "days_by_segment",
            &finding,
            "Days from first touch to purchase, by segment".to_owned(),
        )
    }
}

fn table(data: &Data, column: &str, title: &str, groups: &[Group]) -> TableView {
    let columns = [
        (
            "group",
            Unit::Text,
            "Group of clients; Unknown: not in the clients file.",
        ),
        ("purchases", Unit::Count, "Purchases."),
        ("revenue", Unit::Usd, "Their revenue."),
        ("avg_revenue", Unit::Usd, "Revenue of an average one."),
        (
            "median_touches",
            Unit::Number,
            "Touches, for half of the purchases at most so many.",
        ),
        (
            "median_days",
            Unit::Days,
            "Days from first touch to purchase, likewise.",
        ),
        ("note", Unit::Text, "Fewer than 30 are too few to judge."),
    ];
    let mut sheet = Sheet::new((&format!("client_journeys#{column}"), title), "", &columns);
    for group in groups {
        let value = if group.name == "Unknown" {
            ""
        } else {
            group.name.as_str()
        };
        let link = rows(&data.params, "client_journeys", &[(column, value)]);
        sheet.row(vec![
            Put::text(&group.name),
            Put::count(group.purchases).opens(link),
            Put::number(Some(group.revenue), ""),
            Put::number(Some(group.revenue / group.purchases), ""),
            Put::number(median(&group.touches), "No purchase."),
            Put::number(median(&group.days), "No purchase has a touch."),
            Put::text(if group.purchases < SMALL {
                sample(group.purchases, "purchase", "purchases")
            } else {
                String::new()
            }),
        ]);
    }
    sheet.view()
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7], 0.25), Some(7.0));
        assert_eq!(quantile(&[0, 10], 0.25), Some(2.5));
        assert_eq!(quantile(&[1, 2, 3, 4, 5], 1.0), Some(5.0));
    }
}
