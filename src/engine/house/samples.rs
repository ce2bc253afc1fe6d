//! The sample data beside the page: which files each subject has, and when they are wanted.
//!
//! A visitor of the channel funnel does not wait for the files of five subjects: while the sample data is on show, a
//! subject's files are loaded when one of its pages or tables is first opened.

use super::House;
use crate::engine::base::Arrange;
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::pages;
use crate::protocol::{Download, Request};

/// Each subject with its sample files below `sample-data/`; a file may serve several subjects.
pub const SAMPLES: &[(&str, &[&str])] = &[
    (
        "channel_funnel",
        &[
            "channel_funnel/ad_spend.csv",
            "channel_funnel/web_analytics.csv",
            "channel_funnel/salesforce_opportunities.csv",
        ],
    ),
    (
        "signup",
        &[
            "signup/funnel_events.csv",
            "signup/members.csv",
            "signup/employers.csv",
            "signup/projects.csv",
            "signup/project_history.csv",
            "signup/tasks.csv",
            "signup/task_history.csv",
        ],
    ),
    (
        "pipeline",
        &[
            "pipeline/marketing_touchpoints.csv",
            "pipeline/sales_touchpoints.csv",
            "pipeline/contacts.csv",
            "pipeline/pipeline_opportunities.csv",
            "pipeline/channel_costs.csv",
        ],
    ),
    (
        "attribution",
        &[
            "attribution/events.csv",
            "attribution/clients.csv",
            "channel_funnel/ad_spend.csv",
        ],
    ),
    (
        "commerce",
        &[
            "commerce/web_events.csv",
            "commerce/products.csv",
            "commerce/users.csv",
            "commerce/order_items.csv",
            "commerce/transactions.csv",
            "commerce/source_revenue.csv",
        ],
    ),
];

/// The subject that is shown where a page has none of its own.
pub const FIRST: &str = SAMPLES[0].0;

impl House {
    /// Says which page is on show from now on, without composing it, and at which rates.
    pub fn show(&mut self, request: &Request) {
        match request {
            Request::Page { page, params } => {
                self.set_rates(params);
                self.shown = Some((page.clone(), params.clone()));
            }
            // A link to a table has its rates as a page has.
            Request::Rows { params, .. }
            | Request::Row { params, .. }
            | Request::Export { params, .. }
            | Request::Catalog { params } => self.set_rates(params),
            _ => {}
        }
    }

    /// The subject of the page on show.
    pub fn subject(&self) -> &'static str {
        let page = self.shown.as_ref().map(|(page, _)| page.as_str());
        page.and_then(subject_of_page).unwrap_or(FIRST)
    }

    /// Sample files that a request needs and that were not asked for: subjects to hand to `sampling`. Empty where the
    /// user's own data is on show.
    pub fn wanted(&self, request: &Request) -> Vec<&'static str> {
        if !self.is_sample {
            return Vec::new();
        }
        let mut subjects: Vec<&'static str> = match request {
            Request::Page { page, .. } => subject_of_page(page).into_iter().collect(),
            Request::Rows { table, .. }
            | Request::Export {
                download: Download::Table(table),
                ..
            } => subjects_of_table(table),
            Request::Catalog { .. } => SAMPLES.iter().map(|(subject, _)| *subject).collect(),
            _ => Vec::new(),
        };
        subjects.retain(|subject| !self.sampled.contains(subject));
        subjects
    }

    /// As `wanted`, of the page on show.
    pub fn wanted_on_show(&self) -> Vec<&'static str> {
        if !self.is_sample || self.sampled.contains(self.subject()) {
            return Vec::new();
        }
        vec![self.subject()]
    }

    /// Notes that the files of these subjects are on their way; the files that are not loaded yet.
    pub fn sampling(&mut self, subjects: &[&'static str]) -> Vec<&'static str> {
        let mut files: Vec<&'static str> = files_of(|subject| subjects.contains(&subject));
        let held = files_of(|subject| self.sampled.contains(subject));
        files.retain(|file| !held.contains(file));
        files.arrange();
        files.dedup();
        self.sampled.extend(subjects);
        files
    }

    /// Builds one table of the subject on show, the models taken in order: whether there is one at this step. So the
    /// sample's page can give way to files of one's own between any two tables.
    pub fn prepare(&mut self, step: usize) -> bool {
        let subject = self.subject();
        let mut models = MODELS.iter().filter(|model| model.subject == subject);
        let Some(model) = models.nth(step) else {
            return false;
        };
        if let Some((_, params)) = self.shown.clone()
            && self.warehouse.has_data(model.id)
        {
            // What cannot be built says so where it is shown.
            let _ = self.warehouse.unordered(model.id, &params);
        }
        true
    }

    /// Forgets which sample files were asked for: the sample is loaded from the beginning.
    pub fn forget_samples(&mut self) {
        self.sampled.clear();
    }
}

fn files_of(wanted: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let subjects = SAMPLES.iter().filter(|(subject, _)| wanted(subject));
    subjects
        .flat_map(|(_, files)| files.iter().copied())
        .collect()
}

fn subject_of_page(page: &str) -> Option<&'static str> {
    let subject = pages::page(page)?.subject?;
    SAMPLES
        .iter()
        .map(|(known, _)| *known)
        .find(|known| *known == subject)
}

/// The subject of a model, or the subjects that read a source.
fn subjects_of_table(table: &str) -> Vec<&'static str> {
    let known = |subject: &str| {
        SAMPLES
            .iter()
            .map(|(known, _)| *known)
            .find(|k| *k == subject)
    };
    if let Some(model) = MODELS.iter().find(|model| model.id == table) {
        return known(model.subject).into_iter().collect();
    }
    let Some(source) = SOURCES.iter().find(|source| source.id == table) else {
        return Vec::new();
    };
    let stem = |file: &str| {
        file.rsplit('/')
            .next()
            .and_then(|name| name.split('.').next())
            == Some(source.id)
    };
    let owner = SAMPLES
        .iter()
        .find(|(_, files)| files.iter().any(|file| stem(file)));
    owner.map(|(subject, _)| *subject).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Params;

    fn rows(table: &str) -> Request {
        Request::Rows {
            ticket: 1,
            table: table.to_owned(),
            params: Params::default(),
            query: crate::protocol::RowQuery::default(),
        }
    }

    #[test]
    fn a_subject_s_files_are_wanted_once_and_only_while_the_sample_is_on_show() {
        let mut house = House::new(|| 0.0);
        assert!(house.wanted(&rows("channel_funnel")).is_empty());
        house.is_sample = true;
        assert_eq!(house.wanted(&rows("channel_funnel")), ["channel_funnel"]);
        assert_eq!(house.wanted(&rows("ad_spend")), ["channel_funnel"]);
        assert_eq!(house.sampling(&["channel_funnel"]).len(), 3);
        assert!(house.wanted(&rows("channel_funnel")).is_empty());
        assert!(house.sampling(&["channel_funnel"]).is_empty());
    }

    #[test]
    fn every_page_with_a_subject_has_sample_files() {
        for page in pages::PAGES {
            if let Some(subject) = page.subject {
                assert_eq!(subject_of_page(page.id), Some(subject), "{}", page.id);
            }
        }
    }
}
