//! What if the shares were your own? Credit under first, middle and last shares of the link, beside the rule in focus.
//! Without shares in the link they are those of the position based rule, which is known already: nothing is computed.

use super::super::Context;
use super::super::kit::charts::{axis, chart, series};
use super::super::kit::dates;
use super::super::kit::sheet::{Put, Sheet};
use super::data::{Data, noted};
use super::rules::{cents, total};
use super::{NO_SPEND, SAMPLE};
use crate::engine::base::{Arrange, Result, Table, Unit};
use crate::engine::credit::position_based;
use crate::engine::insights::attribution::Channel;
use crate::engine::insights::language::{percent, usd};
use crate::engine::models::attribution::shares::{self, KEYS};
use crate::protocol::{
    Block, ChartView, Control, ControlKind, Hue, Params, Section, Span, TableView,
};
use std::collections::BTreeMap;

/// Credit under the shares of the link.
pub struct Own<'a> {
    shares: [i32; 3],
    /// Channels on show with purchases and revenue credited, most revenue first.
    rows: Vec<(&'a Channel, f64, f64)>,
    /// Revenue credited to all channels.
    all: f64,
}

impl<'a> Own<'a> {
    /// Reads it; `None` without a credited channel or where it cannot be built.
    pub fn load(
        context: &mut Context<'_>,
        data: &'a Data,
        notices: &mut Vec<String>,
    ) -> Option<Own<'a>> {
        notices.extend(fallen(&data.params));
        let evidence = &data.evidence;
        if evidence.channels.is_empty() {
            return None;
        }
        let shares = shares::of(&data.params);
        let known = evidence
            .methods
            .iter()
            .position(|method| method.id == position_based::RULE.id)
            .filter(|_| shares == KEYS.map(|(_, default)| default));
        let credits: BTreeMap<String, (f64, f64)> = if let Some(at) = known {
            let everyone = evidence.everyone.iter();
            everyone
                .filter_map(|channel| {
                    let credit = channel.credits.get(at)?;
                    Some((channel.id.clone(), (credit.conversions, credit.revenue)))
                })
                .collect()
        } else {
            let table = noted(notices, context.unfiltered("custom_credits"))?;
            noted(notices, read(&table))?
        };
        let all = credits.values().map(|(_, revenue)| revenue).sum();
        let mut rows: Vec<(&Channel, f64, f64)> = evidence
            .channels
            .iter()
            .map(|channel| {
                let (purchases, revenue) = credits.get(&channel.id).copied().unwrap_or_default();
                (channel, purchases, revenue)
            })
            .collect();
        rows.arrange_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.id.cmp(&b.0.id)));
        Some(Own { shares, rows, all })
    }

    /// `50 % to the first touch, 25 % to those between and 25 % to the last`.
    fn said(&self) -> String {
        let sum = self.shares.iter().sum::<i32>().max(1);
        let [first, middle, last] = self
            .shares
            .map(|share| percent(f64::from(share) / f64::from(sum)));
        format!("{first} to the first touch, {middle} to those between and {last} to the last")
    }
}

fn read(table: &Table) -> Result<BTreeMap<String, (f64, f64)>> {
    let channel = table.text("channel")?;
    let purchases = table.numbers("custom_conversions")?;
    let revenue = table.numbers("custom_revenue")?;
    let row = |at: usize| {
        let id = channel.get(at)?.to_owned();
        Some((
            id,
            (
                purchases[at].unwrap_or_default(),
                revenue[at].unwrap_or_default(),
            ),
        ))
    };
    Ok((0..table.height()).filter_map(row).collect())
}

/// What to say of shares that could not be used.
fn fallen(params: &Params) -> Option<String> {
    let used = shares::of(params);
    let is_kept = |(at, (key, _)): (usize, &(&str, i32))| {
        params
            .other(key)
            .is_none_or(|text| text.parse() == Ok(used[at]))
    };
    (!KEYS.iter().enumerate().all(is_kept)).then(|| {
        format!(
            "The shares of the link are whole numbers from 0 to 100 and not all 0; {} / {} / {} are used.",
            used[0], used[1], used[2]
        )
    })
}

/// The shares of the first touch, those between and the last.
pub fn controls(params: &Params) -> Vec<Control> {
    let used = shares::of(params);
    let labels = ["First touch", "Between", "Last touch"];
    let fold = format!("Own shares: {} / {} / {}", used[0], used[1], used[2]);
    let mut out = Vec::with_capacity(KEYS.len());
    for (at, (key, default)) in KEYS.iter().enumerate() {
        out.push(Control {
            key: (*key).to_owned(),
            fold: fold.clone(),
            label: labels[at].to_owned(),
            kind: ControlKind::Slider {
                min: 0,
                max: 100,
                unit: "parts".to_owned(),
            },
            value: used[at].to_string(),
            default: default.to_string(),
            help: "Your own rule of credit, under “What if the shares were your own?”: parts of what the three are together."
                .to_owned(),
        });
    }
    out
}

/// The section.
pub fn section(data: &Data, own: &Own<'_>) -> Section {
    Section {
        id: "custom".to_owned(),
        title: "What if the shares were your own?".to_owned(),
        intro: format!(
            "{}. Set them above (Own shares); one touch takes all, and two share what the ends have.",
            own.said()
        ),
        blocks: vec![
            (Span::Full, Block::Chart(bars(data, own))),
            (Span::Full, Block::Table(table(data, own))),
        ],
    }
}

fn bars(data: &Data, own: &Own<'_>) -> ChartView {
    let finding = match own.rows.first() {
        Some((best, _, revenue)) if own.all > 0.0 => {
            // Of the channels that the link shows, the best need not be the best of all.
            let (before, most) = match (data.evidence.is_filtered(), own.rows.len()) {
                (false, _) => ("With your shares", " most"),
                (true, 1) => ("With your shares", ""),
                (true, _) => ("Of those shown, with your shares", " most"),
            };
            format!(
                "{before} {} earns{most}: {}, {} of all",
                best.name,
                usd(*revenue),
                percent(revenue / own.all)
            )
        }
        _ => "Nothing is credited".to_owned(),
    };
    let mut axis = axis(
        "channel",
        own.rows.iter().map(|(c, _, _)| c.name.clone()).collect(),
    );
    axis.hues = (own.rows.iter())
        .map(|(channel, _, _)| data.colours.hue(&channel.id))
        .collect();
    axis.samples = (own.rows.iter())
        .map(|(channel, _, _)| Some(channel.conversions as u64))
        .collect();
    axis.notes = (own.rows.iter())
        .map(|(channel, _, _)| {
            let focus = data.evidence.credit(channel).map_or(0.0, |c| c.revenue);
            format!("by {}: {}", data.evidence.method().said(), usd(focus))
        })
        .collect();
    let values = own.rows.iter().map(|(_, _, revenue)| Some(*revenue));
    ChartView {
        axis,
        series: vec![series("Revenue", Unit::Usd, Hue::Accent, values.collect())],
        footnote: SAMPLE.to_owned(),
        filter: Some("channel".to_owned()),
        ..chart(
            "bars",
            "custom_credit",
            &finding,
            format!(
                "Revenue credited by your shares, USD, {}",
                data.range.map(dates::range).unwrap_or_default()
            ),
        )
    }
}

fn table(data: &Data, own: &Own<'_>) -> TableView {
    let focus = data.evidence.method().said();
    let title = format!("Your shares against {focus}");
    let columns = [
        ("channel", Unit::Text, "Channel."),
        ("revenue", Unit::Usd, "Revenue credited by your shares."),
        (
            "share",
            Unit::Percent,
            "Share of the revenue of all channels.",
        ),
        (
            "difference",
            Unit::Usd,
            "Revenue by your shares less that of the rule in focus.",
        ),
        (
            "purchases_credited",
            Unit::Number,
            "Sum of the shares of purchases credited to the channel, refunds among them.",
        ),
        ("spend_usd", Unit::Usd, "Media spend in the range."),
        ("roas", Unit::Multiple, "Credited revenue ÷ spend."),
        (
            "cac_per_purchase_usd",
            Unit::Usd,
            "Acquisition cost: spend ÷ purchases credited, however many clients bought.",
        ),
    ];
    let mut sheet = Sheet::new(
        ("custom_credits", &title),
        "Credit by your shares and what it cost; totals of costs and returns cover the channels with spend.",
        &columns,
    )
    .filters("channel");
    let ratio = |above: Option<f64>, below: Option<f64>| {
        above
            .zip(below)
            .filter(|(_, below)| *below != 0.0)
            .map(|(above, below)| above / below)
    };
    let mut credited = 0.0;
    for (channel, purchases, revenue) in &own.rows {
        let by_focus = data.evidence.credit(channel).map_or(0.0, |c| c.revenue);
        credited += purchases;
        let roas = ratio(Some(*revenue), channel.spend);
        let cac = ratio(channel.spend, Some(*purchases));
        let why = if channel.spend.is_some() {
            "Nothing is credited."
        } else {
            NO_SPEND
        };
        sheet.row(vec![
            Put::text(&channel.name),
            Put::number(Some(*revenue), ""),
            Put::number(ratio(Some(*revenue), Some(own.all)), "Nothing is credited."),
            Put::number(Some(cents(revenue - by_focus)), "").filled(format!(
                "{} − {}",
                usd(*revenue),
                usd(by_focus)
            )),
            Put::number(Some(*purchases), ""),
            Put::number(channel.spend, NO_SPEND),
            Put::number(roas, why),
            Put::number(cac, why),
        ]);
    }
    let sum: f64 = own.rows.iter().map(|(_, _, revenue)| revenue).sum();
    let focus = total(&data.evidence.channels, data.evidence.focus);
    let paid = || {
        own.rows
            .iter()
            .filter(|(channel, _, _)| channel.spend.is_some())
    };
    let spend = paid().next().map(|_| {
        paid()
            .filter_map(|(channel, _, _)| channel.spend)
            .sum::<f64>()
    });
    let earned = paid().map(|(_, _, revenue)| revenue).sum::<f64>();
    let bought = paid().map(|(_, purchases, _)| purchases).sum::<f64>();
    let of_paid = || "channels with known spend only".to_owned();
    sheet.total(vec![
        Put::text("Total"),
        Put::number(Some(sum), ""),
        Put::number(ratio(Some(sum), Some(own.all)), "Nothing is credited."),
        Put::number(Some(cents(sum - focus)), ""),
        Put::number(Some(credited), ""),
        Put::number(spend, NO_SPEND),
        Put::number(ratio(Some(earned), spend), NO_SPEND).filled(of_paid()),
        Put::number(ratio(spend, Some(bought)), NO_SPEND).filled(of_paid()),
    ])
}
