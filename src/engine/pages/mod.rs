//! Pages: the engine composes each as sections of blocks; one page a file, one line here.
//!
//! Contract: a page is shown whatever is missing. An absent source is named with the header that would fill it, a
//! table that cannot be built becomes a notice, and the rest stands. Left out: how anything is drawn.

pub mod attribution;
pub mod commerce;
mod context;
pub mod journeys;
mod kit;
pub mod metrics;
pub mod overview;
pub mod pipeline;
pub mod signup;

#[cfg(test)]
mod tests;

pub use context::{Context, Loaded, Resolve};

use crate::engine::base::SourceSpec;
use crate::protocol::{Filters, MissingSource, PageView, Params};

/// A page.
#[derive(Clone, Copy)]
pub struct PageSpec {
    /// Id, and its place in the link (`overview`).
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// The subject whose sample data it shows; `None` where it shows no data of its own.
    pub subject: Option<&'static str>,
    /// Sources that it reads, and what is lost without each.
    pub needs: &'static [Need],
    /// Where the days come from that its data covers: (model, column of dates or times), all together.
    pub covers: &'static [(&'static str, &'static str)],
    /// Which of the common filters have an effect.
    pub filters: Filters,
    /// What is shown at once when a control moves; `None`: the page always comes whole.
    pub glance: Option<Glance>,
    /// Composes it.
    pub view: fn(&mut Context<'_>) -> PageView,
}

/// The part of a page that does not wait for its slowest tables.
#[derive(Clone, Copy, Debug)]
pub struct Glance {
    /// Ids of the sections; they come out the same at a glance and in the whole page.
    pub sections: &'static [&'static str],
    /// The slowest table that they do without: where it is fresh, the whole page comes at once.
    pub without: &'static str,
    /// What the link may well say next, likeliest first: their glances are worked out while nobody waits.
    pub ahead: fn(&Params) -> Vec<Params>,
}

/// A source that a page reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Source id.
    pub source: &'static str,
    /// What the page cannot show without it.
    pub lost: &'static str,
}

/// Every page that the engine composes.
pub static PAGES: &[PageSpec] = &[
    overview::PAGE,
    attribution::PAGE,
    journeys::PAGE,
    pipeline::PAGE,
    signup::PAGE,
    commerce::PAGE,
    metrics::PAGE,
];

/// The page of an id.
pub fn page(id: &str) -> Option<&'static PageSpec> {
    PAGES.iter().find(|page| page.id == id)
}

impl PageSpec {
    /// The page with what every page has: title, parameters, ranges, and the sources that are missing.
    /// It cannot fail: what the data lacks is said in the view.
    pub fn compose(&self, context: &mut Context<'_>) -> PageView {
        let mut view = (self.view)(context);
        self.id.clone_into(&mut view.page);
        self.title.clone_into(&mut view.title);
        if let Some(glance) = self.glance.filter(|_| context.is_glance) {
            view.is_glance = true;
            view.sections
                .retain(|section| glance.sections.contains(&section.id.as_str()));
        }
        view.params = context.params.clone();
        view.range = context.range();
        view.compared = context.compared();
        view.covered = context.covered;
        view.is_sample = context.is_sample;
        view.filters = self.filters;
        view.missing = self
            .needs
            .iter()
            .filter(|need| !context.has(need.source))
            .map(|need| missing(need, context))
            .collect();
        // Without a day in any file it is not the range that is empty.
        if view.sections.is_empty() && view.covered.from.is_none() && !view.missing.is_empty() {
            "Nothing to show yet: this page needs the files below.".clone_into(&mut view.headline);
        }
        view.notices.splice(0..0, context.notices());
        if self.subject.is_some() && !self.filters.channel && !context.params.channels.is_empty() {
            let notice = "The filter by channel has no effect on this page.";
            view.notices.push(notice.to_owned());
        }
        view
    }
}

fn missing(need: &Need, context: &Context<'_>) -> MissingSource {
    let spec = context
        .sources
        .iter()
        .find(|loaded| loaded.spec.id == need.source)
        .map(|loaded| loaded.spec);
    MissingSource {
        source: need.source.to_owned(),
        grain: spec.map_or(String::new(), |spec| spec.grain.to_owned()),
        header: spec.map_or(String::new(), SourceSpec::header),
        lost: need.lost.to_owned(),
    }
}
