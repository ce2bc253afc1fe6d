//! A realistic view for each kind of chart of the pipeline, signup, commerce and journey pages.

use super::fixtures::{base, names, series};
use crate::protocol::{ChartView, Day, Hue, Link, Node, Unit};

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

/// The fixtures of a kind.
pub(super) fn fixtures(kind: &str) -> Vec<(&'static str, ChartView)> {
    match kind {
        "stacked" => vec![
            ("channels", stacked()),
            ("shares", shares()),
            ("months", months()),
        ],
        "histogram" => vec![("days", histogram()), ("compared", histogram_of_two())],
        "waterfall" => vec![("pipeline", waterfall())],
        "sankey" => vec![("paths", sankey()), ("steps", sankey_of_steps())],
        "box" => vec![("durations", boxes())],
        "timeline" => vec![("client", timeline())],
        _ => Vec::new(),
    }
}

/// As many columns as rows, and too many of either for a narrow sheet.
pub(super) fn heatmap_of_rules() -> ChartView {
    let mut view = base(
        "heatmap",
        "Paid search earns half as much by first touch as by last touch",
        "Share of revenue credited, % of the column",
    );
    view.axis.label = "rule".to_owned();
    view.axis.names = names(&[
        "First touch",
        "Last touch",
        "Linear",
        "Time decay",
        "Position based",
        "J-shaped",
        "Inverse J",
        "Shapley value",
        "Markov chain",
    ]);
    let channels = [
        "Paid search",
        "Organic search",
        "Paid social",
        "Email",
        "Referral",
        "Display",
        "Direct",
        "Affiliates",
    ];
    for (at, name) in channels.into_iter().enumerate() {
        let values = (0..9).map(|rule| 0.02 + 0.04 * ((at * 5 + rule * 3) % 8) as f64);
        let values: Vec<f64> = values.collect();
        view.series.push(series(
            name,
            Unit::Percent,
            Hue::Series(at as u8),
            some(&values),
        ));
    }
    view
}

fn stacked() -> ChartView {
    let mut view = base(
        "stacked",
        "Half of the open pipeline of Google Ads is still in discovery",
        "Open pipeline by channel and stage, USD",
    );
    view.axis.names = names(&["Google Ads", "LinkedIn", "Organic", "Partner", "Twitter"]);
    view.axis.samples = [93, 63, 70, 19, 0].map(Some).to_vec();
    view.axis.notes = names(&["", "", "", "", "no open opportunity"]);
    let part = |name: &str, hue: u8, values: Vec<Option<f64>>| {
        series(name, Unit::Usd, Hue::Series(hue), values)
    };
    let last = |mut values: Vec<Option<f64>>| {
        values.push(None);
        values
    };
    view.series = vec![
        part(
            "Discovery",
            0,
            last(some(&[412_000.0, 120_500.0, 88_000.0, 9_000.0])),
        ),
        part(
            "Proposal",
            1,
            last(some(&[210_000.0, 98_000.0, 60_250.0, 31_000.0])),
        ),
        part(
            "Negotiation",
            2,
            last(some(&[150_000.0, 64_000.0, 0.0, 12_000.0])),
        ),
        part(
            "Verbal commitment",
            3,
            last(some(&[20_000.0, 8_000.0, 4_100.0, 2_000.0])),
        ),
    ];
    view
}

fn shares() -> ChartView {
    let mut view = base(
        "stacked",
        "Time decay gives Email twice what first touch does",
        "Share of revenue by attribution model",
    );
    view.axis.label = "model".to_owned();
    view.axis.names = names(&["First touch", "Last touch", "Linear", "Time decay"]);
    let part = |name: &str, hue, values: &[f64]| series(name, Unit::Percent, hue, some(values));
    view.series = vec![
        part("Google Ads", Hue::Series(0), &[0.41, 0.22, 0.31, 0.27]),
        part("Email", Hue::Series(4), &[0.09, 0.31, 0.18, 0.2]),
        part("LinkedIn", Hue::Series(1), &[0.3, 0.2, 0.26, 0.28]),
        part("Direct", Hue::Grey(2), &[0.2, 0.27, 0.25, 0.25]),
    ];
    view
}

fn months() -> ChartView {
    let mut view = base(
        "stacked",
        "Repeat purchases carry the growth since July",
        "Revenue by month and kind of purchase, USD",
    );
    view.axis.label = "month".to_owned();
    view.axis.names = names(&["Apr", "May", "Jun", "Jul", "Aug", "Sep"]);
    view.axis.days = (4..=9).filter_map(|m| Day::from_ymd(2025, m, 1)).collect();
    let part = |name: &str, hue, values: &[f64]| series(name, Unit::Usd, hue, some(values));
    view.series = vec![
        part(
            "First purchase",
            Hue::Series(0),
            &[51_200.0, 49_000.0, 52_300.0, 50_100.0, 48_800.0, 51_000.0],
        ),
        part(
            "Repeat",
            Hue::Series(2),
            &[12_000.0, 15_500.0, 18_000.0, 26_400.0, 33_000.0, 41_000.0],
        ),
        part(
            "Refunds",
            Hue::Bad,
            &[-2_000.0, -1_500.0, -2_400.0, -3_100.0, -2_800.0, -4_000.0],
        ),
    ];
    view
}

fn bins() -> ChartView {
    let mut view = base(
        "histogram",
        "Half of all deals are won within 45 days",
        "Won opportunities by days to close",
    );
    view.axis.label = "days to close".to_owned();
    view.axis.names = names(&[
        "0–15",
        "15–30",
        "30–45",
        "45–60",
        "60–75",
        "75–90",
        "90–105",
        "105–120",
        "120+",
    ]);
    view.filter = None;
    view
}

fn histogram() -> ChartView {
    let mut view = bins();
    let counts = [3.0, 12.0, 28.0, 21.0, 11.0, 6.0, 4.0, 0.0, 3.0];
    view.series = vec![series("deals", Unit::Count, Hue::Accent, some(&counts))];
    view
}

fn histogram_of_two() -> ChartView {
    let mut view = bins();
    let won = [0.03, 0.14, 0.32, 0.24, 0.12, 0.07, 0.05, 0.0, 0.03];
    let lost = [0.01, 0.05, 0.12, 0.18, 0.2, 0.16, 0.12, 0.09, 0.07];
    view.series = vec![
        series("Won", Unit::Percent, Hue::Good, some(&won)),
        series("Lost", Unit::Percent, Hue::Muted, some(&lost)),
    ];
    view
}

fn waterfall() -> ChartView {
    let mut view = base(
        "waterfall",
        "Lost deals took back what new ones brought",
        "Open pipeline from 1 Jul to 30 Sep, USD",
    );
    view.axis.label = "step".to_owned();
    view.axis.names = names(&[
        "Open on 1 Jul",
        "New",
        "Won",
        "Lost",
        "Amount corrected",
        "Open on 30 Sep",
    ]);
    view.axis.hues = vec![
        Hue::Muted,
        Hue::Good,
        Hue::Series(0),
        Hue::Bad,
        Hue::Warn,
        Hue::Muted,
    ];
    let amounts = [
        1_240_000.0,
        610_000.0,
        -330_000.0,
        -402_000.0,
        12_500.0,
        1_130_500.0,
    ];
    view.series = vec![series("pipeline", Unit::Usd, Hue::Accent, some(&amounts))];
    view
}

fn node(id: &str, title: &str, rank: u16, hue: Hue) -> Node {
    Node {
        id: id.to_owned(),
        title: title.to_owned(),
        subtitle: String::new(),
        fields: Vec::new(),
        rank,
        hue,
    }
}

/// Names and reasons that need two lines.
pub(super) fn bars_of_paths() -> ChartView {
    let mut view = base(
        "bars",
        "A purchase by way of Paid social costs most",
        "Cost per purchase, USD",
    );
    view.axis.label = "path".to_owned();
    view.axis.names = names(&[
        "Paid social > Organic search > Email > Paid search",
        "Organic search > Email",
        "Paid social > Referral > Paid search",
    ]);
    view.axis.notes = names(&[
        "",
        "",
        "Marketing emails to divide by are not recorded here, so there is no value.",
    ]);
    let values = vec![Some(1_412.0), Some(318.0), None];
    view.series = vec![series("Cost", Unit::Usd, Hue::Accent, values)];
    view
}

/// Five columns of channels whose names need two lines.
fn sankey_of_steps() -> ChartView {
    let mut view = base(
        "sankey",
        "27.0 % of journeys begin with Paid social",
        "Purchases from visit to visit",
    );
    view.filter = None;
    let channels = ["Paid social", "Organic search", "Other channels"];
    for step in 0..4_u16 {
        for (at, channel) in channels.iter().enumerate() {
            let hue = Hue::Series(at as u8);
            view.nodes
                .push(node(&format!("{step}{at}"), channel, step, hue));
        }
    }
    view.nodes.push(node("end", "Purchase", 4, Hue::Good));
    for step in 0..4 {
        for from in 0..3 {
            let ends: &[String] = &if step == 3 {
                vec!["end".to_owned()]
            } else {
                (0..3).map(|to| format!("{}{to}", step + 1)).collect()
            };
            for to in ends {
                view.links.push(Link {
                    from: format!("{step}{from}"),
                    to: to.clone(),
                    label: String::new(),
                    value: f64::from(60 / (1 + from)),
                });
            }
        }
    }
    view
}

fn sankey() -> ChartView {
    let mut view = base(
        "sankey",
        "Most journeys begin with Google Ads and end with Email",
        "Journeys from their first to their last touch",
    );
    view.filter = None;
    view.nodes = vec![
        node("1g", "Google Ads", 0, Hue::Series(0)),
        node("1l", "LinkedIn", 0, Hue::Series(1)),
        node("1o", "Organic", 0, Hue::Grey(0)),
        node("1p", "Partner", 0, Hue::Grey(1)),
        node("2e", "Email", 1, Hue::Series(4)),
        node("2g", "Google Ads", 1, Hue::Series(0)),
        node("2d", "Direct", 1, Hue::Grey(2)),
        node("2x", "Other", 1, Hue::Grey(3)),
        node("3b", "Purchase", 2, Hue::Good),
        node("3n", "No purchase", 2, Hue::Muted),
    ];
    view.links = [
        ("1g", "2e", 310.0),
        ("1g", "2g", 120.0),
        ("1g", "2d", 90.0),
        ("1l", "2e", 140.0),
        ("1l", "2d", 44.0),
        ("1o", "2g", 60.0),
        ("1o", "2d", 81.0),
        ("1o", "3n", 35.0),
        ("1p", "2x", 7.0),
        ("2e", "3b", 270.0),
        ("2e", "3n", 180.0),
        ("2g", "3b", 51.0),
        ("2g", "3n", 129.0),
        ("2d", "3b", 95.0),
        ("2d", "3n", 120.0),
        ("2x", "3n", 7.0),
    ]
    .into_iter()
    .map(|(from, to, value)| Link {
        from: from.to_owned(),
        to: to.to_owned(),
        label: String::new(),
        value,
    })
    .collect();
    view
}

fn boxes() -> ChartView {
    let mut view = base(
        "box",
        "Verification takes longest, and longest on mobile",
        "Time from one step to the next",
    );
    view.axis.label = "step".to_owned();
    view.axis.names = names(&[
        "Landing to form",
        "Form to account",
        "Verification",
        "First value",
    ]);
    view.axis.samples = vec![Some(912), Some(640), Some(501), Some(17)];
    let rows = [
        ("low", [0.01, 0.02, 0.1, 0.4]),
        ("lower quartile", [0.02, 0.05, 0.5, 1.1]),
        ("median", [0.04, 0.08, 1.2, 2.0]),
        ("upper quartile", [0.08, 0.2, 3.1, 4.4]),
        ("high", [0.3, 0.9, 6.2, 7.0]),
    ];
    view.series = rows
        .iter()
        .map(|(name, values)| series(name, Unit::Days, Hue::Accent, some(values)))
        .collect();
    view
}

fn timeline() -> ChartView {
    let mut view = base(
        "timeline",
        "Seven touches in 23 days led to the first purchase",
        "Events of client C-1042",
    );
    view.filter = None;
    view.axis.label = "event".to_owned();
    let events = [
        (0.3, 0, "Google Ads", Hue::Series(0)),
        (1.1, 0, "Organic", Hue::Grey(0)),
        (1.15, 1, "Sign-up", Hue::Accent),
        (9.4, 0, "Email", Hue::Series(4)),
        (9.5, 0, "Email", Hue::Series(4)),
        (16.0, 0, "LinkedIn", Hue::Series(1)),
        (23.2, 0, "Direct", Hue::Grey(2)),
        (23.25, 2, "$249.00", Hue::Good),
        (30.0, 2, "$89.50", Hue::Good),
    ];
    let start = 20_270.0 * 86_400_000.0;
    view.axis.names = events.iter().map(|e| e.2.to_owned()).collect();
    view.axis.hues = events.iter().map(|e| e.3).collect();
    view.axis.notes = events
        .iter()
        .map(|_| "utm_campaign: spring".to_owned())
        .collect();
    view.series = ["Touches", "Events", "Purchases"]
        .iter()
        .enumerate()
        .map(|(lane, name)| {
            let at =
                |e: &(f64, usize, &str, Hue)| (e.1 == lane).then_some(start + e.0 * 86_400_000.0);
            let values = events.iter().map(at).collect();
            series(name, Unit::Time, Hue::Accent, values)
        })
        .collect();
    view
}
