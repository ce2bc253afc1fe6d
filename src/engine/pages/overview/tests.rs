//! The page on next to nothing: a source alone, and exports that leave a column blank.

use crate::engine::house::{About, Arrival, House, Outcome};
use crate::engine::ingest::{Finished, Reader};
use crate::engine::models::SOURCES;
use crate::protocol::{Block, Cell, Finding, PageView, Params, TableView};
use std::fmt::Write as _;

fn shown(files: &[(&str, &str)]) -> PageView {
    let mut house = House::new(|| 0.0);
    let arrivals = files.iter().map(|(name, text)| {
        let mut reader = Reader::new(name, text.len() as u64, SOURCES);
        let file = loop {
            reader.push(text.as_bytes()).expect("a readable file");
            match reader.finish().expect("a recognised file") {
                Finished::Done(file) => break file,
                Finished::Again(again) => reader = *again,
            }
        };
        Arrival {
            name: (*name).to_owned(),
            bytes: text.len() as u64,
            outcome: Outcome::Loaded(file),
            millis: 0.0,
            about: About::default(),
        }
    });
    house.adopt(arrivals.collect(), true, true);
    house
        .page("overview", &Params::default())
        .expect("the overview")
}

fn findings(view: &PageView) -> Vec<&Finding> {
    let blocks = view.sections.iter().flat_map(|section| &section.blocks);
    let found = blocks.filter_map(|(_, block)| match block {
        Block::Findings(findings) => Some(findings),
        _ => None,
    });
    found.flatten().collect()
}

/// What the page says channels cost and return.
fn money(view: &PageView) -> &TableView {
    let mut blocks = view.sections.iter().flat_map(|section| &section.blocks);
    let table = blocks.find_map(|(_, block)| match block {
        Block::Table(table) if table.table == "channel_funnel#money" => Some(table),
        _ => None,
    });
    table.expect("spend and return by channel")
}

/// Everything that is written on a page.
fn text(view: &PageView) -> String {
    format!("{view:?}")
}

const UNPRICED: &str = "id,created_at,owner_region,account_name,source,stage,amount\n\
    1,2025-08-01,EMEA,A,Meta,Closed Won,\n\
    2,2025-08-02,EMEA,B,Meta,Proposal,\n\
    3,2025-08-09,EMEA,C,Direct,Closed Lost,\n";

#[test]
fn opportunities_without_amounts_are_worth_what_nobody_knows_and_not_0() {
    let view = shown(&[("deals.csv", UNPRICED)]);
    assert!(
        view.headline
            .starts_with("3 opportunities of unknown worth: none has an amount."),
        "{}",
        view.headline
    );
    assert!(!text(&view).contains("$0"), "{}", text(&view));
    let said: Vec<&str> = findings(&view)
        .iter()
        .map(|f| f.sentence.as_str())
        .collect();
    assert!(
        said.contains(&"Neither revenue nor pipeline is known: no opportunity has an amount."),
        "{said:?}"
    );
    // One amount is enough for a sum.
    let priced = UNPRICED.replace("Closed Won,", "Closed Won,500");
    assert!(
        shown(&[("deals.csv", &priced)])
            .headline
            .starts_with("3 opportunities worth $0 in open pipeline and $500 won.")
    );
}

const SPEND: &str = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n\
    2025-08-01,C1,Meta,meta,brand,100,50,900\n\
    2025-08-02,C2,LinkedIn,linkedin,brand,80,40,700\n";

const DECIDED: &str = "opportunity_id,account_id,created_date,stage,amount_usd,source,owner_region\n\
    1,A,2025-08-01,Closed Won,500,LinkedIn,EMEA\n\
    2,B,2025-08-02,Closed Lost,300,LinkedIn,EMEA\n";

#[test]
fn without_web_analytics_nothing_is_said_of_sessions() {
    let view = shown(&[("spend.csv", SPEND), ("deals.csv", DECIDED)]);
    let funnel = view.sections.iter().find(|s| s.id == "funnel");
    assert_eq!(
        funnel.map(|s| s.intro.as_str()),
        Some("2 opportunities, 1 won.")
    );
    let unseen = findings(&view)
        .into_iter()
        .find(|f| f.id == "spend_without_result")
        .expect("Meta has no opportunity");
    assert_eq!(
        unseen.evidence,
        "Whether it brought sessions is not known: no web analytics is loaded."
    );
    assert_eq!(unseen.confidence, "");
    for said in [
        "0 sessions",
        "0 conversions",
        "No session",
        "Stages are of",
        "web analytics counts",
    ] {
        assert!(!text(&view).contains(said), "{said}");
    }
}

#[test]
fn a_region_that_does_not_stand_out_is_not_called_undecided() {
    let title = |deals: &str| {
        let view = shown(&[("deals.csv", deals)]);
        let blocks = view.sections.iter().flat_map(|section| &section.blocks);
        let mut charts = blocks.filter_map(|(_, block)| match block {
            Block::Chart(chart) if chart.id == "region_heatmap" => Some(chart.finding.clone()),
            _ => None,
        });
        charts.next().expect("the heat map")
    };
    assert_eq!(
        title(DECIDED),
        "1 of 2 decided opportunities won: no region stands out"
    );
    let open = DECIDED
        .replace("Closed Won", "Proposal")
        .replace("Closed Lost", "Proposal");
    assert_eq!(
        title(&open),
        "Nothing is decided yet, so no win rate can be computed"
    );
}

#[test]
fn the_funnel_marks_the_leak_that_the_findings_name() {
    let mut sessions =
        "session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions\n"
            .to_owned();
    let mut deals = DECIDED.lines().next().unwrap_or_default().to_owned() + "\n";
    // Of 100 conversions each, Meta leads to 20 opportunities and LinkedIn to 60; 70 of a partner have no session.
    for n in 0..100 {
        for source in ["facebook", "linkedin"] {
            let _ = writeln!(sessions, "{source}{n},u{n},2025-08-01,/,{source},brand,1,1");
        }
        for (source, most) in [("Meta", 20), ("LinkedIn", 60), ("Partner", 70)] {
            if n < most {
                let _ = writeln!(deals, "{source}{n},A,2025-08-02,Proposal,9,{source},EMEA");
            }
        }
    }
    let view = shown(&[("sessions.csv", &sessions), ("deals.csv", &deals)]);
    let blocks = view.sections.iter().flat_map(|section| &section.blocks);
    let mut charts = blocks.filter_map(|(_, block)| match block {
        Block::Chart(chart) if chart.id == "funnel" => Some(chart),
        _ => None,
    });
    let chart = charts.next().expect("the funnel");
    let marks: Vec<(&str, &str)> = chart
        .references
        .iter()
        .filter_map(|mark| {
            let stage = chart.axis.names.get(mark.value as usize)?;
            Some((mark.label.as_str(), stage.as_str()))
        })
        .collect();
    assert_eq!(marks, [("Meta", "Opportunities")]);
    assert!(
        chart
            .finding
            .starts_with("The clearest leak of Meta is from conversion to opportunity"),
        "{}",
        chart.finding
    );
    assert!(
        chart
            .footnote
            .ends_with("▼ leaves out 70 opportunities without conversions (Partner)."),
        "{}",
        chart.footnote
    );
}

#[test]
fn a_monthly_total_spread_over_its_days_is_no_trend() {
    let report = |until: &str| {
        format!(
            "Reporting starts,Reporting ends,Campaign name,Campaign delivery,Impressions,Amount spent (USD)\n\
             2025-09-01,{until},Autumn,active,900,300\n\
             2025-09-01,{until},Brand,active,500,200\n"
        )
    };
    let view = shown(&[("meta.csv", &report("2025-09-30"))]);
    assert_eq!(view.headline, "$500 spent on media.");
    assert!(!text(&view).contains("peaked"));
    assert!(text(&view).contains("How spend moved is not known"));
    let limit = findings(&view)
        .into_iter()
        .find(|f| {
            f.sentence
                .starts_with("How spend moved by day or week is not known")
        })
        .expect("the limit");
    assert!(
        limit
            .evidence
            .starts_with("2 rows of the spend are each such a total")
    );
    // A total of a week keeps its week.
    let view = shown(&[("meta.csv", &report("2025-09-07"))]);
    assert!(text(&view).contains("Spend peaked"), "{}", text(&view));
}

const ELSEWHERE: &str = "opportunity_id,account_id,created_date,stage,amount_usd,source,owner_region\n\
    1,A,2025-08-01,Closed Won,500,Partner,EMEA\n\
    2,B,2025-08-02,Closed Lost,300,Partner,EMEA\n";

#[test]
fn where_nobody_won_anything_back_no_one_brings_back_most() {
    let view = shown(&[("spend.csv", SPEND), ("deals.csv", ELSEWHERE)]);
    let title = |view: &PageView| {
        let mut blocks = view.sections.iter().flat_map(|section| &section.blocks);
        blocks.find_map(|(_, block)| match block {
            Block::Chart(chart) if chart.id == "roi_by_channel" => Some(chart.finding.clone()),
            _ => None,
        })
    };
    assert_eq!(
        title(&view).as_deref(),
        Some("No channel with spend has brought anything back so far: a loss or a gap in tracking")
    );
    // LinkedIn is named and lost: that is no gap in tracking.
    let named = ELSEWHERE.replace("300,Partner", "300,LinkedIn");
    let view = shown(&[("spend.csv", SPEND), ("deals.csv", &named)]);
    assert_eq!(
        title(&view).as_deref(),
        Some("No channel with spend has brought anything back so far")
    );
}

#[test]
fn spend_and_opportunities_of_different_days_make_no_return() {
    let long_ago = DECIDED.replace("2025-08", "2023-03");
    let view = shown(&[("spend.csv", SPEND), ("deals.csv", &long_ago)]);
    assert_eq!(
        view.headline,
        "What spend returns cannot be told: spend is from 1 Aug 2025 to 2 Aug 2025, opportunities are from 1 Mar 2023 to 2 Mar 2023, with no day in common."
    );
    // Nor do a card, a table, a finding or a section tell it.
    let is_of_both = |id: &str| ["returns", "costs"].contains(&id);
    assert!(view.sections.iter().all(|section| !is_of_both(&section.id)));
    let money = money(&view);
    for cells in money.rows.iter().chain([&money.totals]) {
        for (column, cell) in money.columns.iter().zip(cells) {
            let name = column.name.as_str();
            if ["roas", "roi", "cost_per_opportunity_usd", "cac_usd"].contains(&name) {
                assert_eq!(*cell, Cell::Null, "{name}");
            }
        }
    }
    assert!(money.subtitle.contains("no day in common"));
    let said = findings(&view)
        .into_iter()
        .map(|found| found.sentence.as_str());
    let said: Vec<&str> = said.filter(|said| said.contains("return")).collect();
    assert_eq!(
        said,
        ["What spend returns cannot be told: spend and opportunities have no day in common."]
    );
    let cards = view.sections.iter().flat_map(|section| &section.blocks);
    let cards = cards.filter_map(|(_, block)| match block {
        Block::Kpis(cards) => Some(cards),
        _ => None,
    });
    let returns: Vec<_> = cards
        .flatten()
        .filter(|card| ["roas", "mer", "cac_usd"].contains(&card.id.as_str()))
        .map(|card| (card.value, card.null_reason.as_str()))
        .collect();
    assert_eq!(
        returns,
        [(None, "Spend and opportunities have no day in common."); 3]
    );
    // A day stands in that range more than once, so it has its year.
    let trend = view.sections.iter().find(|section| section.id == "trend");
    assert_eq!(
        trend.map(|section| section.intro.as_str()),
        Some(
            "Left out of the lines, because they are cut short: the weeks of 27 Feb 2023 (5 of 7 days) and 28 Jul 2025 (6 of 7)."
        )
    );
}

#[test]
fn a_velocity_of_few_closed_deals_says_how_few() {
    let closed = "opportunity_id,account_id,created_date,stage,amount_usd,source,owner_region,close_date\n\
        1,A,2025-08-01,Closed Won,500,LinkedIn,EMEA,2025-08-11\n\
        2,B,2025-08-02,Closed Lost,300,LinkedIn,EMEA,2025-08-09\n\
        3,C,2025-08-03,Proposal,300,Partner,EMEA,\n";
    assert_eq!(
        above("Channels: visits and deals", &[("deals.csv", closed)]),
        "Users are counted once over all channels. Pipeline velocity is a hint where fewer than 30 won opportunities tell the days to close: LinkedIn (1) and all channels (1)."
    );
    // Without days to close there is no velocity to doubt.
    assert_eq!(
        above("Channels: visits and deals", &[("deals.csv", DECIDED)]),
        "Users are counted once over all channels."
    );
}

/// What stands under a table's title.
fn above(title: &str, files: &[(&str, &str)]) -> String {
    let view = shown(files);
    let mut blocks = view.sections.iter().flat_map(|section| &section.blocks);
    let found = blocks.find_map(|(_, block)| match block {
        Block::Table(table) if table.title == title => Some(table.subtitle.clone()),
        _ => None,
    });
    found.expect("the table")
}

fn above_campaigns(files: &[(&str, &str)]) -> String {
    above("Campaigns", files)
}

#[test]
fn the_cost_of_campaigns_says_which_conversions_it_leaves_out() {
    let web = "session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions\n\
        S1,U1,2025-08-01,/,linkedin,brand,1,2\n\
        S2,U2,2025-08-01,/,linkedin,,1,3\n\
        S3,U3,2025-08-01,/,newsletter,digest,1,1\n";
    let said = above_campaigns(&[("spend.csv", SPEND), ("web.csv", web)]);
    assert_eq!(
        said,
        "One row a source and campaign of the links. The last row’s costs and click rates are of campaigns with spend: 3 conversions of the paid channels name no such campaign and are left out of its cost per conversion."
    );
    let tagged = web.replace("linkedin,,", "linkedin,brand,");
    let said = above_campaigns(&[("spend.csv", SPEND), ("web.csv", &tagged)]);
    assert_eq!(said, "One row a source and campaign of the links.");
}

#[test]
fn a_row_of_campaigns_that_holds_the_ads_of_several_channels_says_so() {
    let untagged = SPEND
        .replace("meta,brand", ",")
        .replace("linkedin,brand", ",");
    let said = above_campaigns(&[("spend.csv", &untagged)]);
    let end = "another’s name stands over $100 of Meta.";
    let other = "another’s name stands over $80.00 of LinkedIn.";
    assert!(said.ends_with(end) || said.ends_with(other), "{said}");
}

#[test]
fn spend_without_clicks_leaves_the_cost_of_a_click_unknown() {
    let told = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd,clicks,impressions\n\
        2025-08-01,m1,Meta,facebook,summer,100,50,1000\n\
        2025-08-02,g0,Google Ads,google,brand,0,,\n";
    let untold = "date,campaign_id,channel,utm_source,utm_campaign,spend_usd\n2025-08-01,g1,Google Ads,google,brand,900\n";
    let costs = |files: &[(&str, &str)]| {
        let view = shown(files);
        let table = money(&view);
        let at = table
            .columns
            .iter()
            .position(|c| c.name == "cpc_usd")
            .expect("a column");
        let of = |name: &str| {
            let row = table
                .rows
                .iter()
                .find(|row| row[0] == Cell::Text(name.to_owned()));
            row.map(|row| row[at].clone())
        };
        let all = table.totals[at].clone();
        (of("Meta"), of("Google Ads"), all, table.subtitle.clone())
    };
    let two = Some(Cell::Number(2.0));
    // A row that spent nothing needs no clicks.
    let (meta, google, all, subtitle) = costs(&[("spend.csv", told), ("deals.csv", DECIDED)]);
    assert_eq!(
        (&meta, google, all),
        (&two, Some(Cell::Null), Cell::Number(2.0))
    );
    assert!(!subtitle.contains("without clicks"), "{subtitle}");
    let both = [
        ("spend.csv", told),
        ("google.csv", untold),
        ("deals.csv", DECIDED),
    ];
    let (meta, google, all, subtitle) = costs(&both);
    assert_eq!((meta, google, all), (two, Some(Cell::Null), Cell::Null));
    assert!(
        subtitle.contains("Ads of Google Ads come without clicks"),
        "{subtitle}"
    );
}
