//! One client: every event on a time line, the events as a table, and what each rule gives the touches of each purchase.

use super::super::Context;
use super::super::attribution::data::noted;
use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::Data;
use crate::engine::base::Arrange;
use crate::engine::base::{NULL_CODE, Result, Table, TextColumn, Unit};
use crate::engine::credit::{RULES, Touch};
use crate::engine::insights::language::{channel, count, number, usd};
use crate::protocol::{
    Block, ChartView, Control, ControlKind, Hue, Section, Span, TableView, format,
};

/// Events drawn and listed; purchases taken apart; clients suggested.
const EVENTS: usize = 150;
const PURCHASES: usize = 20;
const SUGGESTIONS: usize = 20;

/// An event of the client.
struct Event {
    time: i64,
    id: i64,
    is_purchase: bool,
    channel: String,
    session: String,
    page: String,
    revenue: Option<f64>,
}

impl Event {
    /// What happened, shortly.
    fn said(&self) -> String {
        if self.is_purchase {
            format!("Purchase {}", Unit::Usd.full(self.revenue))
        } else if self.page.is_empty() {
            "Page view".to_owned()
        } else {
            place(&self.page).to_owned()
        }
    }
}

/// An address without its host: `/pricing`.
fn place(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    match rest.find('/') {
        Some(at) if !url.starts_with('/') => &rest[at..],
        _ => rest,
    }
}

/// The search for a client, and the section where one is found.
pub fn section(context: &mut Context<'_>, data: &mut Data) -> Option<(Control, Option<Section>)> {
    let journeys = data.journeys.clone()?;
    let events = noted(&mut data.notices, context.table("stg_events"))?;
    let clients = noted(&mut data.notices, events.text("client_id"))?;
    let asked = data
        .params
        .other("client")
        .unwrap_or_default()
        .trim()
        .to_owned();
    let busiest = noted(&mut data.notices, busiest(&journeys)).unwrap_or_default();
    let (chosen, options) = choose(&asked, clients, &busiest);
    let example = busiest.first().cloned().unwrap_or_default();
    let control = Control {
        key: "client".to_owned(),
        fold: String::new(),
        label: "Client".to_owned(),
        kind: ControlKind::Search {
            hint: "Client id".to_owned(),
            options,
        },
        value: asked.clone(),
        default: String::new(),
        help: "Shows what one client did, and which of its visits each rule credits.".to_owned(),
    };
    let Some(name) = chosen.or_else(|| (!example.is_empty()).then(|| example.clone())) else {
        return Some((control, None));
    };
    if !asked.is_empty() && name != asked {
        data.notices.push(format!(
            "There is no client “{asked}” in the events; {name} is shown."
        ));
    }
    let own = noted(&mut data.notices, own_events(&events, &name))?;
    let touches = context
        .table("int_purchases")
        .and_then(|purchases| Ok((purchases, context.table("int_touchpoints")?)))
        .and_then(|(purchases, touches)| credits(data, &purchases, &touches, &name));
    let touches = noted(&mut data.notices, touches);
    let section = compose(data, &name, name == asked, &own, touches);
    Some((control, Some(section)))
}

/// Clients with the journeys over most channels, each once.
fn busiest(journeys: &Table) -> Result<Vec<String>> {
    let client = journeys.text("client_id")?;
    let channels = journeys.integers("channel_count")?;
    let touches = journeys.integers("touch_count")?;
    let key = |row: &usize| {
        let (channels, touches) = (channels.get(*row), touches.get(*row));
        (std::cmp::Reverse((channels, touches)), *row)
    };
    let mut rows: Vec<usize> = (0..journeys.height()).collect();
    let most = SUGGESTIONS * 4;
    if rows.len() > most {
        rows.select_nth_unstable_by_key(most, key);
        rows.truncate(most);
    }
    rows.arrange_by_key(key);
    let mut out: Vec<String> = Vec::new();
    for name in rows.into_iter().filter_map(|row| client.get(row)) {
        if out.len() < SUGGESTIONS && !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    Ok(out)
}

/// The client that was asked for (by its id, else the first whose id holds the text), and what to suggest.
fn choose(
    asked: &str,
    clients: TextColumn<'_>,
    busiest: &[String],
) -> (Option<String>, Vec<String>) {
    if asked.is_empty() {
        return (None, busiest.to_vec());
    }
    let lower = asked.to_lowercase();
    let mut exact = None;
    let mut near: Vec<String> = Vec::new();
    for name in clients.dict.iter() {
        if name == asked {
            exact = Some(name.to_owned());
        } else if near.len() < SUGGESTIONS && name.to_lowercase().contains(&lower) {
            near.push(name.to_owned());
        }
    }
    near.arrange();
    let chosen = exact.or_else(|| near.first().cloned());
    let options = if near.is_empty() {
        busiest.to_vec()
    } else {
        near
    };
    (chosen, options)
}

/// Which codes of a column stand for a text.
fn codes_of(text: TextColumn<'_>, name: &str) -> Vec<u32> {
    let entries = text.dict.iter().zip(0..);
    entries
        .filter(|(entry, _)| *entry == name)
        .map(|(_, code)| code)
        .collect()
}

/// The client's events by time.
fn own_events(events: &Table, name: &str) -> Result<Vec<Event>> {
    let client = events.text("client_id")?;
    let codes = codes_of(client, name);
    let (times, ids) = (events.times("event_time")?, events.whole("event_id")?);
    let (kind, channels) = (events.text("event_type")?, events.text("channel")?);
    let (session, page) = (events.text("session_id")?, events.text("page_url")?);
    let revenue = events.sparse("revenue")?;
    let owned = |text: TextColumn<'_>, row: usize| text.get(row).unwrap_or_default().to_owned();
    let own = client
        .codes
        .iter()
        .enumerate()
        .filter(|(_, code)| codes.contains(code));
    let mut out: Vec<Event> = own
        .map(|(row, _)| Event {
            time: times.at(row),
            id: ids.get(row).unwrap_or_default(),
            is_purchase: kind.get(row) == Some("purchase"),
            channel: owned(channels, row),
            session: owned(session, row),
            page: owned(page, row),
            revenue: revenue.get(row),
        })
        .collect();
    out.arrange_by_key(|event| (event.time, event.id));
    Ok(out)
}

fn compose(
    data: &Data,
    name: &str,
    is_asked: bool,
    events: &[Event],
    credits: Option<TableView>,
) -> Section {
    let bought: Vec<&Event> = events.iter().filter(|event| event.is_purchase).collect();
    let sum: f64 = bought.iter().filter_map(|event| event.revenue).sum();
    let example = if is_asked {
        ""
    } else {
        " An example, with a journey over many channels: search for another above."
    };
    let shown = &events[events.len().saturating_sub(EVENTS)..];
    let told = format!(
        "{name}: {}, {} worth {}.",
        count(
            (events.len() - bought.len()) as f64,
            "page view",
            "page views"
        ),
        count(bought.len() as f64, "purchase", "purchases"),
        usd(sum)
    );
    let mut blocks = vec![(Span::Full, Block::Chart(timeline(data, name, shown, &told)))];
    blocks.extend(credits.map(|table| (Span::Full, Block::Table(table))));
    blocks.push((
        Span::Full,
        Block::Table(table(data, name, shown, events.len())),
    ));
    Section {
        id: "client".to_owned(),
        title: "What did one client do?".to_owned(),
        intro: format!("{told}{example}"),
        blocks,
    }
}

fn timeline(data: &Data, name: &str, events: &[Event], told: &str) -> ChartView {
    let mut lanes: Vec<&str> = Vec::new();
    for event in events.iter().filter(|event| !event.is_purchase) {
        if !lanes.contains(&event.channel.as_str()) {
            lanes.push(&event.channel);
        }
    }
    lanes.arrange_by_key(|id| (data.colours.place(id), *id));
    let lane = |id: &str| {
        let moments = events
            .iter()
            .map(|event| (!event.is_purchase && event.channel == id).then_some(event.time as f64));
        series(
            &channel(id),
            Unit::Time,
            data.colours.hue(id),
            moments.collect(),
        )
    };
    let mut all: Vec<_> = lanes.iter().map(|id| lane(id)).collect();
    let bought = events
        .iter()
        .map(|e| e.is_purchase.then_some(e.time as f64));
    all.push(series("Purchase", Unit::Time, Hue::Good, bought.collect()));
    let mut axis = axis("event", events.iter().map(Event::said).collect());
    axis.hues = events
        .iter()
        .map(|event| {
            if event.is_purchase {
                Hue::Good
            } else {
                data.colours.hue(&event.channel)
            }
        })
        .collect();
    axis.notes = events
        .iter()
        .map(|event| {
            let session = if event.session.is_empty() {
                String::new()
            } else {
                format!(", session {}", event.session)
            };
            format!("{}{session}", channel(&event.channel))
        })
        .collect();
    ChartView {
        axis,
        series: all,
        ..chart(
            "timeline",
            "client_events",
            told,
            format!("Events of {name} by channel, in UTC"),
        )
    }
}

fn table(data: &Data, name: &str, events: &[Event], all: usize) -> TableView {
    let columns = [
        ("what", Unit::Text, "A page or a purchase."),
        ("time", Unit::Time, "When it happened (UTC)."),
        ("channel", Unit::Text, "Channel of the event."),
        ("session", Unit::Text, "Session."),
        ("revenue", Unit::Usd, "Revenue of a purchase."),
    ];
    let subtitle = if events.len() < all {
        format!(
            "The last {} of {} events.",
            events.len(),
            number(all as f64)
        )
    } else {
        String::new()
    };
    let mut sheet = Sheet::new(
        ("stg_events", &format!("Events of {name}")),
        &subtitle,
        &columns,
    );
    for event in events {
        let id = event.id.to_string();
        let link = rows(&data.params, "stg_events", &[("event_id", &id)]);
        sheet.row(vec![
            Put::text(event.said()).opens(link),
            Put::time(event.time),
            Put::text(channel(&event.channel)),
            Put::text(&event.session),
            Put::number(event.revenue, "A page view has no revenue."),
        ]);
    }
    sheet.view()
}

/// What each rule gives the touches of the client's purchases.
fn credits(data: &Data, purchases: &Table, touches: &Table, name: &str) -> Result<TableView> {
    let client = purchases.text("client_id")?;
    let codes = codes_of(client, name);
    let (ids, times) = (
        purchases.integers("purchase_event_id")?,
        purchases.integers("event_time")?,
    );
    let revenue = purchases.amounts("revenue")?;
    let own: Vec<usize> = (0..purchases.height())
        .filter(|row| client.codes.at(*row) != NULL_CODE && codes.contains(&client.codes.at(*row)))
        .collect();
    let own = &own[own.len().saturating_sub(PURCHASES)..];

    let owners = touches.integers("purchase_event_id")?.values;
    let channels = touches.text("channel")?;
    let last = touches.integers("touch_last_time")?;
    let takes = touches.flags("takes_credit")?;
    let mut columns = vec![
        (
            "purchase",
            Unit::Text,
            "When it was bought (UTC), and for how much.",
        ),
        ("touch", Unit::Text, "Channel of the touch."),
        ("time", Unit::Time, "Its last page view (UTC)."),
    ];
    columns.extend(
        RULES
            .iter()
            .map(|rule| (rule.name, Unit::Percent, rule.about)),
    );
    let mut sheet = Sheet::new(
        ("attribution_credits", "Credit of each touch by rule"),
        "Share of the purchase that each rule gives a touch. The Markov chain judges all paths together, not one journey.",
        &columns,
    );
    let why = "Direct visits take no credit beside a marketing touch.";
    let mut weights = Vec::new();
    for row in own {
        let (id, time) = (
            ids.get(*row).unwrap_or_default(),
            times.get(*row).unwrap_or_default(),
        );
        let from = owners.partition_point(|owner| *owner < id);
        let end = owners.partition_point(|owner| *owner <= id);
        let credited: Vec<usize> = (from..end)
            .filter(|at| takes.get(*at) == Some(true))
            .collect();
        let touch = |at: &usize| Touch {
            channel: channels.codes.at(*at),
            time_ms: last.get(*at).unwrap_or_default(),
        };
        let credited_touches: Vec<Touch> = credited.iter().map(touch).collect();
        let by_rule: Vec<Vec<f64>> = RULES
            .iter()
            .map(|rule| {
                (rule.weigh)(&credited_touches, time, &mut weights);
                weights.clone()
            })
            .collect();
        let bought = format!(
            "{} · {}",
            format::moment(time),
            Unit::Usd.full(revenue.get(*row))
        );
        let text = id.to_string();
        let link = rows(
            &data.params,
            "int_touchpoints",
            &[("purchase_event_id", &text)],
        );
        if from == end {
            let mut cells = vec![
                Put::text(&bought).opens(link.clone()),
                Put::text("No touch"),
                Put::number(None, "No visit inside the lookback."),
            ];
            cells.extend(
                RULES
                    .iter()
                    .map(|_| Put::number(None, "The credit goes to Direct.")),
            );
            sheet.row(cells);
        }
        for at in from..end {
            let place = credited.iter().position(|credited| *credited == at);
            let mut cells = vec![
                Put::text(&bought).opens(link.clone()),
                Put::text(channel(channels.get(at).unwrap_or_default())),
                Put::time(last.get(at).unwrap_or_default()),
            ];
            let shares = by_rule
                .iter()
                .map(|weights| place.and_then(|at| weights.get(at)).copied());
            cells.extend(shares.map(|share| Put::number(share, why)));
            sheet.row(cells);
        }
    }
    Ok(sheet.view())
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn an_address_is_shown_without_its_host() {
        assert_eq!(place("https://acme.com/pricing?a=1"), "/pricing?a=1");
        assert_eq!(place("acme.com/x"), "/x");
        assert_eq!(place("/x/y"), "/x/y");
        assert_eq!(place("https://acme.com"), "acme.com");
    }
}
