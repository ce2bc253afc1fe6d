//! Requests to replies.

use super::House;
use super::files::Held;
use super::prose;
use crate::engine::base::{Error, Result};
use crate::engine::ingest::Recipe;
use crate::engine::pages::{self, Context, Loaded};
use crate::engine::warehouse::Layer;
use crate::engine::{export, models};
use crate::protocol::currency;
use crate::protocol::{Day, Download, PageView, Params, Range, Reply, Request};

/// What comes before a whole page. After `New` and `Sent` the whole is to be asked for.
pub enum Glance {
    /// Nothing: the whole comes as fast.
    None,
    /// What the page was sent ahead, and shows by now.
    Sent,
    /// A part of it, to be sent.
    New(Box<Reply>),
}

impl House {
    /// Answers a request that needs no file. Loads are the loop's work and end in `settle`.
    pub fn answer(&mut self, request: Request) -> Vec<Reply> {
        match request {
            Request::Page { page, params } => {
                self.is_catalog_shown = false;
                self.show(&Request::Page {
                    page: page.clone(),
                    params: params.clone(),
                });
                let replies = vec![self.page_reply(&page, &params)];
                self.queue_tests(&params);
                self.look_ahead(&page, &params);
                replies
            }
            Request::Rows {
                ticket,
                table,
                params,
                query,
            } => {
                vec![
                    self.rows(&table, &params, &query)
                        .map_or_else(|e| failed(ticket, &e), |rows| Reply::Rows { ticket, rows }),
                ]
            }
            Request::Row {
                ticket,
                table,
                params,
                query,
            } => {
                vec![
                    self.row(&table, &params, &query)
                        .map_or_else(|e| failed(ticket, &e), |row| Reply::Row { ticket, row }),
                ]
            }
            Request::Export {
                ticket,
                download,
                params,
            } => {
                vec![
                    self.export(ticket, &download, &params)
                        .unwrap_or_else(|e| failed(ticket, &e)),
                ]
            }
            Request::Catalog { params } => {
                self.is_catalog_shown = true;
                // The catalogue shows how many rows every table has, so every table is built.
                for model in models::MODELS {
                    if self.warehouse.has_data(model.id) {
                        let _ = self.warehouse.count(model.id, &params);
                    }
                }
                self.queue_tests(&params);
                vec![Reply::Catalog(self.warehouse.cards(&params))]
            }
            Request::Hello { .. }
            | Request::Load { .. }
            | Request::LoadSample { .. }
            | Request::Remove { .. }
            | Request::Answer { .. }
            | Request::Mapping { .. }
            | Request::Undo { .. }
            | Request::Fetch { .. }
            | Request::Recipes { .. }
            | Request::Cancel { .. } => Vec::new(),
        }
    }

    /// The part of the page on show that need not wait for its slowest tables, where a parameter of it has changed.
    pub fn glance(&mut self, request: &Request) -> Glance {
        let Request::Page { page, params } = request else {
            return Glance::None;
        };
        if self.composed == *page && self.ahead.is_sent(page, params) {
            return Glance::Sent;
        }
        let glance = self.glance_of(page, params);
        glance.map_or(Glance::None, |reply| Glance::New(Box::new(reply)))
    }

    fn glance_of(&mut self, page: &str, params: &Params) -> Option<Reply> {
        let glance = pages::page(page)?.glance?;
        if self.composed != page || self.warehouse.is_fresh(glance.without, params) {
            return None;
        }
        let view = self.compose(page, params, true).ok()?;
        Some(self.ahead.send(view))
    }

    /// After a change: what is loaded, then the page on show, so that the two never speak of different data. Where that
    /// was its glance only, the request for the whole, which is to be answered after.
    pub fn settle(&mut self, job: u32) -> (Vec<Reply>, Option<Request>) {
        let mut replies = vec![Reply::Loaded {
            job,
            data: self.data(),
        }];
        self.ahead.clear();
        let shown = self.shown.clone();
        self.queue_tests(&shown.as_ref().map(|(_, of)| of.clone()).unwrap_or_default());
        let Some((page, params)) = shown.filter(|_| self.wanted_on_show().is_empty()) else {
            return (replies, None);
        };
        let whole = Request::Page {
            page: page.clone(),
            params: params.clone(),
        };
        if let Some(glance) = self.glance_of(&page, &params) {
            replies.push(glance);
            return (replies, Some(whole));
        }
        replies.push(self.page_reply(&page, &params));
        self.look_ahead(&page, &params);
        (replies, None)
    }

    fn page_reply(&mut self, page: &str, params: &Params) -> Reply {
        self.page(page, params)
            .map_or_else(|e| failed(0, &e), |view| Reply::Page(prose::tied(view)))
    }

    /// A page's view.
    ///
    /// # Errors
    /// A page that is not in the registry; a table that the whole page rests on and that could not be built.
    pub fn page(&mut self, page: &str, params: &Params) -> Result<PageView> {
        page.clone_into(&mut self.composed);
        self.compose(page, params, false)
    }

    pub(super) fn compose(
        &mut self,
        page: &str,
        params: &Params,
        is_glance: bool,
    ) -> Result<PageView> {
        let spec = pages::page(page).ok_or_else(|| {
            Error::new(format!(
                "There is no page “{page}”; choose one at the left."
            ))
        })?;
        let sources: Vec<Loaded> = models::SOURCES
            .iter()
            .map(|spec| {
                let made = self.sources.get(spec.id);
                Loaded {
                    spec,
                    rows: made.map_or(0, |made| made.data.table.height() as u64),
                    spread: made.map_or(0, |made| made.data.spread()),
                }
            })
            .collect();
        let money = self.money(Some(spec.needs));
        currency::show(money.code());
        let covered = self.covered(spec.covers, params);
        let warehouse = &mut self.warehouse;
        let mut context = Context {
            params,
            covered,
            is_sample: self.is_sample,
            is_glance,
            sources: &sources,
            models: models::MODELS,
            resolve: &mut |id, params| {
                if is_staged(id) {
                    warehouse.unordered(id, params)
                } else {
                    warehouse.table(id, params)
                }
            },
        };
        let mut view = spec.compose(&mut context);
        self.price(&mut view, &money);
        Ok(view)
    }

    /// The days that these columns of dates and times cover, together.
    fn covered(&mut self, columns: &[(&str, &str)], params: &Params) -> Range {
        let mut all: Option<(i32, i32)> = None;
        for (model, column) in columns {
            let Ok(table) = self.warehouse.unordered(model, params) else {
                continue;
            };
            if let Some((first, last)) = table.days_covered(column) {
                let (from, to) = all.unwrap_or((first, last));
                all = Some((from.min(first), to.max(last)));
            }
        }
        Range {
            from: all.map(|(from, _)| Day(from)),
            to: all.map(|(_, to)| Day(to)),
        }
    }

    fn export(&mut self, ticket: u32, download: &Download, params: &Params) -> Result<Reply> {
        let (name, bytes) = match download {
            Download::Table(id) => (
                format!("{id}.csv"),
                export::csv::table(&*self.warehouse.table(id, params)?)?,
            ),
            Download::Changes(file) => {
                let (name, table) = self.changes(*file)?;
                (name, export::csv::table(&table)?)
            }
            Download::Recipe(file) => {
                let held = self.files.iter().find(|held| held.id == *file);
                let data = held.and_then(Held::read).ok_or_else(|| {
                    Error::new("This file is not loaded any more; drop it again.")
                })?;
                let recipe = Recipe {
                    header: data.header.clone(),
                    answers: data.answers.clone(),
                };
                let name = format!("{}.recipe.json", data.name);
                return Ok(Reply::File {
                    ticket,
                    name,
                    mime: "application/json".to_owned(),
                    bytes: recipe.write().into_bytes(),
                });
            }
            Download::Rejects => (export::rejects::FILE_NAME.to_owned(), self.rejects_file()?),
        };
        Ok(Reply::File {
            ticket,
            name,
            mime: "text/csv;charset=utf-8".to_owned(),
            bytes,
        })
    }
}

/// Pages aggregate staged rows and show the rows of the layers above.
fn is_staged(id: &str) -> bool {
    models::MODELS
        .iter()
        .any(|model| model.id == id && model.layer == Layer::Staging)
}

fn failed(ticket: u32, error: &Error) -> Reply {
    Reply::Failed {
        ticket,
        sentence: error.to_string(),
    }
}
