//! `fct_opportunity_touches`: every touch of every opportunity inside the lookback, in order, with its credit under each
//! rule. Grain: one opportunity × touchpoint. It does not depend on the rule of the link, only on the lookback.
//!
//! Order: by time; on one time marketing before sales, then file order. Rows that are inside by whole days but not
//! exactly (`is_in_lookback` is false) are here for `closest_day` alone, which always counts whole days.
//!
//! Touches are sorted once by account and time, and an opportunity's candidates are found by two binary searches.
//! Shared weights come from `engine::credit`; this file knows what a touch is, not how credit is shared.

use super::keys::{Keys, gather};
use super::lookback::{Lookback, Place};
use super::settings::{DAYS, PRECISION, RULES};
use super::{MARKETING, SOURCE_ROW, SUBJECT, column, flag, ratio, text, time, trials};
use crate::engine::base::{Codes, Column, ColumnSpec, Kind, Numbers, Result, Table, Unit};
use crate::engine::credit::{self, Touch};
use crate::engine::warehouse::{
    Build, DataTest, Input, Layer, ModelSpec, Param, SOURCE_ROW as ROW, Severity, rollup,
};

/// The model.
pub static SPEC: ModelSpec = ModelSpec {
    id: "fct_opportunity_touches",
    subject: SUBJECT,
    layer: Layer::Fact,
    grain: "one opportunity × touchpoint",
    key: &["opportunity_id", "touch_order"],
    columns: &[
        text("opportunity_id", "Id of the opportunity."),
        column(
            "touch_order",
            Kind::Integer,
            Unit::Number,
            "Place among the opportunity’s touches, from 1; 0 and below: is_in_lookback is false.",
        ),
        text("touchpoint_type", "`marketing` or `sales`."),
        text("touchpoint_id", "Id of the touchpoint, unique in its type."),
        text("account_id", "Id of the account of both."),
        text("channel", "Channel of the touch."),
        text("contact_id", "Id of the contact."),
        flag(
            "is_in_lookback",
            "Inside the lookback; false: inside by whole days alone, which only closest_day counts.",
        ),
        column(
            "days_before_creation",
            Kind::Integer,
            Unit::Number,
            "Whole days from the touch to the opportunity.",
        ),
        column(
            "opportunities_served",
            Kind::Integer,
            Unit::Number,
            "Opportunities that have this touch; each counts it.",
        ),
        flag(
            "is_shared",
            "The touch serves several opportunities of its account.",
        ),
        credit_column("credit_first_touch", "Credit under first_touch, 0 to 1."),
        credit_column("credit_last_touch", "Credit under last_touch, 0 to 1."),
        credit_column("credit_closest_day", "Credit under closest_day, 0 to 1."),
        credit_column("credit_linear", "Credit under linear, 0 to 1."),
        credit_column(
            "credit_position_based",
            "Credit under position_based, 0 to 1.",
        ),
        credit_column("credit_time_decay", "Credit under time_decay, 0 to 1."),
        time("touchpoint_time", "When the touch was."),
        time(
            "opportunity_created_time",
            "When the opportunity was created.",
        ),
        SOURCE_ROW,
    ],
    inputs: &[
        Input::Model("stg_pipeline_opportunities"),
        Input::Model("fct_touchpoints"),
        Input::Param(Param::Other(DAYS)),
        Input::Param(Param::Other(PRECISION)),
    ],
    tests: &[
        DataTest {
            id: "credited_once",
            sentence: "Under each rule the credits of an opportunity with a touch add up to 1.",
            severity: Severity::Error,
            run: |table, _| trials::credited_once(table),
        },
        DataTest {
            id: "the_rule_s_touch",
            sentence: "No touch comes before the one that first_touch credits, none after that of last_touch, none on a closer day than that of closest_day.",
            severity: Severity::Error,
            run: |table, _| trials::rightly_credited(table),
        },
        DataTest {
            id: "inside_the_lookback",
            sentence: "No touch lies after its opportunity or before the lookback.",
            severity: Severity::Error,
            run: |table, build| trials::inside(table, Lookback::read(build)?),
        },
        DataTest {
            id: "touchpoint_once",
            sentence: "No opportunity has one touchpoint twice.",
            severity: Severity::Error,
            run: |table, _| trials::repeated(table),
        },
        DataTest {
            id: "no_touch_twice",
            sentence: "No opportunity has two touches of one contact, channel and time.",
            severity: Severity::Warn,
            run: |table, _| trials::twice(table),
        },
    ],
    sql: include_str!("fct_opportunity_touches.sql"),
    build,
};

const fn credit_column(name: &'static str, doc: &'static str) -> ColumnSpec {
    ratio(name, Unit::Number, doc)
}

/// The touches of all accounts: rows by account, then in the order of touches.
struct Ordered<'a> {
    rows: Vec<u32>,
    /// Where the rows of each account begin; one more at the end.
    starts: Vec<u32>,
    times: Numbers<'a, i64>,
}

fn ordered<'a>(touches: &'a Table, account: Codes<'_>, accounts: usize) -> Result<Ordered<'a>> {
    let times = touches.integers("touchpoint_time")?;
    let (kind, file) = (touches.text("touchpoint_type")?, touches.integers(ROW)?);
    let marketing = kind.dict.iter().position(|name| name == MARKETING);
    let mut starts = vec![0_u32; accounts + 2];
    for code in account {
        starts[(code as usize).min(accounts) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut rows = vec![0_u32; account.len()];
    for (row, code) in account.iter().enumerate() {
        let slot = &mut next[(code as usize).min(accounts)];
        rows[*slot as usize] = row as u32;
        *slot += 1;
    }
    // The last group is of touches without an account.
    for group in starts[..=accounts].windows(2) {
        rows[group[0] as usize..group[1] as usize].sort_unstable_by_key(|row| {
            let row = *row as usize;
            let is_sales = Some(kind.codes.at(row) as usize) != marketing;
            (times.values[row], is_sales, file.values[row])
        });
    }
    Ok(Ordered {
        rows,
        starts,
        times,
    })
}

impl Ordered<'_> {
    /// Rows of an account between two times, both in, in order.
    fn between(&self, account: u32, (first, last): (i64, i64)) -> &[u32] {
        let at = account as usize;
        let (Some(from), Some(to)) = (self.starts.get(at), self.starts.get(at + 1)) else {
            return &[];
        };
        let rows = self.rows.get(*from as usize..*to as usize).unwrap_or(&[]);
        let time = |row: &u32| self.times.values[*row as usize];
        let low = rows.partition_point(|row| time(row) < first);
        let high = rows.partition_point(|row| time(row) <= last);
        rows.get(low..high).unwrap_or(&[])
    }
}

/// Columns in the making.
#[derive(Default)]
struct Pairs {
    deal: Vec<u32>,
    touch: Vec<u32>,
    is_in: Vec<bool>,
    order: Vec<i64>,
    days: Vec<i64>,
    credits: [Vec<f64>; RULES.len()],
}

fn build(build: &Build<'_>) -> Result<Table> {
    let lookback = Lookback::read(build)?;
    let deals = build.model("stg_pipeline_opportunities")?;
    let touches = build.model("fct_touchpoints")?;
    let account = touches.text("account_id")?;
    let accounts = rollup::distinct_codes(account);
    let ordered = ordered(touches, accounts.codes(), account.dict.len())?;
    let deal_account = deals.text("account_id")?;
    let known = Keys::entries(account.dict).rows_of(deal_account.dict);
    let created = deals.integers("opportunity_created_time")?;
    let (kind, file) = (touches.text("touchpoint_type")?, touches.integers(ROW)?);
    let marketing = kind.dict.iter().position(|name| name == MARKETING);

    let mut pairs = Pairs::default();
    let mut scratch = Scratch::default();
    for (deal, code) in deal_account.codes.through(&known).into_iter().enumerate() {
        let event = created.values[deal];
        scratch.places.clear();
        for row in ordered.between(code, lookback.bounds(event)) {
            let touch = *row as usize;
            if let Some(place) = lookback.place(ordered.times.values[touch], event) {
                let is_sales = Some(kind.codes.at(touch) as usize) != marketing;
                let rank = (place.days, is_sales, file.values[touch]);
                scratch.places.push((*row, place, rank));
            }
        }
        scratch.credit(deal as u32, &mut pairs);
    }
    table(deals, touches, &pairs)
}

/// One opportunity's touches, and room to weigh them; used again for each.
#[derive(Default)]
struct Scratch {
    /// Row of the touch, where it lies, and how `closest_day` ranks it.
    places: Vec<(u32, Place, (i64, bool, i64))>,
    touches: Vec<Touch>,
    weights: Vec<f64>,
}

impl Scratch {
    fn credit(&mut self, deal: u32, pairs: &mut Pairs) {
        if self.places.is_empty() {
            return;
        }
        let base = pairs.deal.len();
        self.touches.clear();
        for (row, place, _) in &self.places {
            pairs.deal.push(deal);
            pairs.touch.push(*row);
            pairs.is_in.push(place.is_in);
            pairs.days.push(place.days);
            if place.is_in {
                self.touches.push(Touch {
                    channel: 0,
                    time_ms: -place.age,
                });
            }
            pairs.order.push(self.touches.len() as i64);
        }
        // Those before the lookback, in their own order, end at 0.
        let mut near = self.touches.len() as i64 - self.places.len() as i64;
        for (order, (_, place, _)) in pairs.order[base..].iter_mut().zip(&self.places) {
            if !place.is_in {
                near += 1;
                *order = near;
            }
        }
        let closest = self.places.iter().enumerate().min_by_key(|(_, at)| at.2);
        let closest = closest.map_or(0, |(at, _)| at);
        for (rule, credits) in RULES.iter().zip(&mut pairs.credits) {
            credits.resize(base + self.places.len(), 0.0);
            let credits = &mut credits[base..];
            match credit::rule(rule.id) {
                Some(shared) => {
                    (shared.weigh)(&self.touches, 0, &mut self.weights);
                    let inside = self.places.iter().zip(credits).filter(|(at, _)| at.1.is_in);
                    for ((_, credit), weight) in inside.zip(&self.weights) {
                        *credit = *weight;
                    }
                }
                None => credits[closest] = 1.0,
            }
        }
    }
}

fn table(deals: &Table, touches: &Table, pairs: &Pairs) -> Result<Table> {
    let mut served = vec![0_i64; touches.height()];
    for touch in &pairs.touch {
        served[*touch as usize] += 1;
    }
    let served: Vec<i64> = pairs.touch.iter().map(|at| served[*at as usize]).collect();
    let taken = |from: &Table, name: &str, rows: &[u32]| -> Result<Column> {
        Ok(match from.kind(name)? {
            Kind::Text => {
                let text = from.text(name)?;
                Column::text(name, gather(rows, text.codes), text.dict.clone())
            }
            kind => {
                let values = from.integers(name)?.values;
                let values = rows.iter().map(|row| values[*row as usize]).collect();
                Column::masked_i64(name, kind, values, None)
            }
        })
    };
    let mut columns = Vec::with_capacity(SPEC.columns.len());
    for spec in SPEC.columns {
        let rule = RULES.iter().position(|rule| rule.column == spec.name);
        columns.push(match (spec.name, rule) {
            (name, Some(rule)) => Column::amounts_dense(name, pairs.credits[rule].clone()),
            (name @ "is_in_lookback", _) => {
                Column::flags(name, pairs.is_in.iter().map(|is_in| Some(*is_in)))
            }
            (name @ "touch_order", _) => Column::integers_dense(name, pairs.order.clone()),
            (name @ "days_before_creation", _) => Column::integers_dense(name, pairs.days.clone()),
            (name @ "opportunities_served", _) => Column::integers_dense(name, served.clone()),
            (name @ "is_shared", _) => Column::flags(name, served.iter().map(|n| Some(*n > 1))),
            (name @ ("opportunity_id" | "opportunity_created_time"), _) => {
                taken(deals, name, &pairs.deal)?
            }
            (name, _) => taken(touches, name, &pairs.touch)?,
        });
    }
    Table::new(columns)
}
