//! What the product marts count, for any way of putting products into groups, over the reporting range: `product_funnel`
//! groups by product, the roll-up by category, brand and department, the trend by month and category.
//!
//! Each fact counts by its own day: views, carts and purchases on that of the event, items on that of their order.
//! Revenue and margin are of items that were neither cancelled nor returned. Sessions are counted once in a group, so
//! they do not add up over groups.

use super::journey::Step;
use super::{count, ratio, usd};
use crate::engine::base::{Column, ColumnSpec, Error, Interner, NULL_CODE, Result, Table, Unit};
use crate::engine::metrics;
use crate::engine::warehouse::rollup::{self, Groups, Sum, day_codes};
use crate::engine::warehouse::{Build, Input, Param, checks};
use crate::protocol::{Day, Range};
use std::collections::BTreeMap;

/// What a mart of products reads.
pub const INPUTS: &[Input] = &[
    Input::Model("int_event_products"),
    Input::Model("fct_order_items"),
    Input::Model("dim_product"),
    Input::Param(Param::Range),
];

/// The measures, in the order of the columns.
pub const COLUMNS: [ColumnSpec; 11] = [
    count("views", "Product pages seen."),
    count(
        "view_sessions",
        "Different sessions with such a page; they do not add up.",
    )
    .never_added(),
    count("carts", "Times it was put into a cart."),
    count(
        "purchases",
        "Purchases with it in the cart, whatever the number of pieces.",
    ),
    ratio(
        "view_to_cart_rate",
        Unit::Percent,
        "Carts per view; null without views.",
    ),
    ratio(
        "cart_to_purchase_rate",
        Unit::Percent,
        "Purchases per cart; null without carts.",
    ),
    usd(
        "revenue_usd",
        "Sale price of ordered items that were neither cancelled nor returned.",
    ),
    usd(
        "margin_usd",
        "Sale price less cost of those items; items of unknown cost add nothing.",
    ),
    count("returns", "Items that were returned."),
    count(
        "items",
        "Items that were ordered and not cancelled, returned ones among them.",
    ),
    ratio(
        "return_rate",
        Unit::Percent,
        "Share of those items that were returned; null without items.",
    ),
];

/// The measures of one group.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// Product pages.
    pub views: i64,
    /// Different sessions with a product page.
    pub view_sessions: i64,
    /// Carts.
    pub carts: i64,
    /// Purchases.
    pub purchases: i64,
    /// Revenue.
    pub revenue: Sum,
    /// Margin.
    pub margin: Sum,
    /// Returned items.
    pub returns: i64,
    /// Items that were not cancelled.
    pub items: i64,
}

/// A group: its month (`None` where months are not told apart) and its member.
pub type Key<'a> = (Option<i32>, &'a str);

/// Measures by group.
pub type Rows<'a> = BTreeMap<Key<'a>, Sums>;

/// The tables that products are measured from.
pub struct Facts<'a> {
    /// `int_event_products`.
    pub events: &'a Table,
    /// `fct_order_items`.
    pub items: &'a Table,
    /// `dim_product`.
    pub products: &'a Table,
    /// The reporting range.
    pub range: Range,
}

impl<'a> Facts<'a> {
    /// Reads what `INPUTS` declares.
    pub fn read(build: &'a Build<'_>) -> Result<Facts<'a>> {
        Ok(Facts {
            events: build.model("int_event_products")?,
            items: build.model("fct_order_items")?,
            products: build.model("dim_product")?,
            range: build.range()?,
        })
    }

    /// Measures of products in groups: those of one text in a column of `dim_product`, null as `(none)`; by month as
    /// well, where wished. A group without a fact in the range has no row.
    pub fn by(&self, column: &str, by_month: bool) -> Result<Rows<'a>> {
        let members = self.products.text(column)?;
        // The group of each product, by the row of the dimension. Equal text is one group.
        let mut names = Interner::new();
        let groups: Vec<u32> = members
            .iter()
            .map(|name| names.intern(name.unwrap_or(super::NONE)))
            .collect();
        let dict = names.finish();
        let mut texts: Vec<&'a str> = vec![super::NONE; dict.len()];
        for (name, group) in members.iter().zip(&groups) {
            if let (Some(text), Some(name)) = (texts.get_mut(*group as usize), name) {
                *text = name;
            }
        }
        let mut rows = Rows::new();
        for (table, key) in [(self.events, "product_id"), (self.items, "product_key")] {
            let found = self.grouped(table, key, &groups, texts.len(), by_month)?;
            let sums = if key == "product_id" {
                events(table, &found.0)?
            } else {
                items(table, &found.0)?
            };
            let present = found.0.counts();
            for (at, (group, month)) in found.0.keys.iter().enumerate() {
                if let Some(name) = texts.get(*group as usize).filter(|_| present[at] > 0) {
                    let month = found.1.get(*month as usize).copied();
                    let row = rows.entry((month, name)).or_default();
                    add(row, &sums[at]);
                }
            }
        }
        Ok(rows)
    }

    /// The rows of a fact by group of its product and month; and the first day of each month.
    fn grouped(
        &self,
        table: &Table,
        key: &str,
        groups: &[u32],
        count: usize,
        by_month: bool,
    ) -> Result<(Groups, Vec<i32>)> {
        let (child, parent) = (table.text(key)?, self.products.text(key)?);
        let mut known = Interner::new();
        for text in parent.iter() {
            known.intern(text.unwrap_or_default());
        }
        let entries: Vec<u32> = child
            .dict
            .iter()
            .map(|text| known.find(text.as_bytes()))
            .map(|row| row.and_then(|row| groups.get(row as usize).copied()))
            .map(|group| group.unwrap_or(NULL_CODE))
            .collect();
        let member: Vec<u32> = child
            .codes
            .iter()
            .map(|code| entries.get(code as usize).copied().unwrap_or(NULL_CODE))
            .collect();
        let days = table.days("created_date")?;
        let (months, firsts) = if by_month {
            months(table)?
        } else {
            (vec![NULL_CODE; table.height()], Vec::new())
        };
        let mut found = Groups::of(&member, count, &months, firsts.len());
        found.keep_range(days, self.range);
        Ok((found, firsts))
    }
}

/// The month of each row as a code, and the first day of each month.
fn months(table: &Table) -> Result<(Vec<u32>, Vec<i32>)> {
    let (days, calendar) = day_codes(table.days("created_date")?);
    let mut firsts: Vec<i32> = Vec::new();
    let of_day: Vec<u32> = calendar
        .iter()
        .map(|day| {
            let first = Day(*day).first_of_month().0;
            if firsts.last() != Some(&first) {
                firsts.push(first);
            }
            firsts.len() as u32 - 1
        })
        .collect();
    let codes = days
        .iter()
        .map(|day| of_day.get(*day as usize).copied().unwrap_or(NULL_CODE));
    Ok((codes.collect(), firsts))
}

fn add(row: &mut Sums, more: &Sums) {
    row.views += more.views;
    row.view_sessions += more.view_sessions;
    row.carts += more.carts;
    row.purchases += more.purchases;
    row.revenue.add(more.revenue.value());
    row.margin.add(more.margin.value());
    row.returns += more.returns;
    row.items += more.items;
}

fn events(events: &Table, groups: &Groups) -> Result<Vec<Sums>> {
    let types = events.text("event_type")?;
    let steps: Vec<Option<Step>> = types.dict.iter().map(Step::of).collect();
    let session = events.text("session_id")?;
    let mut sums = vec![Sums::default(); groups.len()];
    // Groups of the product pages alone.
    let mut viewed = vec![NULL_CODE; groups.ids.len()];
    for (row, id) in groups.ids.iter().enumerate() {
        let Some(sums) = sums.get_mut(*id as usize) else {
            continue;
        };
        match steps.get(types.codes.at(row) as usize).copied().flatten() {
            Some(Step::View) => {
                sums.views += 1;
                viewed[row] = *id;
            }
            Some(Step::Cart) => sums.carts += 1,
            Some(Step::Purchase) => sums.purchases += 1,
            None => {}
        }
    }
    let members = rollup::distinct_codes(session);
    let sessions = rollup::distinct(&viewed, groups.len(), &members, session.dict.len());
    for (sums, sessions) in sums.iter_mut().zip(sessions) {
        sums.view_sessions = sessions;
    }
    Ok(sums)
}

fn items(items: &Table, groups: &Groups) -> Result<Vec<Sums>> {
    let (price, margin) = (
        items.amounts("sale_price_usd")?,
        items.amounts("margin_usd")?,
    );
    let returned = items.flags("is_returned")?.iter();
    let cancelled = items.flags("is_cancelled")?.iter();
    let mut sums = vec![Sums::default(); groups.len()];
    for (row, (returned, cancelled)) in returned.zip(cancelled).enumerate() {
        let Some(sums) = sums.get_mut(groups.ids[row] as usize) else {
            continue;
        };
        if returned == Some(true) {
            sums.returns += 1;
            sums.items += 1;
        } else if cancelled != Some(true) {
            sums.items += 1;
            sums.revenue.add(price.get(row).unwrap_or(0.0));
            sums.margin.add(margin.get(row).unwrap_or(0.0));
        }
    }
    Ok(sums)
}

/// The columns of the measures.
pub fn columns(rows: &[Sums]) -> Result<Vec<Column>> {
    let mut out = Vec::with_capacity(COLUMNS.len());
    for spec in &COLUMNS {
        let whole =
            |of: fn(&Sums) -> i64| Column::integers_dense(spec.name, rows.iter().map(of).collect());
        let amount = |of: fn(&Sums) -> Sum| {
            let values = rows.iter().map(|row| of(row).value());
            Column::amounts_dense(spec.name, values.collect())
        };
        out.push(match spec.name {
            "views" => whole(|row| row.views),
            "view_sessions" => whole(|row| row.view_sessions),
            "carts" => whole(|row| row.carts),
            "purchases" => whole(|row| row.purchases),
            "revenue_usd" => amount(|row| row.revenue),
            "margin_usd" => amount(|row| row.margin),
            "returns" => whole(|row| row.returns),
            "items" => whole(|row| row.items),
            _ => rate(spec.name, rows.len(), &|at, name| {
                let row = rows.get(at)?;
                Some(match name {
                    "views" => row.views,
                    "carts" => row.carts,
                    "purchases" => row.purchases,
                    "returns" => row.returns,
                    "items" => row.items,
                    _ => return None,
                })
            })?,
        });
    }
    Ok(out)
}

/// A metric of the registry as a column, from each row's counts.
pub fn rate(
    name: &str,
    rows: usize,
    counts: &dyn Fn(usize, &str) -> Option<i64>,
) -> Result<Column> {
    let metric = metrics::metric(name)
        .ok_or_else(|| Error::internal(format!("there is no metric {name}")))?;
    let value = |at: usize| metric.value(&|column| counts(at, column).map(|n| n as f64));
    Ok(Column::amounts(name, (0..rows).map(value)))
}

/// Test of a mart of products: what adds up over its rows adds up to the facts of the range. `keep` leaves out rows.
pub fn conserved(
    table: &Table,
    build: &Build<'_>,
    keep: &dyn Fn(usize) -> bool,
) -> Result<Vec<String>> {
    let range = build.range()?;
    let inside = |table: &Table| -> Result<Vec<bool>> {
        let days = table.days("created_date")?;
        let is_in = |day: Option<i32>| {
            range == Range::default() || day.is_some_and(|day| range.contains(Day(day)))
        };
        Ok(days.iter().map(is_in).collect())
    };
    let events = build.model("int_event_products")?;
    let types = events.text("event_type")?;
    let items = build.model("stg_order_items")?;
    let (returned, cancelled) = (items.flags("is_returned")?, items.flags("is_cancelled")?);
    let prices = items.amounts("sale_price_usd")?;
    let (mut revenue, mut returns) = (0.0, 0.0);
    for (row, is_in) in inside(items)?.into_iter().enumerate() {
        if is_in && returned.get(row) == Some(true) {
            returns += 1.0;
        } else if is_in && cancelled.get(row) != Some(true) {
            revenue += prices.get(row).unwrap_or(0.0);
        }
    }
    let is_in = inside(events)?;
    let staged = |word: &str| {
        let rows = types.iter().zip(&is_in);
        rows.filter(|(kind, is_in)| **is_in && *kind == Some(word))
            .count() as f64
    };
    let mut out = Vec::new();
    for (column, there) in [
        ("views", staged("product")),
        ("carts", staged("cart")),
        ("purchases", staged("purchase")),
        ("revenue_usd", revenue),
        ("returns", returns),
    ] {
        let rows = table.numbers(column)?.into_iter().enumerate();
        let here: f64 = rows
            .filter(|(row, _)| keep(*row))
            .filter_map(|(_, value)| value)
            .sum();
        out.extend(checks::same_sum(column, here, there));
    }
    Ok(out)
}
