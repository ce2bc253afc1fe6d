//! A realistic view for each kind of chart: the channel funnel of the shared exports.

use crate::protocol::{
    Axis, ChartView, Day, Hue, Link, Node, NodeField, Reference, Series, Stroke, Unit,
};

const CHANNELS: [&str; 7] = [
    "Google Ads",
    "LinkedIn",
    "Meta",
    "Twitter",
    "Organic",
    "Partner",
    "Direct",
];
const SPEND: [Option<f64>; 7] = [
    Some(369_826.02),
    Some(250_659.8),
    Some(239_559.06),
    Some(126_476.5),
    None,
    None,
    None,
];
const REVENUE: [Option<f64>; 7] = [
    Some(815_827.87),
    Some(666_974.33),
    Some(208_665.96),
    Some(0.0),
    Some(786_048.34),
    Some(340_931.02),
    Some(477_909.47),
];

fn hues() -> Vec<Hue> {
    (0..4)
        .map(Hue::Series)
        .chain((0..3).map(Hue::Grey))
        .collect()
}

pub(super) fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

pub(super) fn series(name: &str, unit: Unit, hue: Hue, values: Vec<Option<f64>>) -> Series {
    Series {
        name: name.to_owned(),
        unit,
        hue,
        stroke: Stroke::Solid,
        values,
    }
}

pub(super) fn base(kind: &str, finding: &str, subtitle: &str) -> ChartView {
    ChartView {
        id: format!("fixture_{kind}"),
        kind: kind.to_owned(),
        finding: finding.to_owned(),
        subtitle: subtitle.to_owned(),
        footnote: "Media spend only; revenue by the day an opportunity was created.".to_owned(),
        axis: Axis {
            label: "channel".to_owned(),
            ..Axis::default()
        },
        filter: Some("channel".to_owned()),
        ..ChartView::default()
    }
}

/// The fixtures of a kind; empty where it has none, which fails the test over the registry.
pub(super) fn fixtures(kind: &str) -> Vec<(&'static str, ChartView)> {
    match kind {
        "bars" => vec![
            ("roi", bars()),
            ("compared", compared()),
            ("paths", super::subjects::bars_of_paths()),
        ],
        "funnel" => vec![("channels", funnel()), ("blend", blend())],
        "lines" => vec![("weeks", weeks()), ("panels", panels()), ("days", days())],
        "scatter" => vec![("spend_revenue", scatter())],
        "heatmap" => vec![
            ("regions", heatmap()),
            ("sampled", heatmap_sampled()),
            ("rules", super::subjects::heatmap_of_rules()),
        ],
        "diagram" => vec![("model", diagram())],
        "spark" => vec![("weeks", spark())],
        _ => super::subjects::fixtures(kind),
    }
}

fn bars() -> ChartView {
    let mut view = base(
        "bars",
        "LinkedIn returns most per dollar; Meta and Twitter lose money",
        "Return on investment by channel, (revenue − spend) ÷ spend",
    );
    view.axis.names = names(&[
        "LinkedIn",
        "Google Ads",
        "Meta",
        "Twitter",
        "Organic",
        "Partner",
        "Direct",
    ]);
    view.axis.hues = [1, 0, 2, 3]
        .map(Hue::Series)
        .into_iter()
        .chain((0..3).map(Hue::Grey))
        .collect();
    view.axis.samples = vec![
        Some(63),
        Some(93),
        Some(53),
        Some(0),
        Some(70),
        Some(19),
        Some(52),
    ];
    view.axis.notes = names(&[
        "",
        "",
        "",
        "",
        "No spend is recorded here",
        "no spend",
        "no spend",
    ]);
    view.series = vec![series(
        "ROI",
        Unit::Percent,
        Hue::Accent,
        vec![
            Some(1.660_875),
            Some(1.205_977),
            Some(-0.128_958),
            Some(-1.0),
            None,
            None,
            None,
        ],
    )];
    view.references = vec![Reference {
        label: "paid channels 71.4 %".to_owned(),
        value: 0.714,
    }];
    view
}

fn compared() -> ChartView {
    let mut view = base(
        "bars",
        "Win rate rose in three regions",
        "Won ÷ (won + lost)",
    );
    view.axis.label = "region".to_owned();
    view.axis.names = names(&[
        "North America",
        "Europe, Middle East and Africa",
        "APAC",
        "LATAM",
    ]);
    view.axis.samples = vec![Some(61), Some(44), Some(24), Some(12)];
    view.series = vec![
        series(
            "Jul–Sep",
            Unit::Percent,
            Hue::Accent,
            vec![Some(0.52), Some(0.61), Some(0.44), None],
        ),
        series(
            "Apr–Jun",
            Unit::Percent,
            Hue::Muted,
            vec![Some(0.48), Some(0.55), Some(0.47), Some(0.33)],
        ),
    ];
    view
}

fn blend() -> ChartView {
    let mut view = base(
        "funnel",
        "One in 760 clicks becomes a session that converts",
        "Counts and the share of the stage before",
    );
    view.axis.label = "stage".to_owned();
    view.axis.names = names(&[
        "Impressions",
        "Clicks",
        "Sessions",
        "Conversions",
        "Opportunities",
        "Closed won",
    ]);
    view.series = vec![series(
        "All channels",
        Unit::Count,
        Hue::Accent,
        vec![
            Some(37_093_228.0),
            Some(2_966_226.0),
            Some(4_930.0),
            Some(888.0),
            Some(350.0),
            Some(88.0),
        ],
    )];
    view
}

fn funnel() -> ChartView {
    let mut view = blend();
    let rows: [(&str, [Option<f64>; 6]); 7] = [
        (
            "Google Ads",
            [
                Some(13_266_381.0),
                Some(1_113_938.0),
                Some(1_545.0),
                Some(295.0),
                Some(93.0),
                Some(20.0),
            ],
        ),
        (
            "LinkedIn",
            [
                Some(10_298_386.0),
                Some(777_822.0),
                Some(942.0),
                Some(158.0),
                Some(63.0),
                Some(17.0),
            ],
        ),
        (
            "Meta",
            [
                Some(8_672_929.0),
                Some(677_070.0),
                Some(996.0),
                Some(169.0),
                Some(53.0),
                Some(8.0),
            ],
        ),
        (
            "Twitter",
            [
                Some(4_855_527.0),
                Some(397_396.0),
                Some(488.0),
                Some(87.0),
                Some(0.0),
                Some(0.0),
            ],
        ),
        (
            "Organic",
            [None, None, Some(501.0), Some(92.0), Some(70.0), Some(17.0)],
        ),
        (
            "Partner",
            [None, None, Some(0.0), Some(0.0), Some(19.0), Some(6.0)],
        ),
        (
            "Direct",
            [None, None, Some(458.0), Some(87.0), Some(52.0), Some(12.0)],
        ),
    ];
    for ((name, values), hue) in rows.into_iter().zip(hues()) {
        view.series
            .push(series(name, Unit::Count, hue, values.to_vec()));
    }
    view
}

/// Thirteen weeks from 30 June 2025.
fn weekly(view: &mut ChartView) {
    let first = Day::from_ymd(2025, 6, 30).unwrap().0;
    view.axis.label = "week".to_owned();
    view.axis.days = (0..13).map(|n| Day(first + 7 * n)).collect();
    view.axis.names = (27..40).map(|n| format!("W{n}")).collect();
}

fn weeks() -> ChartView {
    let mut view = base(
        "lines",
        "Revenue fell in September while spend held",
        "USD by week",
    );
    weekly(&mut view);
    let revenue = [
        181_000.0, 240_000.0, 265_500.0, 198_000.0, 312_400.0, 288_000.0, 0.0, 301_000.0,
        352_000.0, 241_000.0, 160_000.0, 118_000.0, 96_000.0,
    ];
    let spend = [
        71_000.0, 74_500.0, 76_000.0, 75_200.0, 77_900.0, 76_400.0, 78_000.0, 75_000.0, 74_000.0,
        77_300.0, 76_100.0, 75_800.0, 79_500.0,
    ];
    let with_gap = |i: usize, v: f64| (i != 6).then_some(v);
    view.series = vec![
        series(
            "Revenue",
            Unit::Usd,
            Hue::Series(0),
            revenue
                .iter()
                .enumerate()
                .map(|(i, v)| with_gap(i, *v))
                .collect(),
        ),
        series(
            "Spend",
            Unit::Usd,
            Hue::Series(1),
            spend.iter().map(|v| Some(*v)).collect(),
        ),
        Series {
            stroke: Stroke::Dashed,
            ..series(
                "Revenue, Apr–Jun",
                Unit::Usd,
                Hue::Muted,
                revenue
                    .iter()
                    .rev()
                    .map(|v| Some(v * 0.8 + 30_000.0))
                    .collect(),
            )
        },
    ];
    view
}

fn panels() -> ChartView {
    let mut view = base(
        "lines",
        "Sessions doubled, the conversion rate halved",
        "Sessions and conversions ÷ sessions, by week",
    );
    weekly(&mut view);
    view.series = vec![
        series(
            "Sessions",
            Unit::Count,
            Hue::Series(0),
            (0..13).map(|n| Some(f64::from(240 + 22 * n))).collect(),
        ),
        series(
            "Conversion rate",
            Unit::Percent,
            Hue::Series(2),
            (0..13)
                .map(|n| Some(0.21 / (1.0 + f64::from(n) / 12.0)))
                .collect(),
        ),
    ];
    view
}

fn days() -> ChartView {
    let mut view = base(
        "lines",
        "Four channels carry the sessions",
        "Sessions by day",
    );
    let first = Day::from_ymd(2025, 7, 1).unwrap().0;
    view.axis.label = "day".to_owned();
    view.axis.days = (0..92).map(|n| Day(first + n)).collect();
    view.axis.names = view.axis.days.iter().map(|d| d.short()).collect();
    for (s, (name, hue)) in CHANNELS.iter().zip(hues()).enumerate() {
        let values = (0..92)
            .map(|n| {
                Some(
                    f64::from((n * (7 + s as i32) + s as i32 * 13) % 17 + 22 - 3 * s as i32)
                        .max(0.0),
                )
            })
            .collect();
        view.series.push(series(name, Unit::Count, hue, values));
    }
    view.references = vec![Reference {
        label: "blend 12.4 a day".to_owned(),
        value: 12.4,
    }];
    view
}

fn scatter() -> ChartView {
    let mut view = base(
        "scatter",
        "Two of four paid channels earn more than they cost",
        "Spend against revenue, USD",
    );
    view.axis.names = names(&CHANNELS);
    view.axis.hues = hues();
    view.axis.samples = vec![
        Some(93),
        Some(63),
        Some(53),
        Some(0),
        Some(70),
        Some(19),
        Some(52),
    ];
    view.series = vec![
        series("Spend (USD)", Unit::Usd, Hue::Accent, SPEND.to_vec()),
        series("Revenue (USD)", Unit::Usd, Hue::Accent, REVENUE.to_vec()),
    ];
    view.references = vec![Reference {
        label: "break-even".to_owned(),
        value: 1.0,
    }];
    view
}

/// Channels by region as the overview has them: a dashed series of sample sizes for each channel.
fn heatmap_sampled() -> ChartView {
    let mut view = base(
        "heatmap",
        "Organic closes best in EMEA",
        "Win rate by region and channel, won ÷ (won + lost)",
    );
    view.axis.label = "region".to_owned();
    view.axis.names = names(&["AMER", "APAC", "EMEA", "LATAM"]);
    let rates = |c: usize| {
        (0..4)
            .map(|r| (r + c != 5).then(|| 0.3 + 0.08 * ((r * 3 + c * 5) % 7) as f64))
            .collect()
    };
    let decided = |c: usize| {
        (0..4)
            .map(|r| Some(((r * 11 + c * 7) % 48) as f64))
            .collect()
    };
    for (c, name) in CHANNELS.iter().enumerate().take(5) {
        view.series
            .push(series(name, Unit::Percent, hues()[c], rates(c)));
    }
    for (c, name) in CHANNELS.iter().enumerate().take(5) {
        view.series.push(Series {
            stroke: Stroke::Dashed,
            ..series(
                &format!("{name}, decided"),
                Unit::Count,
                hues()[c],
                decided(c),
            )
        });
    }
    view
}

fn heatmap() -> ChartView {
    let mut view = base(
        "heatmap",
        "Partner deals close best in every region",
        "Win rate by region and channel, won ÷ (won + lost)",
    );
    view.axis.names = names(&CHANNELS);
    view.axis.samples = vec![
        Some(35),
        Some(32),
        Some(31),
        None,
        Some(34),
        Some(8),
        Some(33),
    ];
    for (r, region) in ["AMER", "APAC", "EMEA", "LATAM", "Unknown"]
        .iter()
        .enumerate()
    {
        let values = (0..7)
            .map(|c| {
                (c != 3 && r + c != 8)
                    .then(|| 0.25 + 0.1 * f64::from((r as i32 * 5 + c as i32 * 3) % 7))
            })
            .collect();
        view.series
            .push(series(region, Unit::Percent, Hue::Accent, values));
    }
    view
}

fn node(id: &str, grain: &str, rank: u16, hue: Hue, fields: &[(&str, bool)]) -> Node {
    Node {
        id: id.to_owned(),
        title: id.to_owned(),
        subtitle: grain.to_owned(),
        fields: fields
            .iter()
            .map(|(name, is_key)| NodeField {
                name: (*name).to_owned(),
                is_key: *is_key,
            })
            .collect(),
        rank,
        hue,
    }
}

fn diagram() -> ChartView {
    let mut view = base(
        "diagram",
        "Facts join the dimensions on date and channel",
        "Grain, keys and joins of the dimensional model",
    );
    view.filter = None;
    view.nodes = vec![
        node(
            "dim_date",
            "a day",
            0,
            Hue::Grey(0),
            &[
                ("date", true),
                ("iso_week", false),
                ("month", false),
                ("quarter", false),
            ],
        ),
        node(
            "dim_channel",
            "a channel",
            0,
            Hue::Grey(0),
            &[
                ("channel", true),
                ("channel_group", false),
                ("is_paid", false),
            ],
        ),
        node(
            "dim_campaign",
            "utm_source × utm_campaign",
            0,
            Hue::Grey(0),
            &[
                ("utm_source", true),
                ("utm_campaign", true),
                ("campaign_id", false),
                ("channel", false),
            ],
        ),
        node(
            "fct_channel_daily",
            "date × channel",
            1,
            Hue::Accent,
            &[
                ("date", true),
                ("channel", true),
                ("spend_usd", false),
                ("clicks", false),
                ("sessions", false),
                ("closed_won", false),
                ("revenue_usd", false),
                ("pipeline_usd", false),
                ("impressions", false),
            ],
        ),
        node(
            "fct_opportunities",
            "an opportunity",
            1,
            Hue::Accent,
            &[
                ("opportunity_id", true),
                ("channel", false),
                ("created_date", false),
                ("amount_usd", false),
            ],
        ),
        node(
            "channel_funnel",
            "a channel",
            2,
            Hue::Good,
            &[("channel", true), ("roas", false), ("win_rate", false)],
        ),
        node(
            "region_funnel",
            "owner_region × channel",
            2,
            Hue::Good,
            &[
                ("owner_region", true),
                ("channel", true),
                ("win_rate", false),
            ],
        ),
    ];
    view.links = [
        ("fct_channel_daily", "dim_date", "date"),
        ("fct_channel_daily", "dim_channel", "channel"),
        ("fct_opportunities", "dim_channel", "channel"),
        ("fct_opportunities", "dim_date", "created_date"),
        ("dim_campaign", "dim_channel", "channel"),
        ("channel_funnel", "fct_channel_daily", "channel"),
        ("region_funnel", "fct_opportunities", "channel"),
        ("channel_funnel", "dim_channel", "channel"),
    ]
    .into_iter()
    .map(|(from, to, label)| Link {
        from: from.to_owned(),
        to: to.to_owned(),
        label: label.to_owned(),
        value: 1.0,
    })
    .collect();
    view
}

fn spark() -> ChartView {
    let mut view = weeks();
    view.kind = "spark".to_owned();
    view.series.truncate(1);
    view
}
