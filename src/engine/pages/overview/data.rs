//! Everything the overview reads, read once. A table that cannot be built leaves a notice and an empty place; columns
//! of a source that is not loaded are null, never 0.

use super::super::Context;
use super::super::kit::colours::Colours;
use super::super::kit::sheet::rows;
use super::unreported;
use crate::engine::base::Arrange;
use crate::engine::base::{Error, NULL_CODE, Result, Table};
use crate::engine::insights::Evidence;
use crate::engine::metrics::{ADDITIVE, Cut, Line, OF_SPEND, Step, Totals, steps};
use crate::protocol::{Day, Grain, Params, Range};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the sections read.
#[derive(Default)]
pub struct Data {
    /// Parameters of the link.
    pub params: Params,
    /// The range in force.
    pub range: Option<(Day, Day)>,
    /// Days that the files cover.
    pub covered: Range,
    /// The comparison range in force.
    pub compared: Option<(Day, Day)>,
    /// `channel_funnel`.
    pub channels: Vec<Line>,
    /// Its totals; users are counted over the whole.
    pub totals: Totals,
    /// The totals of the comparison range.
    pub before: Option<Totals>,
    /// The range in steps of the grain on screen.
    pub steps: Vec<Step>,
    /// The comparison range laid over those steps; empty where nothing is compared.
    pub steps_before: Vec<Step>,
    /// Channel colours.
    pub colours: Colours,
    /// What the detectors look at.
    pub evidence: Evidence,
    /// Ids of sources that are not loaded.
    pub absent: Vec<&'static str>,
    /// Whether opportunities are loaded and not one of them has an amount: their worth is unknown, not 0.
    pub is_unpriced: bool,
    /// `stg_ad_spend`, where there is any.
    ads: Option<Arc<Table>>,
    /// Parts that could not be built.
    pub notices: Vec<String>,
}

/// How lines of channels are told apart from each other, as ad rows are.
const BY_CHANNEL: (&[&str], &[&str]) = (&["channel"], &[]);

/// The source that a column comes from.
pub fn source_of(column: &str) -> &'static str {
    match column.strip_prefix("total_").unwrap_or(column) {
        "spend_usd" | "impressions" | "clicks" => "ad_spend",
        "sessions" | "users" | "pageviews" | "conversions" => "web_analytics",
        _ => "salesforce_opportunities",
    }
}

/// Where the rows behind a column are staged: the table, its day, and the group of stages that it counts.
fn staged(column: &str) -> (&'static str, &'static str, Option<&'static str>) {
    let group = match column {
        "closed_won" | "revenue_usd" => Some("won"),
        "closed_lost" => Some("lost"),
        "open_opportunities" | "pipeline_usd" => Some("open"),
        _ => None,
    };
    match source_of(column) {
        "ad_spend" => ("stg_ad_spend", "date", None),
        "web_analytics" => ("stg_web_sessions", "session_date", None),
        _ => ("stg_opportunities", "created_date", group),
    }
}

/// What a source records, in a sentence.
fn what(source: &str) -> &'static str {
    match source {
        "ad_spend" => "spend",
        "web_analytics" => "sessions",
        _ => "opportunities",
    }
}

/// Where `ad_spend` has no rows, marts show 0 and a page shows what it is: not known.
fn unspent(line: &mut Line, has_spend: bool) {
    if !has_spend {
        for column in OF_SPEND {
            line.set(column, None);
        }
    }
}

impl Data {
    /// The link to the staged rows behind a sum, where these columns have these values. None where a value stands for
    /// a missing one: it has no rows of that name.
    pub fn behind(&self, column: &str, keys: &[(&str, &str)]) -> Option<String> {
        if keys
            .iter()
            .any(|(_, value)| matches!(*value, "(none)" | "Unknown"))
        {
            return None;
        }
        let (table, date, group) = staged(column);
        let mut wheres = keys.to_vec();
        wheres.extend(group.map(|group| ("stage_group", group)));
        let Range { from, to } = self.params.range;
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let span = format!("{}..{}", day(from), day(to));
        if from.is_some() || to.is_some() {
            wheres.push((date, &span));
        }
        Some(rows(&self.params, table, &wheres))
    }

    /// Reads it all.
    pub fn load(context: &mut Context<'_>) -> Data {
        let mut data = Data {
            params: context.params.clone(),
            range: context.range(),
            compared: context.compared(),
            covered: context.covered,
            absent: super::PAGE
                .needs
                .iter()
                .map(|need| need.source)
                .filter(|source| !context.has(source))
                .collect(),
            ..Data::default()
        };
        if data.absent.len() == super::PAGE.needs.len() {
            return data;
        }
        if data.has("salesforce_opportunities")
            && let Some(deals) = data.noted(context.table("stg_opportunities"))
        {
            let is_unpriced = deals
                .amounts("amount_usd")
                .map(|amounts| amounts.iter().all(|amount| amount.is_none()));
            data.is_unpriced = data.noted(is_unpriced).unwrap_or_default();
        }
        if let Some(dim) = data.noted(context.table("dim_channel")) {
            data.colours = data.noted(Colours::of(&dim)).unwrap_or_default();
        }
        for name in &context.params.channels {
            let is_known = data.colours.0.iter().any(|(known, _)| known == name);
            if !is_known && !data.colours.0.is_empty() {
                let notice =
                    format!("“{name}” is not a channel of this data, so it shows nothing.");
                data.notices.push(notice);
            }
        }
        if data.has("ad_spend") {
            data.ads = data.noted(context.table("stg_ad_spend"));
        }
        let (here, there) = (data.range, data.compared);
        data.channels = data.spenders(context.table("channel_funnel"), BY_CHANNEL, here);
        data.channels
            .arrange_by_key(|line| (data.colours.place(line.name()), line.name().to_owned()));
        data.totals = Totals::of(&data.channels);
        let sessions = data.sessions(context);
        let users = sessions
            .as_ref()
            .and_then(|table| data.users(table, data.range));
        data.totals.all.set("users", users);
        if data.compared.is_some()
            && let Some(table) = data.noted(context.before("channel_funnel")).flatten()
        {
            let lines = data.spenders(Ok(table), BY_CHANNEL, there);
            let mut totals = Totals::of(&lines);
            let users = sessions
                .as_ref()
                .and_then(|table| data.users(table, data.compared));
            totals.all.set("users", users);
            data.before = Some(totals);
        }
        let campaigns = data.spenders(
            context.table("campaign_performance"),
            (&["utm_source", "utm_campaign"], &["channel"]),
            here,
        );
        let regions = data.lines(context.table("region_funnel"), &["owner_region", "channel"]);
        let everyone = if data.params.channels.is_empty() {
            Vec::new()
        } else {
            data.spenders(context.unfiltered("channel_funnel"), BY_CHANNEL, here)
        };
        data.evidence = Evidence {
            channels: data.channels.clone(),
            everyone,
            campaigns,
            regions,
            range: data.range,
            spread: context.spread("ad_spend"),
            sources: super::PAGE
                .needs
                .iter()
                .filter(|need| context.has(need.source))
                .map(|need| need.source.to_owned())
                .collect(),
            ..Evidence::default()
        };
        if let Some(daily) = data.noted(context.table("fct_channel_daily")) {
            let read = data.course(&daily);
            data.noted(read);
        }
        data
    }

    /// Whether a source is loaded.
    pub fn has(&self, source: &str) -> bool {
        !self.absent.contains(&source)
    }

    /// Why a sum is null.
    pub fn reason(&self, column: &str) -> String {
        let source = source_of(column);
        if self.has(source) {
            match column {
                "spend_usd" | "impressions" | "clicks" => {
                    "Not known: ad_spend has no row of it in this range (the table itself has 0)."
                        .to_owned()
                }
                "pipeline_usd" | "revenue_usd" if self.is_unpriced => {
                    "Not known: no opportunity has an amount (the table itself has 0).".to_owned()
                }
                "users" => "Users cannot be added up over rows.".to_owned(),
                "cycle_days" => {
                    "No close dates are recorded, or they lie before the creation, so the days to close are not known.".to_owned()
                }
                _ => "Nothing is recorded here.".to_owned(),
            }
        } else {
            format!("{source} is not loaded.")
        }
    }

    /// Days of a step that both the range and the files hold; `shift` as in `Cut`.
    pub fn held(&self, step: &Step, shift: i32) -> u32 {
        let Some((from, to)) = self.range else {
            return 0;
        };
        let begin = self
            .covered
            .from
            .map_or(from.0, |day| day.0.saturating_add(shift));
        let end = self
            .covered
            .to
            .map_or(to.0, |day| day.0.saturating_add(shift));
        let first = step.start.0.max(from.0).max(begin);
        let last = step.end().0.min(to.0).min(end);
        u32::try_from(last - first + 1).unwrap_or(0)
    }

    /// Whether a line may show a step: a part of a week beside whole weeks would read as a fall.
    pub fn is_whole(&self, step: &Step) -> bool {
        self.held(step, 0) == step.length
    }

    /// As `is_whole`, for the steps of the comparison.
    pub fn was_whole(&self, step: &Step) -> bool {
        self.held(step, self.shift()) == step.length
    }

    /// Days between the comparison range and the range.
    fn shift(&self) -> i32 {
        self.range
            .zip(self.compared)
            .map_or(0, |((from, _), (first, _))| from.0 - first.0)
    }

    /// Notes an error and goes on.
    fn noted<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(Error { sentence, detail }) => {
                let notice = if detail.is_empty() {
                    sentence
                } else {
                    format!("{sentence} ({detail})")
                };
                if !self.notices.contains(&notice) {
                    self.notices.push(notice);
                }
                None
            }
        }
    }

    /// Lines that ad rows stand behind: by the columns that these have in common, with others that the table adds. Over a
    /// range, because clicks may be told in one and not in another.
    fn spenders(
        &mut self,
        table: Result<Arc<Table>>,
        (common, more): (&[&str], &[&str]),
        range: Option<(Day, Day)>,
    ) -> Vec<Line> {
        let mut lines = self.lines(table, &[common, more].concat());
        let marked = unreported::mark(&mut lines, self.ads.as_deref(), common, range);
        self.noted(marked);
        lines
    }

    fn lines(&mut self, table: Result<Arc<Table>>, keys: &[&str]) -> Vec<Line> {
        let lines = table.and_then(|table| Line::read(&table, keys));
        let mut lines = self.noted(lines).unwrap_or_default();
        for line in &mut lines {
            self.blank(line);
            unspent(line, line.has_spend);
        }
        lines
    }

    /// What a source that is not loaded would fill is unknown, not 0; so is the worth of opportunities without amounts.
    fn blank(&self, line: &mut Line) {
        for column in ADDITIVE.iter().chain(&["users"]) {
            if !self.has(source_of(column)) {
                line.set(column, None);
            }
        }
        if self.is_unpriced {
            for column in ["pipeline_usd", "revenue_usd"] {
                line.set(column, None);
            }
        }
    }

    fn sessions(&mut self, context: &mut Context<'_>) -> Option<Arc<Table>> {
        if !self.has("web_analytics") {
            return None;
        }
        let table = context.table("stg_web_sessions");
        self.noted(table)
    }

    /// Different users over the whole range and the channels shown: no sum of the rows gives it.
    fn users(&self, sessions: &Table, range: Option<(Day, Day)>) -> Option<f64> {
        let (from, to) = range?;
        let days = sessions.days("session_date").ok()?;
        let (user, channel) = (
            sessions.text("user_id").ok()?,
            sessions.text("channel").ok()?,
        );
        let is_shown: Vec<bool> = channel
            .dict
            .iter()
            .map(|name| {
                let wanted = &self.params.channels;
                wanted.is_empty() || wanted.iter().any(|known| known == name)
            })
            .collect();
        // A dictionary may hold a text twice; then the text itself is counted.
        let is_distinct = user.dict.is_distinct();
        let mut seen = vec![false; user.dict.len()];
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        let rows = user.codes.iter().zip(channel.codes).enumerate();
        for (row, (code, channel)) in rows {
            let is_in = days
                .get(row)
                .is_some_and(|day| from <= Day(day) && Day(day) <= to);
            let shown = is_shown.get(channel as usize).copied();
            if code == NULL_CODE || !is_in || !shown.unwrap_or(self.params.channels.is_empty()) {
                continue;
            }
            if is_distinct {
                if let Some(slot) = seen.get_mut(code as usize) {
                    *slot = true;
                }
            } else {
                texts.extend(user.dict.get(code));
            }
        }
        let marked = seen.iter().filter(|seen| **seen).count();
        Some((marked + texts.len()) as f64)
    }

    /// Steps on screen, the comparison laid over them, weeks for the detectors, and what days each source covers.
    fn course(&mut self, daily: &Table) -> Result<()> {
        let Some(range) = self.range else {
            return Ok(());
        };
        let paid: Vec<String> = self
            .channels
            .iter()
            .filter(|line| line.has_spend)
            .map(|line| line.name().to_owned())
            .collect();
        let cut = |grain: Grain, shift: i32| {
            steps(
                daily,
                &Cut {
                    range,
                    grain,
                    channels: &self.params.channels,
                    paid: &paid,
                    shift,
                },
            )
        };
        let mut here = cut(self.params.grain, 0)?;
        let mut weeks = cut(Grain::Week, 0)?;
        let shift = self.shift();
        let mut before = match self.compared {
            Some(_) => cut(self.params.grain, shift)?,
            None => Vec::new(),
        };
        self.evidence.cover = self.spans(daily, (Day(i32::MIN), Day(i32::MAX)))?;
        let moved = before.iter_mut().map(|step| (step, shift));
        let still = here.iter_mut().chain(&mut weeks).map(|step| (step, 0));
        for (step, shift) in still.chain(moved) {
            let days = (Day(step.start.0 - shift), Day(step.end().0 - shift));
            for line in [&mut step.totals.all, &mut step.totals.paid] {
                // A step without spend is a 0 of channels that have spend rows, and nothing of those that have none.
                unspent(line, !paid.is_empty());
                self.blank(line);
                self.outside(line, days);
            }
        }
        (self.steps, self.steps_before) = (here, before);
        self.evidence.weeks = weeks;
        self.evidence.spans = self
            .spans(daily, range)?
            .into_iter()
            .map(|(source, from, to)| (what(source), from, to))
            .collect();
        Ok(())
    }

    /// A step that lies outside the days of a source has no value of it: a gap, not a 0.
    fn outside(&self, line: &mut Line, (from, to): (Day, Day)) {
        for column in ADDITIVE {
            let cover = self
                .evidence
                .cover
                .iter()
                .find(|(source, _, _)| *source == source_of(column));
            if cover.is_some_and(|(_, first, last)| to < *first || from > *last) {
                line.set(column, None);
            }
        }
    }

    /// First and last day with a record of each source inside a range.
    fn spans(
        &self,
        daily: &Table,
        (from, to): (Day, Day),
    ) -> Result<Vec<(&'static str, Day, Day)>> {
        let dates = daily.days("date")?;
        let mut out = Vec::new();
        for column in ["spend_usd", "sessions", "opportunities"] {
            let source = source_of(column);
            if !self.has(source) {
                continue;
            }
            let values = daily.numbers(column)?;
            let days = values.iter().enumerate().filter_map(|(row, value)| {
                let day = Day(dates.get(row)?);
                (value.is_some_and(|v| v != 0.0) && from <= day && day <= to).then_some(day)
            });
            let ends = days.fold(None, |ends: Option<(Day, Day)>, day| {
                Some(ends.map_or((day, day), |(a, b)| (a.min(day), b.max(day))))
            });
            out.extend(ends.map(|(first, last)| (source, first, last)));
        }
        Ok(out)
    }
}
