//! The four business questions of spec 20, each answered in a sentence with its table.

use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::Data;
use super::handover;
use super::numbers::median;
use crate::engine::base::Unit;
use crate::engine::insights::language::{capital, channel, count, number, percent, usd};
use crate::protocol::{Block, Finding, Section, Span, TableView};

/// The section; absent without a purchase.
pub fn section(data: &Data) -> Option<Section> {
    if data.evidence.purchases.count <= 0.0 {
        return None;
    }
    let answers = [
        (first_touch(data), first_table(data)),
        (lengths(data), lengths_table(data)),
        (mix(data), mix_table(data)),
        (pairs(data), handover::table(data)),
    ];
    let mut blocks = Vec::new();
    let mut said = Vec::new();
    for (sentence, table) in answers {
        if let Some(sentence) = sentence {
            said.push(Finding {
                id: table.table.clone(),
                sentence,
                evidence: format!("{}: the table below.", table.title),
                table: table.table.clone(),
                ..Finding::default()
            });
            blocks.push((Span::Half, Block::Table(table)));
        }
    }
    blocks.insert(0, (Span::Full, Block::Findings(said)));
    Some(Section {
        id: "questions".to_owned(),
        title: "Four questions, answered".to_owned(),
        intro: if data.params.channels.is_empty() {
            String::new()
        } else {
            "The answers are of all channels, the tables by channel of those that the filter shows."
                .to_owned()
        },
        blocks,
    })
}

fn first_touch(data: &Data) -> Option<String> {
    let (id, revenue, _, clients) = data.first.first()?;
    let all: f64 = data.first.iter().map(|row| row.1).sum();
    let share = if all > 0.0 {
        format!(" ({})", percent(revenue / all))
    } else {
        String::new()
    };
    Some(format!(
        "Which channel brings buyers in? {}: it opened journeys worth {}{share} of {}.",
        channel(id),
        usd(*revenue),
        count(*clients, "client", "clients")
    ))
}

fn first_table(data: &Data) -> TableView {
    let columns = [
        (
            "channel",
            Unit::Text,
            "Channel of the first credited touch.",
        ),
        (
            "revenue",
            Unit::Usd,
            "Revenue of the purchases that it opened.",
        ),
        ("clients", Unit::Count, "Distinct clients."),
        ("purchases", Unit::Count, "Purchases."),
    ];
    let mut sheet = Sheet::new(
        (
            "first_touch_attribution",
            "Revenue and clients by first touch",
        ),
        "",
        &columns,
    )
    .filters("channel");
    for (id, revenue, purchases, clients) in &data.first {
        if !data.shows(id) {
            continue;
        }
        let link = rows(&data.params, "first_touch_attribution", &[("channel", id)]);
        sheet.row(vec![
            Put::text(channel(id)),
            Put::number(Some(*revenue), "").opens(link.clone()),
            Put::count(*clients),
            Put::count(*purchases).opens(link),
        ]);
    }
    sheet.view()
}

fn lengths(data: &Data) -> Option<String> {
    let days = &data.evidence.purchases.days;
    let middle = median(days)?;
    let same = days.partition_point(|days| *days == 0) as f64;
    Some(format!(
        "How long does a purchase take? Half happen within {} of the first visit inside the lookback, {} on the first day.",
        count(middle, "day", "days"),
        percent(same / days.len() as f64)
    ))
}

fn lengths_table(data: &Data) -> TableView {
    let columns = [
        (
            "days",
            Unit::Text,
            "Whole days from first touch to purchase; purchases without a touch are left out.",
        ),
        ("purchases", Unit::Count, "Purchases."),
        ("clients", Unit::Count, "Distinct clients."),
        ("avg_revenue", Unit::Usd, "Revenue of an average one."),
    ];
    let mut sheet = Sheet::new(
        ("journey_lengths", "Purchases by days to purchase"),
        "",
        &columns,
    );
    for (days, purchases, clients, revenue) in &data.lengths {
        let value = days.to_string();
        let wheres = [("journey_length_days", value.as_str())];
        let link = rows(&data.params, "client_journeys", &wheres);
        sheet.row(vec![
            Put::text(&value),
            Put::count(*purchases).opens(link),
            Put::count(*clients),
            Put::number(*revenue, "No revenue is known."),
        ]);
    }
    sheet.view()
}

fn mix(data: &Data) -> Option<String> {
    let most = |kind: &str| {
        let rows = data.mix.iter().filter(|row| row.0 == kind);
        rows.max_by(|a, b| a.2.total_cmp(&b.2).then_with(|| b.1.cmp(&a.1)))
    };
    let views = most("page_view")?;
    let bought = most("purchase")?;
    let all: f64 = data
        .mix
        .iter()
        .filter(|row| row.0 == "page_view")
        .map(|row| row.2)
        .sum();
    Some(format!(
        "Where does activity come from? {} brings most page views ({} of {}); most purchases happen in visits from {} ({}).",
        capital(&channel(&views.1)),
        percent(views.2 / all),
        number(all),
        channel(&bought.1),
        number(bought.2)
    ))
}

fn mix_table(data: &Data) -> TableView {
    let columns = [
        ("event_type", Unit::Text, "What happened."),
        ("channel", Unit::Text, "Channel of the event itself."),
        ("events", Unit::Count, "Events."),
        ("clients", Unit::Count, "Distinct clients."),
        ("revenue", Unit::Usd, "Revenue of purchases."),
    ];
    let mut sheet = Sheet::new(("event_mix", "Events by type and channel"), "", &columns);
    for (kind, id, events, clients, revenue) in &data.mix {
        if !data.shows(id) {
            continue;
        }
        let wheres = [("event_type", kind.as_str()), ("channel", id)];
        let link = rows(&data.params, "stg_events", &wheres);
        sheet.row(vec![
            Put::text(capital(&kind.replace('_', " "))),
            Put::text(channel(id)),
            Put::count(*events).opens(link),
            Put::count(*clients),
            Put::number(*revenue, "A page view has no revenue."),
        ]);
    }
    sheet.view()
}

fn pairs(data: &Data) -> Option<String> {
    let pairs = &data.evidence.pairs;
    let all: f64 = pairs.iter().map(|pair| pair.journeys).sum();
    let same = pairs.iter().filter(|pair| pair.first == pair.last);
    let same: f64 = same.map(|pair| pair.journeys).sum();
    (all > 0.0).then(|| {
        format!(
            "Do first and last touch agree? On {} of purchases ({} of {}).",
            percent(same / all),
            number(same),
            number(all)
        )
    })
}
