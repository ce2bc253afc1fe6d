//! What does the rule in focus say, and how sure is it? Credit with its interval, return and cost per purchase.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::dates;
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::Data;
use super::rules::total;
use super::{NO_SPEND, SAMPLE, found};
use crate::engine::base::Unit;
use crate::engine::insights::attribution::{Channel, Credit};
use crate::engine::insights::language::{list_some, plural, usd};
use crate::engine::insights::stats::SMALL;
use crate::protocol::{Block, ChartView, Hue, Reference, Section, Span, TableView};

/// The section; absent without a credited channel.
pub fn section(data: &Data) -> Option<Section> {
    let evidence = &data.evidence;
    if evidence.channels.is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    let has_spend = evidence.channels.iter().any(|c| c.spend.is_some());
    let span = if has_spend { Span::Half } else { Span::Full };
    blocks.push((span, Block::Chart(intervals(data))));
    if has_spend {
        blocks.push((Span::Half, Block::Chart(returns(data))));
    }
    blocks.extend(found(data, &["credit_returns"]));
    blocks.push((Span::Full, Block::Table(table(data))));
    let method = evidence.method();
    Some(Section {
        id: "focus".to_owned(),
        title: format!("What does {} say, and how sure is it?", method.said()),
        intro: method.about.to_owned(),
        blocks,
    })
}

/// Channels with what the rule in focus gives them.
fn credits(data: &Data) -> impl Iterator<Item = (&Channel, &Credit)> {
    let evidence = &data.evidence;
    evidence
        .channels
        .iter()
        .filter_map(|channel| Some((channel, evidence.credit(channel)?)))
}

fn samples(data: &Data) -> Vec<Option<u64>> {
    credits(data)
        .map(|(channel, _)| Some(channel.conversions as u64))
        .collect()
}

fn intervals(data: &Data) -> ChartView {
    let ends = ["Low", "Lower quartile", "Median", "Upper quartile", "High"];
    let best = credits(data).next();
    let finding = match best {
        Some((
            channel,
            Credit {
                spread: Some(spread),
                ..
            },
        )) => format!(
            "{} earns between {} and {}, whoever happens to buy",
            channel.name,
            usd(spread[0]),
            usd(spread[4])
        ),
        Some((channel, credit)) => format!("{} earns {}", channel.name, usd(credit.revenue)),
        None => String::new(),
    };
    let mut axis = axis(
        "channel",
        credits(data).map(|(c, _)| c.name.clone()).collect(),
    );
    axis.hues = credits(data)
        .map(|(c, _)| data.colours.hue(&c.id))
        .collect();
    axis.samples = samples(data);
    axis.notes = credits(data)
        .map(|(_, credit)| format!("credited in the data: {}", usd(credit.revenue)))
        .collect();
    let series = ends.iter().enumerate().map(|(at, name)| {
        let values = credits(data).map(|(_, credit)| credit.spread.map(|spread| spread[at]));
        series(name, Unit::Usd, Hue::Accent, values.collect())
    });
    ChartView {
        axis,
        series: series.collect(),
        footnote: format!("Whiskers hold 95 %, boxes half of 200 resamples of clients. {SAMPLE}"),
        filter: Some("channel".to_owned()),
        ..chart(
            "box",
            "credit_intervals",
            &finding,
            format!(
                "Revenue credited by {}, USD, {}, if other clients like these had come",
                data.evidence.method().said(),
                data.range.map(dates::range).unwrap_or_default()
            ),
        )
    }
}

fn returns(data: &Data) -> ChartView {
    let spenders: Vec<(&Channel, f64)> = credits(data)
        .filter_map(|(channel, credit)| Some((channel, credit.roas?)))
        .collect();
    let losing: Vec<&str> = spenders
        .iter()
        .filter(|(_, roas)| *roas < 1.0)
        .map(|(channel, _)| channel.name.as_str())
        .collect();
    let which = if data.params.channels.is_empty() {
        "channel with spend"
    } else {
        "channel shown that has spend"
    };
    let finding = if spenders.is_empty() {
        "No channel shown has spend".to_owned()
    } else if losing.is_empty() {
        format!("Every {which} brings back more than it costs")
    } else {
        let n = losing.len() as f64;
        format!(
            "{} {} back less than {}",
            list_some(&losing, 3),
            plural(n, "brings", "bring"),
            plural(n, "it costs", "they cost")
        )
    };
    // What has a return stands first; the others say why they have none.
    let (mut rows, rest): (Vec<_>, Vec<_>) = credits(data).partition(|(_, c)| c.roas.is_some());
    rows.extend(rest);
    let mut axis = axis(
        "channel",
        rows.iter().map(|(c, _)| c.name.clone()).collect(),
    );
    axis.hues = (rows.iter())
        .map(|(c, _)| data.colours.hue(&c.id))
        .collect();
    axis.samples = (rows.iter())
        .map(|(c, credit)| credit.roas.map(|_| c.conversions as u64))
        .collect();
    axis.notes = (rows.iter())
        .map(|(channel, _)| match channel.spend {
            Some(_) => roas_formula(data, channel).unwrap_or_default(),
            None => NO_SPEND.to_owned(),
        })
        .collect();
    let values = rows.iter().map(|(_, credit)| credit.roas).collect();
    ChartView {
        axis,
        series: vec![series("ROAS", Unit::Multiple, Hue::Accent, values)],
        references: vec![Reference {
            label: "break-even".to_owned(),
            value: 1.0,
        }],
        footnote:
            "A channel without recorded spend has no return: a gap, not a zero. Media spend only."
                .to_owned(),
        filter: Some("channel".to_owned()),
        ..chart(
            "bars",
            "roas_by_channel",
            &finding,
            format!(
                "Return on ad spend by {}: credited revenue ÷ spend",
                data.evidence.method().said()
            ),
        )
    }
}

fn roas_formula(data: &Data, channel: &Channel) -> Option<String> {
    let credit = data.evidence.credit(channel)?;
    let spend = channel.spend?;
    let full = |amount: f64| Unit::Usd.full(Some(amount));
    credit.roas?;
    Some(format!(
        "revenue ÷ spend: {} ÷ {} = {}",
        full(credit.revenue),
        full(spend),
        Unit::Multiple.full(credit.roas)
    ))
}

const COLUMNS: [(&str, Unit, &str); 11] = [
    ("channel", Unit::Text, "Channel."),
    (
        "revenue",
        Unit::Usd,
        "Revenue credited by the rule in focus.",
    ),
    (
        "share",
        Unit::Percent,
        "Share of the revenue of all channels.",
    ),
    (
        "lowest",
        Unit::Usd,
        "Lower end of the interval that holds 95 % of 200 resamples of clients.",
    ),
    ("highest", Unit::Usd, "Its upper end."),
    (
        "purchases_credited",
        Unit::Number,
        "Sum of the shares of purchases that the rule credits to the channel, refunds among them; the Markov chain and the Shapley value count none.",
    ),
    (
        "purchases_touched",
        Unit::Count,
        "Distinct purchases with a touch on the channel that may take credit, whatever the rule.",
    ),
    ("spend_usd", Unit::Usd, "Media spend in the range."),
    ("roas", Unit::Multiple, "Credited revenue ÷ spend."),
    (
        "cac_per_purchase_usd",
        Unit::Usd,
        "Acquisition cost: spend ÷ purchases credited, however many clients bought.",
    ),
    (
        "note",
        Unit::Text,
        "Fewer than 30 purchases are too few to judge.",
    ),
];

fn table(data: &Data) -> TableView {
    let evidence = &data.evidence;
    let method = evidence.method();
    let all = total(&evidence.everyone, evidence.focus);
    let mut sheet = Sheet::new(
        (
            "attribution_intervals",
            &format!("Channels by {}", method.said()),
        ),
        "Credit, the interval that holds 95 % of resamples, and what it cost; totals of costs and returns cover the channels with spend.",
        &COLUMNS,
    )
    .filters("channel");
    let sampled = "No interval could be computed.";
    let mut sums = (0.0, 0.0);
    for (channel, credit) in credits(data) {
        let end = |at: usize| Put::number(credit.spread.map(|spread| spread[at]), sampled);
        let share = (all > 0.0).then(|| credit.revenue / all);
        let cost = channel.spend.map(|spend| {
            format!(
                "spend ÷ purchases credited: {} ÷ {}",
                Unit::Usd.full(Some(spend)),
                Unit::Number.full(Some(credit.conversions))
            )
        });
        sums.0 += credit.conversions;
        sums.1 += credit.revenue;
        let link = match method.id {
            "first_touch" | "last_touch" => rows(
                &data.params,
                &format!("{}_attribution", method.id),
                &[("channel", &channel.id)],
            ),
            _ => String::new(),
        };
        sheet.row(vec![
            Put::text(&channel.name),
            Put::number(Some(credit.revenue), "").opens(link),
            Put::number(share, "Nothing is credited."),
            end(0),
            end(4),
            Put::number(Some(credit.conversions), ""),
            Put::count(channel.conversions),
            Put::number(channel.spend, NO_SPEND),
            Put::number(credit.roas, NO_SPEND)
                .filled(roas_formula(data, channel).unwrap_or_default()),
            Put::number(
                credit.cac,
                if channel.spend.is_some() {
                    "No purchase is credited."
                } else {
                    NO_SPEND
                },
            )
            .filled(cost.filter(|_| credit.cac.is_some()).unwrap_or_default()),
            Put::text(if channel.conversions < SMALL {
                "too few conversions"
            } else {
                ""
            }),
        ]);
    }
    let paid: Vec<(&Channel, &Credit)> = credits(data).filter(|(c, _)| c.spend.is_some()).collect();
    let spend: f64 = paid.iter().filter_map(|(channel, _)| channel.spend).sum();
    let earned: f64 = paid.iter().map(|(_, credit)| credit.revenue).sum();
    let bought: f64 = paid.iter().map(|(_, credit)| credit.conversions).sum();
    let spend = (!paid.is_empty()).then_some(spend);
    let ratio = |above: f64, below: f64| (below > 0.0).then(|| above / below);
    let none = "Distinct purchases and intervals cannot be added up over channels.";
    sheet.total(vec![
        Put::text("Total"),
        Put::number(Some(sums.1), ""),
        Put::number(ratio(sums.1, all), "Nothing is credited."),
        Put::number(None, none),
        Put::number(None, none),
        Put::number(Some(sums.0), ""),
        Put::number(None, none),
        Put::number(spend, NO_SPEND),
        Put::number(spend.and_then(|spend| ratio(earned, spend)), NO_SPEND)
            .filled("channels with known spend only".to_owned()),
        Put::number(spend.and_then(|spend| ratio(spend, bought)), NO_SPEND)
            .filled("channels with known spend only".to_owned()),
        Put::text(""),
    ])
}
