//! How did the Markov chain and the Shapley value arrive at their numbers? Removal effects, transitions and coalitions,
//! shown as arithmetic.

use super::super::kit::charts::{axis, chart, series};
use super::super::kit::sheet::{Put, Sheet, rows};
use super::data::{Data, Link};
use super::of_all;
use crate::engine::base::Arrange;
use crate::engine::base::Unit;
use crate::engine::credit::markov::{State, solve};
use crate::engine::credit::shapley;
use crate::engine::insights::language::{channel, count, list, number, percent, plural, usd};
use crate::engine::models::attribution::channel::DIRECT;
use crate::protocol::{Block, ChartView, Hue, Section, Span, TableView};

/// Coalitions shown.
const MOST: usize = 12;

/// The section; absent without a chain or a path.
pub fn section(data: &Data) -> Option<Section> {
    let (paths, _) = &data.paths;
    if data.chains.is_empty() || paths.is_empty() {
        return None;
    }
    Some(Section {
        id: "arithmetic".to_owned(),
        title: "How did the Markov chain and the Shapley value arrive at their numbers?".to_owned(),
        intro: of_all(
            data,
            "Both look at all paths together; here is their arithmetic.",
        ),
        blocks: vec![
            (Span::Full, Block::Table(effects(data))),
            (Span::Full, Block::Chart(transitions(data))),
            (Span::Full, Block::Table(coalitions(data))),
        ],
    })
}

/// The columns of removal effects.
const EFFECTS: [(&str, Unit, &str); 8] = [
    ("channel", Unit::Text, "Channel."),
    (
        "removal_effect",
        Unit::Percent,
        "Share of purchases lost if nobody got past the channel.",
    ),
    (
        "share",
        Unit::Percent,
        "Its part of the sum of all removal effects.",
    ),
    (
        "conversions",
        Unit::Number,
        "That part of all purchases on a path; for Direct with the purchases without a touch.",
    ),
    (
        "revenue",
        Unit::Usd,
        "The same arithmetic on revenue; for Direct with that of purchases without a touch.",
    ),
    (
        "share_of_revenue",
        Unit::Percent,
        "That as a part of all revenue: what the comparison of all rules shows for the Markov chain.",
    ),
    (
        "conversions_order_2",
        Unit::Number,
        "Purchases credited where a state is the last two touches.",
    ),
    (
        "conversions_order_3",
        Unit::Number,
        "Purchases credited where a state is the last three touches.",
    ),
];

fn effects(data: &Data) -> TableView {
    let mut sheet = Sheet::new(
        ("markov_credits", "Markov chain: removal effects"),
        &format!(
            "Without a channel, journeys that come to it end without a purchase. Credit follows the share of purchases that this loses.{}",
            unexplained(data)
        ),
        &EFFECTS,
    )
    .filters("channel");
    let of = |order: i64| data.chains.iter().filter(move |link| link.order == order);
    let sum: f64 = of(1).filter_map(|link| link.effect).sum();
    // What no path explains (purchases without a touch) stands in conversions, not in the chain's own total.
    let chained: f64 = data.paths.0.iter().map(|path| path.conversions).sum();
    let revenue: f64 = of(1).map(|link| link.revenue).sum();
    let of_revenue = |part: f64| (revenue > 0.0).then(|| part / revenue);
    let mut first: Vec<&Link> = of(1).collect();
    first.arrange_by(|a, b| {
        b.conversions
            .total_cmp(&a.conversions)
            .then_with(|| a.channel.cmp(&b.channel))
    });
    for link in first {
        if !data.shows(&link.channel) {
            continue;
        }
        let order = |order: i64| {
            let found = of(order).find(|other| other.channel == link.channel);
            Put::number(
                found.map(|other| other.conversions),
                "This order does not credit the channel.",
            )
        };
        let share = link.effect.filter(|_| sum > 0.0).map(|effect| effect / sum);
        let filled = link.effect.zip(share).map(|(effect, share)| {
            format!(
                "{} ÷ {} (sum of effects) = {}; × {} purchases on paths = {}",
                percent(effect),
                percent(sum),
                percent(share),
                number(chained),
                Unit::Number.full(Some(share * chained))
            )
        });
        let filled = filled.unwrap_or_default();
        let why = "The channel is on no path.";
        let beside = link.conversions - share.unwrap_or_default() * chained;
        let credited = if beside.abs() < 0.5 {
            filled.clone()
        } else {
            format!(
                "{filled}{}{} without a touch",
                if filled.is_empty() { "" } else { "; + " },
                count(beside, "purchase", "purchases")
            )
        };
        sheet.row(vec![
            Put::text(channel(&link.channel)),
            Put::number(link.effect, why),
            Put::number(share, why).filled(filled.clone()),
            Put::number(Some(link.conversions), "").filled(credited),
            Put::number(Some(link.revenue), ""),
            Put::number(of_revenue(link.revenue), "Nothing was sold."),
            order(2),
            order(3),
        ]);
    }
    let total = |order: i64| Some(of(order).map(|link| link.conversions).sum());
    sheet.total(vec![
        Put::text("All channels"),
        Put::number(Some(sum), "")
            .filled("Effects overlap, so their sum is no share of anything.".to_owned()),
        Put::number(Some(1.0), ""),
        Put::number(total(1), ""),
        Put::number(Some(revenue), ""),
        Put::number(of_revenue(revenue), "Nothing was sold."),
        Put::number(total(2), ""),
        Put::number(total(3), ""),
    ])
}

/// What stands beside the chain: purchases on no path, which make the credit of Direct more than its effect; empty for
/// none.
fn unexplained(data: &Data) -> String {
    let (n, revenue) = data.evidence.purchases.untouched;
    if n <= 0.0 {
        return String::new();
    }
    format!(
        " {} without a touch ({}) {} on no path and {} to Direct, so its part of the revenue is not its share of the effects.",
        count(n, "purchase", "purchases"),
        usd(revenue),
        plural(n, "is", "are"),
        plural(n, "goes", "go")
    )
}

/// The name of a state of the chain of order 1.
fn said(state: &State, ids: &[String]) -> String {
    match state {
        State::Start => "Start".to_owned(),
        State::Conversion => "Purchase".to_owned(),
        State::Null => "No purchase".to_owned(),
        State::Touches(touches) => {
            let id = touches.first().and_then(|code| ids.get(*code as usize));
            id.map_or_else(String::new, |id| channel(id))
        }
    }
}

fn transitions(data: &Data) -> ChartView {
    let (paths, ids) = &data.paths;
    let chain = solve(1, paths);
    let mut states: Vec<&State> = Vec::new();
    for transition in &chain.transitions {
        for state in [&transition.from, &transition.to] {
            if !states.contains(&state) {
                states.push(state);
            }
        }
    }
    states.arrange();
    let into: Vec<&State> = states
        .iter()
        .copied()
        .filter(|s| **s != State::Start)
        .collect();
    let ends = |s: &&State| !matches!(s, State::Conversion | State::Null);
    let from: Vec<&State> = states.iter().copied().filter(ends).collect();
    let chance = |from: &State, to: &State| {
        let found = chain
            .transitions
            .iter()
            .find(|t| t.from == *from && t.to == *to);
        found.map(|transition| transition.probability)
    };
    let row = |state: &&State| {
        let values = into.iter().map(|to| chance(state, to)).collect();
        series(&said(state, ids), Unit::Percent, Hue::Accent, values)
    };
    // Direct takes part only where a journey has nothing else, so what follows it says little.
    let is_marketing = |state: &State| match state {
        State::Touches(touches) => touches
            .iter()
            .all(|code| ids.get(*code as usize).is_some_and(|id| id != DIRECT)),
        _ => false,
    };
    let closing = from
        .iter()
        .filter(|state| is_marketing(state))
        .filter_map(|state| Some((state, chance(state, &State::Conversion)?)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let finding = closing.map_or_else(
        || "No path ends in a purchase".to_owned(),
        |(state, chance)| {
            format!(
                "Of the marketing channels {} most often leads straight to a purchase: {} of the time",
                said(state, ids),
                percent(chance)
            )
        },
    );
    ChartView {
        axis: axis("next", into.iter().map(|state| said(state, ids)).collect()),
        series: from.iter().map(row).collect(),
        footnote: "Paths of buyers and of clients who did not buy; neighbouring repeats of a channel count once. Direct stands only on paths without marketing.".to_owned(),
        ..chart(
            "heatmap",
            "transitions",
            &finding,
            "What follows a touch on a channel (rows): the next channel, a purchase or nothing, % of the row".to_owned(),
        )
    }
}

fn coalitions(data: &Data) -> TableView {
    let (paths, ids) = &data.paths;
    let columns = [
        ("channels", Unit::Text, "A set of channels."),
        (
            "own_purchases",
            Unit::Count,
            "Purchases touched by exactly these channels.",
        ),
        (
            "coalition_value",
            Unit::Count,
            "v(S): purchases whose channels all lie within the set.",
        ),
        (
            "share_each",
            Unit::Number,
            "What each channel of the set gets of its own purchases.",
        ),
    ];
    let journeys = paths
        .iter()
        .map(|path| (path.channels.clone(), path.conversions));
    let all = shapley::coalitions(journeys, MOST);
    let mut sheet = Sheet::new(
        ("markov_paths", "Shapley value: coalitions"),
        &format!(
            "The value of a set of channels is the purchases they can explain alone. Averaged over all orders of joining, that is an even split of each purchase over its channels. The {} largest sets are shown.",
            number(all.len() as f64)
        ),
        &columns,
    );
    for coalition in all {
        let mut names: Vec<String> = coalition
            .channels
            .iter()
            .filter_map(|code| ids.get(*code as usize))
            .map(|id| channel(id))
            .collect();
        names.arrange();
        let filled = format!(
            "{} ÷ {} = {}",
            number(coalition.own),
            names.len(),
            Unit::Number.full(Some(coalition.share))
        );
        let link = match names.as_slice() {
            [_] => {
                let path = coalition
                    .channels
                    .first()
                    .and_then(|code| ids.get(*code as usize));
                path.map_or_else(String::new, |path| {
                    rows(&data.params, "client_journeys", &[("path", path)])
                })
            }
            _ => String::new(),
        };
        sheet.row(vec![
            Put::text(list(&names)),
            Put::count(coalition.own).opens(link),
            Put::count(coalition.worth),
            Put::number(Some(coalition.share), "").filled(filled),
        ]);
    }
    sheet.view()
}
