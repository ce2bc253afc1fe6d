//! Which channel earns the credit, and how much does it depend on the rule? Every rule side by side, and how channels
//! change places against the rule in focus.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::dates;
use super::super::kit::sheet::{Put, Sheet};
use super::data::Data;
use super::found;
use crate::engine::base::Unit;
use crate::engine::insights::attribution::{Channel, mover_sentence};
use crate::engine::insights::language::{percent, usd};
use crate::protocol::{Block, ChartView, Section, Span, TableView};

/// The section; absent without a credited channel.
pub fn section(data: &Data) -> Option<Section> {
    if data.evidence.channels.is_empty() {
        return None;
    }
    let mut blocks = vec![(Span::Full, Block::Chart(heatmap(data)))];
    blocks.extend(found(data, &["credit_leader", "credit_mover"]));
    blocks.push((Span::Full, Block::Table(revenue(data))));
    blocks.push((Span::Full, Block::Table(ranks(data))));
    Some(Section {
        id: "rules".to_owned(),
        title: "Which channel earns the credit, and how much does it depend on the rule?"
            .to_owned(),
        intro: "Each rule shares the same revenue over the channels; none is right by itself."
            .to_owned(),
        blocks,
    })
}

/// What a method gives to all channels together.
pub fn total(channels: &[Channel], method: usize) -> f64 {
    let credits = channels
        .iter()
        .filter_map(|channel| channel.credits.get(method));
    credits.map(|credit| credit.revenue).sum()
}

fn heatmap(data: &Data) -> ChartView {
    let evidence = &data.evidence;
    let finding = mover_sentence(evidence, false).unwrap_or_else(|| {
        let shown = if evidence.is_filtered() { " shown" } else { "" };
        format!("The rules agree: no channel{shown} gains or loses a tenth of its credit")
    });
    let share = |channel: &Channel, method: usize| {
        let all = total(&evidence.everyone, method);
        let credit = channel.credits.get(method)?;
        (all > 0.0).then(|| credit.revenue / all)
    };
    let row = |channel: &Channel| {
        let values = (0..evidence.methods.len()).map(|at| share(channel, at));
        series(
            &channel.name,
            Unit::Percent,
            data.colours.hue(&channel.id),
            values.collect(),
        )
    };
    let names = evidence.methods.iter().map(|m| m.name.to_owned()).collect();
    ChartView {
        axis: axis("rule", names),
        series: evidence.channels.iter().map(row).collect(),
        footnote: "Read across: how one channel fares under each rule. Read down: how one rule shares all revenue."
            .to_owned(),
        filter: Some("channel".to_owned()),
        ..chart(
            "heatmap",
            "credit_by_rule",
            &finding,
            format!(
                "Share of revenue credited, % of the column, {}",
                data.range.map(dates::range).unwrap_or_default()
            ),
        )
    }
}

/// A difference of sums without what adding leaves behind: a thousandth of a cent is no change.
pub fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// The columns of a table with one a rule.
fn columns<'a>(data: &Data, unit: Unit, doc: &'a str) -> Vec<(&'static str, Unit, &'a str)> {
    let rules = data.evidence.methods.iter().map(|m| (m.name, unit, doc));
    [("channel", Unit::Text, "Channel.")]
        .into_iter()
        .chain(rules)
        .collect()
}

fn revenue(data: &Data) -> TableView {
    let evidence = &data.evidence;
    let mut sheet = Sheet::new(
        ("channel_performance", "Revenue by channel and rule"),
        if evidence.is_filtered() {
            "Over all channels every column adds up to the same revenue. Hover a number for its share and place."
        } else {
            "Every column adds up to the same revenue. Hover a number for its share and place."
        },
        &columns(data, Unit::Usd, "Revenue credited by this rule."),
    )
    .filters("channel");
    let ranks: Vec<Vec<usize>> = (0..evidence.methods.len())
        .map(|m| evidence.ranks(m))
        .collect();
    for channel in &evidence.channels {
        let place = evidence.everyone.iter().position(|c| c.id == channel.id);
        let mut cells = vec![Put::text(&channel.name)];
        for (method, credit) in channel.credits.iter().enumerate() {
            let all = total(&evidence.everyone, method);
            let rank = place.map_or(0, |at| ranks[method][at]);
            let told = format!(
                "{} of {} = {}, place {rank} of {}",
                usd(credit.revenue),
                usd(all),
                percent(credit.revenue / all),
                evidence.everyone.len()
            );
            let told = if all > 0.0 { told } else { String::new() };
            cells.push(Put::number(Some(credit.revenue), "").filled(told));
        }
        sheet.row(cells);
    }
    let mut cells = vec![Put::text(if data.params.channels.is_empty() {
        "All channels"
    } else {
        "Channels shown"
    })];
    for method in 0..evidence.methods.len() {
        cells.push(Put::number(Some(total(&evidence.channels, method)), ""));
    }
    sheet.total(cells)
}

fn ranks(data: &Data) -> TableView {
    let evidence = &data.evidence;
    let name = evidence.method().said();
    let mut sheet = Sheet::new(
        ("channel_performance#ranks", "Places by rule"),
        &format!("Place by credited revenue; arrows: places gained or lost against {name}."),
        &columns(data, Unit::Text, "Place under this rule."),
    )
    .filters("channel");
    let ranks: Vec<Vec<usize>> = (0..evidence.methods.len())
        .map(|m| evidence.ranks(m))
        .collect();
    let focus = ranks.get(evidence.focus);
    for (at, channel) in evidence.everyone.iter().enumerate() {
        if !evidence.channels.iter().any(|shown| shown.id == channel.id) {
            continue;
        }
        let mut cells = vec![Put::text(&channel.name)];
        let base = focus.map_or(0, |ranks| ranks[at]);
        cells.extend(ranks.iter().map(|ranks| Put::text(moved(ranks[at], base))));
        sheet.row(cells);
    }
    sheet.view()
}

/// `3`, `2 ▲1`, `5 ▼2`.
fn moved(rank: usize, base: usize) -> String {
    match base.cmp(&rank) {
        std::cmp::Ordering::Equal => rank.to_string(),
        std::cmp::Ordering::Greater => format!("{rank} ▲{}", base - rank),
        std::cmp::Ordering::Less => format!("{rank} ▼{}", rank - base),
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn a_place_says_how_it_moved() {
        assert_eq!(moved(2, 2), "2");
        assert_eq!(moved(1, 3), "1 ▲2");
        assert_eq!(moved(4, 3), "4 ▼1");
    }
}
