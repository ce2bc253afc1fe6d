//! What the page does on each reply of the engine. The page that follows from a load comes after the word that the load
//! has ended.

use super::engine::{self, Event};
use super::state::{App, RECIPES};
use super::{browser, pages, turns};
use crate::protocol::{DataView, FileStatus, PageView, Reply, Request, currency};
use leptos::prelude::*;

impl App {
    /// Takes in what came up the line.
    pub(super) fn hear(self, event: Event) {
        match event {
            Event::Crash(message) => {
                self.end();
                self.crash.set(if message.is_empty() {
                    "The browser gave no reason.".to_owned()
                } else {
                    message
                });
            }
            Event::Reply(reply) => self.take_in(*reply),
        }
    }

    fn take_in(self, reply: Reply) {
        match reply {
            Reply::Ready { .. } => self.is_up.set(true),
            Reply::Progress(progress) => {
                // A late word of a job that was cancelled is not shown.
                if self.is_job(progress.job) {
                    self.job.set(Some((progress.job, Some(progress))));
                }
            }
            Reply::Loaded { job, data } => {
                if self.is_job(job) {
                    self.end();
                }
                self.loaded(data);
                if self.link.with_untracked(|link| link.page == "tables") {
                    engine::send(Request::Catalog {
                        params: self.params(),
                    });
                }
            }
            Reply::Cancelled { job } => {
                if self.is_job(job) {
                    self.end();
                    self.notice
                        .set("Cancelled; what was loaded before still stands.".to_owned());
                }
            }
            Reply::Page(view) => self.receive(view),
            Reply::Rows { ticket, rows } => self.rows.set((ticket, rows)),
            Reply::Row { ticket, row } => self.row.set((ticket, row)),
            Reply::File {
                name, mime, bytes, ..
            } => {
                if browser::save(&name, &mime, &bytes).is_err() {
                    self.notice
                        .set(format!("The browser refused to save {name}."));
                }
            }
            Reply::Mapping(view) => self.mapping.set(Some(view)),
            Reply::Recipes(text) => browser::store(RECIPES, &text),
            Reply::Tests(count) => self.tests.set(count),
            Reply::Catalog(cards) => self.catalog.set(cards),
            Reply::Failed { ticket, sentence } => {
                if ticket == 0 {
                    self.is_awaiting.set(false);
                    self.is_asked.set(false);
                } else if self.is_job(ticket) {
                    self.end();
                }
                self.notice.set(sentence);
            }
        }
    }

    /// What is loaded has changed, and the page that follows from it is to come.
    fn loaded(self, data: DataView) {
        currency::show(&data.currency);
        let is_empty = data.rows_kept == 0;
        let words = self.data.with_untracked(|old| refused(old.as_ref(), &data));
        if !words.is_empty() {
            self.notice.set(words);
        }
        self.data.set(Some(data));
        let early = self.early.get_untracked();
        self.early.set(None);
        match early {
            // Of a page from before the first load, only what shows data is worth showing.
            Some(view) if view.range.is_some() || is_empty => self.show(view),
            _ => self.is_awaiting.set(true),
        }
    }

    /// A page's view: shown where it is what the link asks for.
    fn receive(self, view: PageView) {
        let is_asked = self.link.with_untracked(|link| {
            view.page == pages::engine_page(&link.page) && view.params == link.params
        });
        if !is_asked {
            return;
        }
        if !view.is_glance && turns::is_unseen(self) {
            return turns::once_seen(move || self.receive(view));
        }
        currency::show(&view.currency);
        if self.data.with_untracked(Option::is_some) {
            self.show(view);
        } else {
            // Before the first load there is nothing to show but gaps.
            self.early.set(Some(view));
        }
    }

    fn show(self, view: PageView) {
        let page = view.page.clone();
        // From here to the last picture in sight the page is drawing, without a gap in between.
        turns::build(self, || {});
        let is_whole = !view.is_glance;
        self.view.set(Some(view));
        self.is_asked.set(false);
        if is_whole {
            self.is_awaiting.set(false);
        }
        if self.shown.with_untracked(|shown| *shown != page) {
            self.shown.set(page);
        }
    }

    fn is_job(self, number: u32) -> bool {
        self.job
            .with_untracked(|job| job.as_ref().is_some_and(|(job, _)| *job == number))
    }
}

/// The files that this load could not read, each with its sentence; empty for none. Said on whatever page is open.
fn refused(old: Option<&DataView>, new: &DataView) -> String {
    let is_known = |id: u32| old.is_some_and(|old| old.files.iter().any(|file| file.id == id));
    new.files
        .iter()
        .filter(|file| file.status == FileStatus::Refused && !is_known(file.id))
        .map(|file| format!("{} was not loaded. {}", file.name, file.sentence))
        .collect::<Vec<_>>()
        .join(" ")
}
