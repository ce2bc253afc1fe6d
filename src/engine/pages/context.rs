//! What a page composes from: tables under the parameters on screen, the same tables before, and what is loaded.
//!
//! Tables come through a closure, so that a page knows nothing of the warehouse and is tested on tables made by hand.

use crate::engine::base::{Result, SourceSpec, Table};
use crate::engine::warehouse::ModelSpec;
use crate::protocol::{Compare, Day, Params, Range};
use std::sync::Arc;

/// Gives a table under parameters; an error is a sentence that says what to do.
pub type Resolve<'a> = &'a mut dyn FnMut(&str, &Params) -> Result<Arc<Table>>;

/// A source and how much of it is loaded.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// The source.
    pub spec: &'static SourceSpec,
    /// Rows kept.
    pub rows: u64,
    /// Rows of its files that stand for more than a week and were spread evenly over its days.
    pub spread: u64,
}

/// What a page composes from.
pub struct Context<'a> {
    /// Parameters of the link.
    pub params: &'a Params,
    /// Days that the data covers; absent ends without data.
    pub covered: Range,
    /// Whether the sample data is on show.
    pub is_sample: bool,
    /// Whether only the sections of the page's glance are wanted: tables that only others read need not be asked for.
    pub is_glance: bool,
    /// Every source.
    pub sources: &'a [Loaded],
    /// The registry's models, for pages that document it.
    pub models: &'a [&'static ModelSpec],
    /// Gives a table.
    pub resolve: Resolve<'a>,
}

impl Context<'_> {
    /// A table under the parameters on screen. Marts come filtered by range and channel; other layers never are.
    pub fn table(&mut self, id: &str) -> Result<Arc<Table>> {
        (self.resolve)(id, self.params)
    }

    /// A mart over the range, but of every channel: what those on show are compared with.
    pub fn unfiltered(&mut self, id: &str) -> Result<Arc<Table>> {
        let params = Params {
            channels: Vec::new(),
            ..self.params.clone()
        };
        (self.resolve)(id, &params)
    }

    /// The same table under the comparison range; `None` where nothing is compared.
    pub fn before(&mut self, id: &str) -> Result<Option<Arc<Table>>> {
        let Some((from, to)) = self.compared() else {
            return Ok(None);
        };
        let params = Params {
            range: Range {
                from: Some(from),
                to: Some(to),
            },
            ..self.params.clone()
        };
        (self.resolve)(id, &params).map(Some)
    }

    /// Whether a source has at least one row.
    pub fn has(&self, source: &str) -> bool {
        self.sources
            .iter()
            .any(|loaded| loaded.spec.id == source && loaded.rows > 0)
    }

    /// Rows of a source that were spread evenly over more than a week.
    pub fn spread(&self, source: &str) -> u64 {
        let mut loaded = self.sources.iter();
        loaded
            .find(|loaded| loaded.spec.id == source)
            .map_or(0, |loaded| loaded.spread)
    }

    /// The range in force: open ends are those of the data. `None` without data, or where it would end before it
    /// begins.
    pub fn range(&self) -> Option<(Day, Day)> {
        let from = self.params.range.from.or(self.covered.from)?;
        let to = self.params.range.to.or(self.covered.to)?;
        (from <= to).then_some((from, to))
    }

    /// The equal span just before the range; `None` where no comparison is wanted or that span holds no data.
    pub fn compared(&self) -> Option<(Day, Day)> {
        if self.params.compare == Compare::None {
            return None;
        }
        let (from, to) = self.range()?;
        let days = to.0 - from.0 + 1;
        let (first, last) = (Day(from.0.checked_sub(days)?), Day(from.0 - 1));
        let touches = self.covered.from.is_some_and(|begin| begin <= last)
            && self.covered.to.is_some_and(|end| first <= end);
        touches.then_some((first, last))
    }

    /// What to say about the ranges.
    pub fn notices(&self) -> Vec<String> {
        let (Some(begin), Some(end)) = (self.covered.from, self.covered.to) else {
            return Vec::new();
        };
        let asked = self.params.range;
        let is_outside =
            asked.from.is_some_and(|from| from > end) || asked.to.is_some_and(|to| to < begin);
        if is_outside {
            return vec![format!(
                "The range holds no data: the files cover {} to {}.",
                begin.long(),
                end.long()
            )];
        }
        match self.compared() {
            Some((first, last)) if first < begin => vec![format!(
                "The comparison range begins on {}, but the files begin on {}: it holds {} of its {} days, so changes look larger than they are.",
                first.long(),
                begin.long(),
                last.0 - begin.0 + 1,
                last.0 - first.0 + 1
            )],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::base::Error;

    fn day(text: &str) -> Option<Day> {
        Day::parse(text)
    }

    fn with(query: &str, check: impl FnOnce(&mut Context<'_>)) {
        let (params, _) = Params::parse(query);
        check(&mut Context {
            params: &params,
            covered: Range {
                from: day("2025-07-01"),
                to: day("2025-12-31"),
            },
            is_sample: false,
            is_glance: false,
            sources: &[],
            models: &[],
            resolve: &mut |id, params| Err(Error::new(format!("{id} {}", params.query()))),
        });
    }

    #[test]
    fn the_comparison_is_the_equal_span_just_before() {
        with("from=2025-08-01&to=2025-08-31&channel=Meta", |context| {
            assert_eq!(context.compared(), day("2025-07-01").zip(day("2025-07-31")));
            let error = context.before("t").err().map(|e| e.sentence);
            let asked = "t from=2025-07-01&to=2025-07-31&channel=Meta";
            assert_eq!(error.as_deref(), Some(asked));
            assert_eq!(context.notices(), [""; 0]);
        });
    }

    #[test]
    fn nothing_is_compared_without_wish_or_data() {
        with("from=2025-08-01&compare=none", |c| {
            assert_eq!(c.compared(), None);
        });
        with("", |c| {
            assert_eq!(c.compared(), None);
        });
        with("from=2030-01-01", |c| {
            assert_eq!(c.range(), None);
            assert!(c.notices()[0].starts_with("The range holds no data"));
        });
    }

    #[test]
    fn a_comparison_that_is_only_partly_covered_says_so() {
        with("from=2025-07-11&to=2025-07-31", |context| {
            assert!(context.compared().is_some());
            assert!(context.notices()[0].contains("10 of its 21 days"));
        });
    }
}
