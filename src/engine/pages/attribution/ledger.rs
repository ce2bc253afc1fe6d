//! Where did every dollar go? The revenue of all purchases in the files, taken apart until nothing is left over; each
//! number opens its rows.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::Data;
use super::of_all;
use super::rules::total;
use crate::engine::base::Unit;
use crate::engine::insights::language::{number, percent, usd};
use crate::protocol::{Block, ChartView, Day, Hue, Section, Span, TableView};

/// A line of the ledger: what, purchases, revenue, the table and the rows behind it.
struct Entry {
    what: &'static str,
    /// The same in a few words, for the chart.
    short: &'static str,
    sum: (f64, f64),
    rows: (&'static str, Vec<(&'static str, String)>),
}

/// The section; absent without a purchase.
pub fn section(data: &Data) -> Option<Section> {
    let all = &data.evidence.purchases;
    let outside: f64 = data.outside.iter().map(|sum| sum.0).sum();
    if all.count + outside <= 0.0 {
        return None;
    }
    let entries = entries(data);
    Some(Section {
        id: "ledger".to_owned(),
        title: "Where did every dollar go?".to_owned(),
        intro: of_all(data, &checked(data)),
        blocks: vec![
            (Span::Half, Block::Chart(waterfall(&entries))),
            (Span::Half, Block::Table(table(data, &entries))),
        ],
    })
}

fn entries(data: &Data) -> Vec<Entry> {
    let all = &data.evidence.purchases;
    let marketing = (
        all.count - all.untouched.0 - all.direct.0,
        all.revenue - all.untouched.1 - all.direct.1,
    );
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let before = data.range.map(|(from, _)| Day(from.0 - 1));
    let after = data.range.map(|(_, to)| Day(to.0 + 1));
    let touched = |marketing: &str, all: &str| {
        (
            "client_journeys",
            vec![
                ("marketing_touch_count", marketing.to_owned()),
                ("touch_count", all.to_owned()),
            ],
        )
    };
    let mut out = vec![
        Entry {
            what: "Credited to marketing channels",
            short: "To marketing",
            sum: marketing,
            rows: touched("1..", "1.."),
        },
        Entry {
            what: "Direct visits only: credited to Direct",
            short: "Direct visits only",
            sum: all.direct,
            rows: touched("0", "1.."),
        },
        Entry {
            what: "No touch in the lookback: credited to Direct",
            short: "No touch",
            sum: all.untouched,
            rows: touched("0", "0"),
        },
    ];
    let outside = [
        (
            ("Left out: before the range", "Before the range"),
            data.outside[0],
            format!("..{}", day(before)),
        ),
        (
            ("Left out: after the range", "After the range"),
            data.outside[1],
            format!("{}..", day(after)),
        ),
    ];
    for ((what, short), sum, span) in outside {
        if sum.0 > 0.0 {
            let rows = ("int_purchases", vec![("event_time", span)]);
            out.push(Entry {
                what,
                short,
                sum,
                rows,
            });
        }
    }
    out
}

/// Whether what the rules credit is what was sold.
fn checked(data: &Data) -> String {
    let evidence = &data.evidence;
    let sold = evidence.purchases.revenue;
    let gaps = (0..evidence.methods.len()).map(|m| (total(&evidence.everyone, m) - sold).abs());
    let widest = gaps.fold(0.0, f64::max);
    let n = evidence.methods.len();
    if evidence.everyone.is_empty() {
        String::new()
    } else if widest <= 1e-6 * sold.abs().max(1.0) {
        format!(
            "Checked: each of the {n} rules credits exactly the {} sold in the range.",
            usd(sold)
        )
    } else {
        format!(
            "Not balanced: a rule differs by {} from the {} sold in the range.",
            usd(widest),
            usd(sold)
        )
    }
}

fn waterfall(entries: &[Entry]) -> ChartView {
    let sum: f64 = entries.iter().map(|entry| entry.sum.1).sum();
    let marketing = entries.first().map_or(0.0, |entry| entry.sum.1);
    let mut names = vec!["All purchases".to_owned()];
    let mut values = vec![Some(sum)];
    let mut hues = vec![Hue::Muted];
    for entry in entries.iter().skip(1).rev() {
        names.push(entry.short.to_owned());
        values.push(Some(-entry.sum.1));
        hues.push(Hue::Warn);
    }
    names.extend(entries.first().map(|entry| entry.short.to_owned()));
    values.push(Some(marketing));
    hues.push(Hue::Muted);
    let finding = if sum > 0.0 {
        format!(
            "{} of revenue in the files is credited to marketing channels",
            percent(marketing / sum)
        )
    } else {
        "The purchases in the files add up to no revenue".to_owned()
    };
    let mut axis = axis("part", names);
    axis.hues = hues;
    ChartView {
        axis,
        series: vec![series("Revenue", Unit::Usd, Hue::Accent, values)],
        ..chart(
            "waterfall",
            "ledger",
            &finding,
            "From all purchases in the files to those credited to marketing, USD".to_owned(),
        )
    }
}

fn table(data: &Data, entries: &[Entry]) -> TableView {
    let columns = [
        ("part", Unit::Text, "Where the revenue is."),
        (
            "purchases",
            Unit::Count,
            "Purchase events, refunds included.",
        ),
        ("revenue", Unit::Usd, "Their revenue."),
    ];
    let mut sheet = Sheet::new(
        ("client_journeys", "Ledger"),
        "Rows that were set aside on reading are no purchases; the data page lists them with their reason.",
        &columns,
    );
    let mut sum = (0.0, 0.0);
    for entry in entries {
        let (table, wheres) = &entry.rows;
        let wheres: Vec<(&str, &str)> = wheres.iter().map(|(c, v)| (*c, v.as_str())).collect();
        let link = rows(&data.params, table, &wheres);
        sum.0 += entry.sum.0;
        sum.1 += entry.sum.1;
        sheet.row(vec![
            Put::text(entry.what),
            Put::count(entry.sum.0).opens(link.clone()),
            Put::number(Some(entry.sum.1), "").opens(link),
        ]);
    }
    let link = rows(&data.params, "int_purchases", &[]);
    let told = |parts: Vec<String>, all: String| format!("{} = {all}", parts.join(" + "));
    let counts = entries.iter().map(|e| number(e.sum.0)).collect();
    let full = |amount: f64| Unit::Usd.full(Some(amount));
    let amounts = entries.iter().map(|e| full(e.sum.1)).collect();
    sheet.total(vec![
        Put::text("All purchases in the files"),
        Put::count(sum.0)
            .opens(link.clone())
            .filled(told(counts, number(sum.0))),
        Put::number(Some(sum.1), "")
            .opens(link)
            .filled(told(amounts, full(sum.1))),
    ])
}
