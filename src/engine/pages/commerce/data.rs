//! Everything the page reads, read once. A table that cannot be built leaves a notice and an empty place.

use super::super::Context;
use super::super::kit::dates;
use super::settings;
use crate::engine::base::{Error, Result, Table};
use crate::engine::insights::commerce::{Evidence, Row};
use crate::engine::models::commerce::reconcile::Cause;
use crate::protocol::{Day, Params, Range};

/// What the sections read.
#[derive(Default)]
pub struct Data {
    /// Parameters of the link.
    pub params: Params,
    /// The range in force.
    pub range: Option<(Day, Day)>,
    /// The comparison range in force.
    pub compared: Option<(Day, Day)>,
    /// The last day of the range, or of the data where it ends before.
    pub last: Option<Day>,
    /// Level that products are rolled up to, a place in `settings::LEVELS`.
    pub level: usize,
    /// Products at that level; the name is in `name_column`.
    pub products: Vec<Row>,
    /// `product_funnel` of the comparison range.
    pub products_before: Vec<Row>,
    /// `traffic_source_performance` of the comparison range.
    pub sources_before: Vec<Row>,
    /// `commerce_trend`, cut months among them.
    pub months: Vec<Row>,
    /// Orders that the shop and the sales system count in different months, both inside the range.
    pub other_month: u64,
    /// What the detectors read.
    pub evidence: Evidence,
    /// Notices of tables that could not be built.
    pub notices: Vec<String>,
}

impl Data {
    /// Reads every table.
    pub fn load(context: &mut Context<'_>) -> Data {
        let (level, notice) = settings::level(context.params);
        let mut data = Data {
            params: context.params.clone(),
            range: context.range(),
            compared: context.compared(),
            level,
            notices: notice.into_iter().collect(),
            ..Data::default()
        };
        let ends = [data.range.map(|(_, to)| to), context.covered.to];
        data.last = ends.into_iter().flatten().min();
        data.evidence.range = data.range;
        data.evidence.loaded = context
            .sources
            .iter()
            .filter(|loaded| loaded.rows > 0)
            .map(|loaded| loaded.spec.id.to_owned())
            .collect();
        data.evidence.has_transactions = data.evidence.has("transactions");
        if data.has("web_events") || data.has("order_items") {
            let rollup = data.rows(context, "product_funnel_rollup");
            let products = data.rows(context, "product_funnel");
            let name = settings::LEVELS[level].0;
            let of = |level: &str| -> Vec<Row> {
                let rows = rollup.iter().filter(|row| row.text("level") == level);
                rows.cloned().collect()
            };
            data.evidence.categories = of("category");
            data.products = if name == "product" {
                products.clone()
            } else {
                of(name)
            };
            data.evidence.products = products;
            data.months = data.rows(context, "commerce_trend");
            data.evidence.months = data.whole_months();
            data.evidence.sources = data.rows(context, "traffic_source_performance");
            data.products_before = data.before(context, "product_funnel");
            data.sources_before = data.before(context, "traffic_source_performance");
        }
        if data.has("transactions") || data.has("order_items") {
            data.evidence.customers = data.rows(context, "loyalty_scores");
        }
        if data.has("order_items") && data.has("source_revenue") {
            let orders = context.table("revenue_reconciliation");
            match orders.and_then(|orders| other_month(&orders)) {
                Ok(count) => data.other_month = count,
                Err(error) => drop(data.failed(&error)),
            }
            data.evidence.causes = data.rows(context, "reconciliation_summary");
        }
        data
    }

    /// Whether a source is loaded.
    pub fn has(&self, source: &str) -> bool {
        self.evidence.has(source)
    }

    /// `1 Apr – 30 Sep`; empty without data.
    pub fn range_text(&self) -> String {
        self.range.map(dates::range).unwrap_or_default()
    }

    /// The column that names a row of `products`.
    pub fn name_column(&self) -> &'static str {
        if settings::LEVELS[self.level].0 == "product" {
            "product_id"
        } else {
            "member"
        }
    }

    /// The mart that `products` come from.
    pub fn product_table(&self) -> &'static str {
        if self.name_column() == "member" {
            "product_funnel_rollup"
        } else {
            "product_funnel"
        }
    }

    /// What a row of `products` is called.
    pub fn name(row: &Row) -> String {
        match (row.text("member"), row.text("product_id")) {
            ("", "unknown") | ("(none)", _) => "Not known".to_owned(),
            ("", id) => {
                let name = row.text("name");
                if name.is_empty() { id } else { name }.to_owned()
            }
            (member, _) => member.to_owned(),
        }
    }

    /// The hash link to the rows of a table that meet these conditions, under the same range. Tables below the marts
    /// are never filtered by the range: there it is a condition on the day that counts.
    pub fn rows_link(&self, table: &str, wheres: &[(&str, &str)]) -> String {
        let own = |(column, value): &(&str, &str)| format!("{column}~{value}");
        let mut wheres: Vec<String> = wheres.iter().map(own).collect();
        let day = match table {
            "int_event_products" | "stg_order_items" => "created_date",
            "int_sessions" => "session_date",
            _ => "",
        };
        let range = self.params.range;
        if !day.is_empty() && range != Range::default() {
            let end = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
            wheres.push(format!("{day}~{}..{}", end(range.from), end(range.to)));
        }
        let params = Params {
            range,
            others: wheres
                .into_iter()
                .map(|value| ("where".to_owned(), value))
                .collect(),
            ..Params::default()
        };
        let query = params.query();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("#/tables/{table}{mark}{query}")
    }

    fn rows(&mut self, context: &mut Context<'_>, table: &str) -> Vec<Row> {
        match context.table(table).and_then(|table| Row::read(&table)) {
            Ok(rows) => rows,
            Err(error) => self.failed(&error),
        }
    }

    fn before(&mut self, context: &mut Context<'_>, table: &str) -> Vec<Row> {
        match context.before(table) {
            Ok(Some(table)) => match Row::read(&table) {
                Ok(rows) => rows,
                Err(error) => self.failed(&error),
            },
            Ok(None) => Vec::new(),
            Err(error) => self.failed(&error),
        }
    }

    fn failed(&mut self, error: &Error) -> Vec<Row> {
        let sentence = error.to_string();
        if !self.notices.contains(&sentence) {
            self.notices.push(sentence);
        }
        Vec::new()
    }

    /// The months of the trend whose days all lie in the range.
    fn whole_months(&self) -> Vec<Row> {
        let is_whole = |row: &&Row| {
            month_days(row.text("month"))
                .zip(self.range)
                .is_some_and(|((first, last), (from, to))| from <= first && last <= to)
        };
        self.months.iter().filter(is_whole).cloned().collect()
    }
}

/// Orders whose day in the shop and day in the sales system lie in different months of the range.
fn other_month(orders: &Table) -> Result<u64> {
    let (ordered, booked) = (orders.days("order_date")?, orders.days("booked_date")?);
    let cause = orders.text("cause")?;
    let month = |day: i32| Day(day).first_of_month();
    let differs = |row: &usize| {
        let days = ordered.get(*row).zip(booked.get(*row));
        days.is_some_and(|(a, b)| month(a) != month(b))
            && cause.get(*row) != Some(Cause::DifferentPeriod.word())
    };
    Ok((0..orders.height()).filter(differs).count() as u64)
}

/// First and last day of a month written `2025-07`.
pub fn month_days(month: &str) -> Option<(Day, Day)> {
    let first = Day::parse(&format!("{month}-01"))?;
    let (year, number, _) = first.ymd();
    let next = if number == 12 {
        Day::from_ymd(year + 1, 1, 1)
    } else {
        Day::from_ymd(year, number + 1, 1)
    };
    Some((first, Day(next?.0 - 1)))
}
