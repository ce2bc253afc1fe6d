//! Everything the attribution page reads, read once and of every channel: shares need the whole. The channel filter hides
//! rows. A table that cannot be built leaves a notice and an empty place.

use super::super::Context;
use super::super::kit::colours::Colours;
use super::purchases::purchases;
use crate::engine::base::Arrange;
use crate::engine::base::{Error, Result, Table};
use crate::engine::credit::markov::Path;
use crate::engine::insights::attribution::{
    self as found, Channel, Evidence, Lookback, Pair, Purchases,
};
use crate::engine::models::attribution::markov_credits::Paths;
use crate::engine::models::attribution::settings;
use crate::engine::models::shown::{Shown, fold};
use crate::engine::warehouse::rollup::distinct;
use crate::protocol::{Day, Params};

/// What the sections read.
#[derive(Default)]
pub struct Data {
    /// Parameters of the link.
    pub params: Params,
    /// The range in force.
    pub range: Option<(Day, Day)>,
    /// The comparison range in force.
    pub compared: Option<(Day, Day)>,
    /// What the detectors look at.
    pub evidence: Evidence,
    /// Channels under the default lookback; empty where that is in force.
    pub usual: Vec<Channel>,
    /// Purchases with a touch on a channel that the link shows; `None` where it shows all.
    pub touched: Option<Purchases>,
    /// Purchases of the comparison range, likewise those touched by what the link shows.
    pub before: Option<Purchases>,
    /// How many purchases the comparison range has, whatever the link shows.
    pub count_before: f64,
    /// Days are counted whole.
    pub whole_days: bool,
    /// Colours of channels, by id.
    pub colours: Colours,
    /// Effects and credit of each chain.
    pub chains: Vec<Link>,
    /// Paths of buyers and of others, by channel code; and the ids of the codes.
    pub paths: (Vec<Path>, Vec<String>),
    /// First-touch conversions and clients: channel, revenue, purchases, clients.
    pub first: Vec<(String, f64, f64, f64)>,
    /// Whole days, purchases, clients, average revenue.
    pub lengths: Vec<(i64, f64, f64, Option<f64>)>,
    /// Event type, channel, events, clients, revenue.
    pub mix: Vec<(String, String, f64, f64, Option<f64>)>,
    /// Purchases of the files before and after the range: count and revenue.
    pub outside: [(f64, f64); 2],
    /// Parts that could not be built, and values of the link that could not be used.
    pub notices: Vec<String>,
}

/// What a chain says of a channel.
pub struct Link {
    /// Order of the chain.
    pub order: i64,
    /// Channel's id.
    pub channel: String,
    /// Share of conversions lost without it; null for what no chain credits.
    pub effect: Option<f64>,
    /// Conversions credited.
    pub conversions: f64,
    /// Revenue credited.
    pub revenue: f64,
}

impl Data {
    /// Reads it all.
    pub fn load(context: &mut Context<'_>) -> Data {
        let params = context.params.clone();
        let lookback = settings::Lookback::of(&params);
        let mut data = Data {
            range: context.range(),
            compared: context.compared(),
            whole_days: lookback.whole_days,
            evidence: Evidence {
                methods: found::methods(),
                lookback_days: lookback.days,
                has_spend: context.has("ad_spend"),
                ..Evidence::default()
            },
            params,
            ..Data::default()
        };
        if !context.has("events") {
            return data;
        }
        data.settle();
        if let Some(table) = data.noted(context.table("int_purchases")) {
            let read = data.totals(&table);
            data.noted(read);
        }
        data.read(context, "client_journeys", |data, table| {
            data.evidence.purchases = purchases(table, None)?;
            let shown = Shown::new(&data.params.channels);
            if !shown.is_all() {
                data.touched = Some(purchases(table, Some(&shown))?);
            }
            Ok(())
        });
        if data.compared.is_some()
            && let Some(table) = data.noted(context.before("client_journeys")).flatten()
        {
            let shown = Shown::new(&data.params.channels);
            data.count_before = table.height() as f64;
            data.before = data.noted(purchases(&table, Some(&shown).filter(|s| !s.is_all())));
        }
        data.read(context, "channel_performance", Data::channels);
        if context.is_glance {
            data.show();
            return data;
        }
        data.read(context, "attribution_intervals", |data, table| {
            spreads(table, &mut data.evidence)
        });
        data.show();
        data.usual(context);
        data.read(context, "model_comparison", Data::pairs);
        data.read(context, "lookback_sensitivity", Data::lookbacks);
        data.read(context, "markov_credits", Data::chains);
        data.read(context, "markov_paths", Data::paths);
        data.read(context, "first_touch_attribution", Data::first);
        data.read(context, "journey_lengths", Data::lengths);
        data.read(context, "event_mix", Data::mix);
        data
    }

    /// The method in focus, and notices for values of the link that fell back.
    fn settle(&mut self) {
        let methods = &self.evidence.methods;
        let find = |id: &str| methods.iter().position(|method| method.id == id);
        let asked = self.params.other("model");
        self.evidence.focus = asked
            .and_then(find)
            .or_else(|| find(crate::engine::credit::DEFAULT))
            .unwrap_or_default();
        if let Some(asked) = asked.filter(|asked| find(asked).is_none()) {
            self.notices.push(format!(
                "“{asked}” is no attribution rule; {} is shown.",
                self.evidence.method().said()
            ));
        }
        self.notices.extend(lookback_notice(&self.params));
    }

    fn read(
        &mut self,
        context: &mut Context<'_>,
        id: &str,
        take: fn(&mut Data, &Table) -> Result<()>,
    ) {
        if let Some(table) = self.noted(context.unfiltered(id)) {
            let taken = take(self, &table);
            self.noted(taken);
        }
    }

    /// Notes an error and goes on.
    fn noted<T>(&mut self, result: Result<T>) -> Option<T> {
        noted(&mut self.notices, result)
    }

    /// Purchases of the files outside the range; colours, from the channels that any event has.
    fn totals(&mut self, table: &Table) -> Result<()> {
        self.colours = Colours::marketing(table.text("channel")?.dict.iter());
        let Some((from, to)) = self.range else {
            return Ok(());
        };
        let revenue = table.amounts("revenue")?;
        for (row, time) in table.integers("event_time")?.iter().enumerate() {
            let day = time.unwrap_or_default().div_euclid(settings::DAY_MS);
            let side = match day {
                day if day < i64::from(from.0) => 0,
                day if day > i64::from(to.0) => 1,
                _ => continue,
            };
            self.outside[side].0 += 1.0;
            self.outside[side].1 += revenue.get(row).unwrap_or_default();
        }
        Ok(())
    }

    fn channels(&mut self, table: &Table) -> Result<()> {
        let evidence = &mut self.evidence;
        evidence.everyone = found::channels(table, &evidence.methods, evidence.focus)?;
        Ok(())
    }

    /// Whether the link shows a channel.
    pub fn shows(&self, id: &str) -> bool {
        Shown::new(&self.params.channels).has(id)
    }

    /// Picks the channels that the link shows; says which it names in vain.
    fn show(&mut self) {
        let everyone = self.evidence.everyone.iter();
        self.evidence.channels = everyone.filter(|c| self.shows(&c.id)).cloned().collect();
        for name in &self.params.channels {
            let is_it = |id: &str| fold(id) == fold(name);
            if !self.colours.0.iter().any(|(id, _)| is_it(id)) {
                let notice =
                    format!("“{name}” is not a channel of this data, so it shows nothing.");
                self.notices.push(notice);
            }
        }
    }

    fn pairs(&mut self, table: &Table) -> Result<()> {
        let (first, last) = (
            table.text("first_touch_channel")?,
            table.text("last_touch_channel")?,
        );
        let journeys = table.numbers("journey_count")?;
        let revenue = table.numbers("avg_first_touch_revenue")?;
        let pair = |row: usize| Pair {
            first: first.get(row).unwrap_or_default().to_owned(),
            last: last.get(row).unwrap_or_default().to_owned(),
            journeys: journeys[row].unwrap_or_default(),
            revenue: revenue[row],
        };
        self.evidence.pairs = (0..table.height()).map(pair).collect();
        Ok(())
    }

    fn lookbacks(&mut self, table: &Table) -> Result<()> {
        let days = table.integers("lookback_days")?;
        let first = table.numbers("changed_first")?;
        let last = table.numbers("changed_last")?;
        let lookback = |row: usize| Lookback {
            days: days.get(row).unwrap_or_default(),
            first: first[row].unwrap_or_default(),
            last: last[row].unwrap_or_default(),
        };
        self.evidence.lookbacks = (0..table.height()).map(lookback).collect();
        Ok(())
    }

    /// The channels under the default lookback, where the link sets another.
    fn usual(&mut self, context: &mut Context<'_>) {
        let mut params = Params {
            channels: Vec::new(),
            ..self.params.clone()
        };
        let is_lookback = |key: &str| [settings::DAYS_KEY, settings::PRECISION_KEY].contains(&key);
        params.others.retain(|(key, _)| !is_lookback(key));
        let usual = settings::Lookback::of(&params);
        if usual == settings::Lookback::of(&self.params) {
            return;
        }
        let evidence = &self.evidence;
        let table = (context.resolve)("channel_performance", &params);
        let read =
            table.and_then(|table| found::channels(&table, &evidence.methods, evidence.focus));
        self.usual = self.noted(read).unwrap_or_default();
    }

    fn chains(&mut self, table: &Table) -> Result<()> {
        let (order, channel) = (table.integers("order")?, table.text("channel")?);
        let effect = table.numbers("removal_effect")?;
        let conversions = table.numbers("conversions")?;
        let revenue = table.numbers("revenue")?;
        let link = |row: usize| Link {
            order: order.get(row).unwrap_or_default(),
            channel: channel.get(row).unwrap_or_default().to_owned(),
            effect: effect[row],
            conversions: conversions[row].unwrap_or_default(),
            revenue: revenue[row].unwrap_or_default(),
        };
        self.chains = (0..table.height()).map(link).collect();
        Ok(())
    }

    fn paths(&mut self, table: &Table) -> Result<()> {
        let read = Paths::new(table)?;
        let ids = read.names.finish();
        self.paths = (read.paths, ids.iter().map(str::to_owned).collect());
        Ok(())
    }

    fn first(&mut self, table: &Table) -> Result<()> {
        let (channel, client) = (table.text("channel")?, table.text("client_id")?);
        let revenue = table.amounts("attributed_revenue")?;
        let width = channel.dict.len();
        let mut sums = vec![(0.0, 0.0, 0.0); width];
        for (row, code) in channel.codes.iter().enumerate() {
            if let Some(sum) = sums.get_mut(code as usize) {
                sum.0 += revenue.get(row).unwrap_or_default();
                sum.1 += 1.0;
            }
        }
        // Each client counts once for a channel.
        let clients = distinct(channel.codes, width, client.codes, client.dict.len());
        for (sum, clients) in sums.iter_mut().zip(clients) {
            sum.2 = clients as f64;
        }
        let rows = channel.dict.iter().zip(sums);
        let rows = rows.filter(|(_, sum)| sum.1 > 0.0);
        self.first = rows
            .map(|(id, (revenue, purchases, clients))| (id.to_owned(), revenue, purchases, clients))
            .collect();
        self.first
            .arrange_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(())
    }

    fn lengths(&mut self, table: &Table) -> Result<()> {
        let days = table.integers("journey_length_days")?;
        let purchases = table.numbers("purchases")?;
        let clients = table.numbers("client_count")?;
        let revenue = table.numbers("avg_revenue")?;
        let of = |row: usize| {
            let (purchases, clients) = (purchases[row], clients[row]);
            let (purchases, clients) = (purchases.unwrap_or_default(), clients.unwrap_or_default());
            (
                days.get(row).unwrap_or_default(),
                purchases,
                clients,
                revenue[row],
            )
        };
        self.lengths = (0..table.height()).map(of).collect();
        Ok(())
    }

    fn mix(&mut self, table: &Table) -> Result<()> {
        let (kind, channel) = (table.text("event_type")?, table.text("channel")?);
        let events = table.numbers("event_count")?;
        let clients = table.numbers("unique_clients")?;
        let revenue = table.numbers("total_revenue")?;
        let of = |row: usize| {
            (
                kind.get(row).unwrap_or_default().to_owned(),
                channel.get(row).unwrap_or_default().to_owned(),
                events[row].unwrap_or_default(),
                clients[row].unwrap_or_default(),
                revenue[row],
            )
        };
        self.mix = (0..table.height()).map(of).collect();
        Ok(())
    }
}

/// Notes an error, once, and goes on.
pub fn noted<T>(notices: &mut Vec<String>, result: Result<T>) -> Option<T> {
    result
        .map_err(|Error { sentence, .. }| {
            if !notices.contains(&sentence) {
                notices.push(sentence);
            }
        })
        .ok()
}

/// What to say of a lookback that could not be used.
pub fn lookback_notice(params: &Params) -> Option<String> {
    let days = params.other(settings::DAYS_KEY)?;
    let used = settings::Lookback::of(params).days;
    (days.parse() != Ok(used)).then(|| {
        format!(
            "“{days}” is no lookback of 1 to {} days; {used} is used.",
            settings::MOST_DAYS
        )
    })
}

/// Intervals into the credit of each channel.
fn spreads(table: &Table, evidence: &mut Evidence) -> Result<()> {
    let (rule, channel) = (table.text("rule")?, table.text("channel")?);
    let spread = ["low", "lower_quartile", "median", "upper_quartile", "high"];
    let mut values = Vec::with_capacity(spread.len());
    for name in spread {
        values.push(table.numbers(&format!("{name}_revenue"))?);
    }
    for row in 0..table.height() {
        let (rule, id) = (rule.get(row), channel.get(row));
        let Some(method) = evidence.methods.iter().position(|m| Some(m.id) == rule) else {
            continue;
        };
        let everyone = evidence.everyone.iter_mut();
        for channel in everyone.filter(|channel| Some(channel.id.as_str()) == id) {
            let credit = &mut channel.credits[method];
            let mut five = [0.0; 5];
            for (five, values) in five.iter_mut().zip(&values) {
                *five = values[row].unwrap_or_default();
            }
            credit.spread = values[0][row].map(|_| five);
        }
    }
    Ok(())
}
