//! Everything the page reads, read once, every channel in: the channel filter hides rows here as it does in the marts,
//! and totals stay those of the whole pipeline. A table that cannot be built leaves a notice and an empty place.

use super::super::Context;
use super::difference;
use crate::engine::base::{Error, Result, Table};
use crate::engine::insights::pipeline::{Difference, Evidence, Profile, Row, RuleRow};
use crate::engine::insights::{self, pipeline};
use crate::engine::models::pipeline::lookback::Lookback;
use crate::engine::models::pipeline::settings::{
    self, CLOSEST_DAY, DAYS, FIRST_TOUCH, PRECISION, RULE, Rule,
};
use crate::engine::models::pipeline::{UNKNOWN, UNSOURCED};
use crate::engine::models::shown::Shown;
use crate::protocol::{Block, Day, Finding, Hue, Params, Range, Span};
use std::sync::Arc;

/// What the sections read.
pub struct Data {
    /// Parameters of the link.
    pub params: Params,
    /// The range in force.
    pub range: Option<(Day, Day)>,
    /// The comparison range in force.
    pub compared: Option<(Day, Day)>,
    /// The rows of the marts.
    pub evidence: Evidence,
    /// `pipeline_by_channel` of the comparison range.
    pub before: Option<Vec<Row>>,
    /// `sourced_pipeline` under the rule of the link.
    pub deals: Option<Arc<Table>>,
    /// The same under `first_touch`, for rules that name no touch.
    pub first: Option<Arc<Table>>,
    /// Channels by the alphabet with their colours; Unsourced last.
    pub channels: Vec<(String, Hue)>,
    /// Segments with their colours, most pipeline first.
    pub segments: Vec<(String, Hue)>,
    /// Everything found, largest first.
    pub findings: Vec<Finding>,
    /// Parts that could not be built.
    pub notices: Vec<String>,
    shown: Shown,
}

impl Data {
    /// Reads it all.
    pub fn load(context: &mut Context<'_>) -> Data {
        let params = context.params.clone();
        let rule = Rule::of(params.other(RULE));
        let mut data = Data {
            range: context.range(),
            compared: context.compared(),
            evidence: Evidence {
                rule,
                lookback: Lookback::of(params.other(DAYS), params.other(PRECISION)),
                channels: Vec::new(),
                cells: Vec::new(),
                rules: Vec::new(),
                profiles: Vec::new(),
                difference: Difference::default(),
            },
            before: None,
            deals: None,
            first: None,
            channels: Vec::new(),
            segments: Vec::new(),
            findings: Vec::new(),
            notices: settings::notices(&params),
            shown: Shown::new(&params.channels),
            params,
        };
        if !context.has("pipeline_opportunities") {
            return data;
        }
        data.rows(context, rule);
        data.deals(context, rule);
        data.colour(context);
        data.findings = insights::found(pipeline::FINDERS, &data.evidence);
        data
    }

    fn rows(&mut self, context: &mut Context<'_>, rule: &Rule) {
        let table = self.table(context, "pipeline_by_channel", rule);
        self.evidence.channels = self.read(table, Row::read);
        let table = self.table(context, "pipeline_by_channel_segment", rule);
        self.evidence.cells = self.read(table, Row::read);
        let table = self.table(context, "pipeline_by_rule", rule);
        self.evidence.rules = self.read(table, RuleRow::read);
        let table = self.table(context, "channel_touch_profile", rule);
        self.evidence.profiles = self.read(table, Profile::read);
        if let Some((from, to)) = self.compared {
            let params = Params {
                range: Range {
                    from: Some(from),
                    to: Some(to),
                },
                channels: Vec::new(),
                ..self.params.clone()
            };
            let table = (context.resolve)("pipeline_by_channel", &params);
            let table = self.noted(table);
            self.before = Some(self.read(table, Row::read));
        }
    }

    fn deals(&mut self, context: &mut Context<'_>, rule: &'static Rule) {
        let first = self.table(context, "sourced_pipeline", FIRST_TOUCH);
        let closest = self.table(context, "sourced_pipeline", CLOSEST_DAY);
        self.deals = if *rule == *FIRST_TOUCH {
            first.clone()
        } else if *rule == *CLOSEST_DAY {
            closest.clone()
        } else {
            self.table(context, "sourced_pipeline", rule)
        };
        if let (Some(first), Some(closest)) = (&first, &closest) {
            let difference = difference::between(first, closest);
            self.evidence.difference = self.noted(difference).unwrap_or_default();
        }
        self.first = first;
    }

    /// Colours that a filter, a range or another rule does not move.
    fn colour(&mut self, context: &mut Context<'_>) {
        let spelled = context.table("int_pipeline_channels");
        let mut names: Vec<String> = Vec::new();
        if let Some(table) = self.noted(spelled)
            && let Some(channels) = self.noted(table.text("channel"))
        {
            names = channels.iter().flatten().map(str::to_owned).collect();
        }
        names.sort();
        names.dedup();
        let hue = |at: usize| {
            u8::try_from(at)
                .ok()
                .filter(|at| *at < 8)
                .map_or(Hue::Grey(0), Hue::Series)
        };
        self.channels = names
            .into_iter()
            .enumerate()
            .map(|(at, name)| (name, hue(at)))
            .collect();
        self.channels.push((UNSOURCED.to_owned(), Hue::Grey(1)));
        let mut order: Vec<String> = self.evidence.segments().into_iter().map(|s| s.0).collect();
        let by_pipeline = order.clone();
        order.retain(|name| name != UNKNOWN);
        order.sort();
        let of = |name: &String| order.iter().position(|known| known == name);
        self.segments = by_pipeline
            .into_iter()
            .map(|name| {
                let hue = of(&name).map_or(Hue::Grey(0), hue);
                (name, hue)
            })
            .collect();
        for name in &self.params.channels {
            if !self
                .channels
                .iter()
                .any(|(known, _)| Shown::new(std::slice::from_ref(name)).has(known))
            {
                let notice =
                    format!("“{name}” is not a channel of this data, so it shows nothing.");
                self.notices.push(notice);
            }
        }
    }

    /// A table under a rule, every channel in.
    fn table(&mut self, context: &mut Context<'_>, id: &str, rule: &Rule) -> Option<Arc<Table>> {
        let mut params = Params {
            channels: Vec::new(),
            ..self.params.clone()
        };
        params.others.retain(|(key, _)| key != RULE);
        if *rule != *FIRST_TOUCH {
            params.others.push((RULE.to_owned(), rule.id.to_owned()));
        }
        let table = (context.resolve)(id, &params);
        self.noted(table)
    }

    fn read<R>(&mut self, table: Option<Arc<Table>>, read: fn(&Table) -> Result<Vec<R>>) -> Vec<R> {
        let Some(table) = table else {
            return Vec::new();
        };
        let rows = read(&table);
        self.noted(rows).unwrap_or_default()
    }

    /// Notes an error and goes on.
    fn noted<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(Error { sentence, .. }) => {
                if !self.notices.contains(&sentence) {
                    self.notices.push(sentence);
                }
                None
            }
        }
    }

    /// Whether the channel filter shows a channel.
    pub fn shows(&self, channel: &str) -> bool {
        self.shown.has(channel)
    }

    /// Whether the channel filter hides any.
    pub fn is_filtered(&self) -> bool {
        !self.shown.is_all()
    }

    /// Channels on show, most pipeline first.
    pub fn shown(&self) -> impl Iterator<Item = &Row> {
        let rows = self.evidence.channels.iter();
        rows.filter(|row| self.shows(&row.channel))
    }

    /// A cell of channel and segment.
    pub fn cell(&self, channel: &str, segment: &str) -> Option<&Row> {
        let mut cells = self.evidence.cells.iter();
        cells.find(|row| row.channel == channel && row.segment == segment)
    }

    /// What a detector found.
    pub fn found(&self, id: &str) -> Vec<Finding> {
        let of = |finding: &&Finding| finding.id == id;
        self.findings.iter().filter(of).cloned().collect()
    }

    /// The same as blocks.
    pub fn written(&self, id: &str) -> Option<(Span, Block)> {
        let findings = self.found(id);
        (!findings.is_empty()).then_some((Span::Full, Block::Findings(findings)))
    }

    /// What a detector found as a chart's title.
    pub fn title(&self, id: &str, otherwise: &str) -> String {
        self.found(id).first().map_or_else(
            || otherwise.to_owned(),
            |finding| finding.sentence.trim_end_matches('.').to_owned(),
        )
    }
}
