//! Everything the page knows, as signals; and what happens on each reply. View models only: no row of the user's
//! data stays here beyond the window on screen.

use super::dom::{El, words};
use super::engine;
use super::link::Link;
use super::{address, browser, pages};
use crate::protocol::{
    Answers, DataView, Download, MappingView, PageView, Params, Progress, Request, RowQuery,
    RowView, RowsView, Stage, TableCard, TestCount,
};
use leptos::prelude::*;
use std::ops::Deref;
use web_sys::File;

/// A theme as chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// `light`, `dark`; anything else is the system's.
    pub fn parse(word: &str) -> Theme {
        match word {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }
}

/// Where what the user said about headers is kept in this browser.
pub const RECIPES: &str = "recipes";

/// A handle to the page's state, copied freely; the state lives as long as the page.
#[derive(Clone, Copy)]
pub struct App(&'static State);

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// The page's state.
pub struct State {
    /// Where the page is, from the hash.
    pub link: RwSignal<Link>,
    /// What is loaded; `None` before the first load has ended.
    pub data: RwSignal<Option<DataView>>,
    /// The engine's view of the page in the link, or of the last page before it.
    pub view: RwSignal<Option<PageView>>,
    /// A view that came before the first load had ended.
    pub early: RwSignal<Option<PageView>>,
    /// Every table's card.
    pub catalog: RwSignal<Vec<TableCard>>,
    /// How the data tests stand.
    pub tests: RwSignal<TestCount>,
    /// The last window of rows and its ticket.
    pub rows: RwSignal<(u32, RowsView)>,
    /// The last row in full and its ticket.
    pub row: RwSignal<(u32, RowView)>,
    /// The job under way: its number and how far it is.
    pub job: RwSignal<Option<(u32, Option<Progress>)>>,
    /// Whether a job is under way.
    pub is_busy: RwSignal<bool>,
    /// The page and what follows it in the link: changes only when another page opens.
    pub place: RwSignal<(String, String)>,
    /// Id of the page that the view shows; empty before the first.
    pub shown: RwSignal<String>,
    /// Whether the engine has answered at all.
    pub is_up: RwSignal<bool>,
    /// Whether a part of the page waits to be built or painted.
    pub is_drawing: RwSignal<bool>,
    /// Whether a page is awaited.
    pub is_awaiting: RwSignal<bool>,
    /// Whether nothing has come of the page that was asked for, not even its glance.
    pub is_asked: RwSignal<bool>,
    /// Why the engine is gone; empty while it lives.
    pub crash: RwSignal<String>,
    /// A file's columns, for the dialogue that maps them.
    pub mapping: RwSignal<Option<MappingView>>,
    /// A sentence for the user: what failed, what was copied.
    pub notice: RwSignal<String>,
    /// The theme kept in this browser; a link's theme goes before it.
    pub kept_theme: RwSignal<Theme>,
    /// Whether the system asks for dark.
    pub system_dark: RwSignal<bool>,
    /// Whether the page is being printed, which is done in the light theme.
    pub is_printing: RwSignal<bool>,
}

impl App {
    /// The state as the page opens; hears the engine and the browser from here on.
    pub fn start() -> App {
        let link = Link::parse(&browser::hash());
        let app = App(Box::leak(Box::new(State {
            place: RwSignal::new((link.page.clone(), link.sub.clone())),
            link: RwSignal::new(link),
            shown: RwSignal::new(String::new()),
            is_busy: RwSignal::new(false),
            mapping: RwSignal::new(None),
            data: RwSignal::new(None),
            view: RwSignal::new(None),
            early: RwSignal::new(None),
            catalog: RwSignal::new(Vec::new()),
            tests: RwSignal::new(TestCount::default()),
            rows: RwSignal::new((0, RowsView::default())),
            row: RwSignal::new((0, RowView::default())),
            job: RwSignal::new(None),
            is_up: RwSignal::new(false),
            is_drawing: RwSignal::new(false),
            is_awaiting: RwSignal::new(true),
            is_asked: RwSignal::new(true),
            crash: RwSignal::new(String::new()),
            notice: RwSignal::new(String::new()),
            kept_theme: RwSignal::new(Theme::parse(&browser::stored("theme").unwrap_or_default())),
            system_dark: RwSignal::new(browser::prefers_dark()),
            is_printing: RwSignal::new(false),
        })));
        engine::listen(move |event| app.hear(event));
        address::listen();
        browser::on_window("hashchange", move |_| {
            address::forget();
            app.follow(&browser::hash());
        });
        browser::on_window("beforeprint", move |_| {
            browser::mark("data-print", true);
            app.is_printing.set(true);
        });
        browser::on_window("afterprint", move |_| {
            browser::mark("data-print", false);
            app.is_printing.set(false);
        });
        browser::on_media("(prefers-color-scheme: dark)", move || {
            app.system_dark.set(browser::prefers_dark());
        });
        app
    }

    /// Asks for the sample data and the page in the link.
    pub fn open(self) {
        if let Some(text) = browser::stored(RECIPES) {
            engine::send(Request::Recipes { text });
        }
        self.load_sample();
        let linked = self.params().others;
        let paths: Vec<String> = linked
            .into_iter()
            .filter_map(|(key, path)| (key == "src").then_some(path))
            .collect();
        if !paths.is_empty() {
            let job = engine::number();
            engine::send(Request::Fetch { job, paths });
            self.begin(job);
        }
        // The engine lets the sample go where files come at once, and takes it up again where none can be read.
        let early = engine::early_files();
        if !early.is_empty() {
            self.load(early);
        }
        self.ask();
    }

    // ---- the link ----

    fn follow(self, hash: &str) {
        let link = Link::parse(hash);
        let before = self.link.get_untracked();
        if link == before {
            return;
        }
        let is_new_page = (&link.page, &link.sub) != (&before.page, &before.sub);
        // The place of one chart in a link changes nothing that the engine computes.
        let is_new_view = is_new_page || link.params != before.params;
        let place = (link.page.clone(), link.sub.clone());
        self.link.set(link);
        if is_new_page {
            self.place.set(place);
        }
        if is_new_view {
            self.ask();
        }
        if is_new_page {
            browser::reveal("main");
        }
    }

    /// Asks the engine for what the link shows.
    fn ask(self) {
        let link = self.link.get_untracked();
        let page = pages::engine_page(&link.page).to_owned();
        self.is_awaiting.set(true);
        self.is_asked.set(true);
        engine::send(Request::Page {
            page: page.clone(),
            params: link.params.clone(),
        });
        engine::recall(&page, &link.params);
        if link.page == "tables" {
            engine::send(Request::Catalog {
                params: link.params,
            });
        }
    }

    /// Reads the view of the page in the link; nothing while another page's view still stands.
    pub fn on_view<T>(self, read: impl FnOnce(Option<&PageView>) -> T) -> T {
        let is_same = |view: &&PageView| {
            self.place
                .with(|(page, _)| pages::engine_page(page) == view.page)
        };
        self.view.with(|view| read(view.as_ref().filter(is_same)))
    }

    /// Goes to a link: a new entry of the history, or in place of the one there is.
    pub fn go(self, link: &Link, is_in_place: bool) {
        let hash = link.hash();
        if self.link.with_untracked(|now| now.hash() != hash) {
            self.follow(&hash);
            address::set(hash, is_in_place);
        }
    }

    /// Changes parameters; the address follows, and Back undoes it.
    pub fn change(self, with: impl FnOnce(&mut Params)) {
        let mut link = self.link.get_untracked();
        with(&mut link.params);
        self.go(&link, false);
    }

    /// The parameters in force.
    pub fn params(self) -> Params {
        self.link.with_untracked(|link| link.params.clone())
    }

    /// The theme as chosen: the link's, else the stored one.
    pub fn theme(self) -> Theme {
        let linked = self
            .link
            .with(|link| link.params.other("theme").map(Theme::parse));
        linked.unwrap_or_else(|| self.kept_theme.get())
    }

    /// Chooses a theme: kept in this browser and put in the link.
    pub fn choose_theme(self, word: &str) {
        browser::store("theme", word);
        self.kept_theme.set(Theme::parse(word));
        let chosen = (word != "system").then_some(word);
        self.change(|params| params.set_other("theme", chosen));
    }

    /// Whether the page is dark now.
    pub fn is_dark(self) -> bool {
        let by_choice = match self.theme() {
            Theme::System => self.system_dark.get(),
            theme => theme == Theme::Dark,
        };
        by_choice && !self.is_printing.get()
    }

    /// A link to another page under the same parameters.
    pub fn place_link(self, text: &str, page: &'static str, sub: String) -> El {
        words("a", "", text).live_attr("href", move || {
            Some(format!(
                "#{}",
                self.link.with(|link| link.on(page, &sub).hash())
            ))
        })
    }

    // ---- jobs ----

    /// Loads the user's files; the sample data gives way.
    pub fn load(self, files: Vec<File>) {
        if files.is_empty() {
            return;
        }
        let named = files.into_iter().map(|file| (file_name(&file), file));
        let job = engine::load(named.collect(), false);
        self.begin(job);
    }

    /// Loads the sample data in place of everything.
    pub fn load_sample(self) {
        let job = engine::number();
        engine::send(Request::LoadSample { job });
        self.begin(job);
    }

    /// Takes a file out.
    pub fn remove(self, file: u32) {
        let job = engine::number();
        engine::send(Request::Remove { job, file });
        self.begin(job);
    }

    /// Reads a file again as the user says.
    pub fn answer(self, file: u32, answers: Answers) {
        let job = engine::number();
        engine::send(Request::Answer { job, file, answers });
        self.begin(job);
    }

    /// Asks for a file's columns; the dialogue opens when they come.
    pub fn ask_mapping(self, file: u32) {
        engine::send(Request::Mapping { file });
    }

    /// Undoes the last removal or replacement of files.
    pub fn undo(self) {
        let job = engine::number();
        engine::send(Request::Undo { job });
        self.begin(job);
    }

    /// Stops the job under way.
    pub fn cancel(self) {
        if let Some((job, _)) = self.job.get_untracked() {
            engine::send(Request::Cancel { job });
        }
    }

    fn begin(self, job: u32) {
        self.notice.set(String::new());
        self.job.set(Some((job, None)));
        self.is_busy.set(true);
    }

    /// The job under way is over.
    pub(super) fn end(self) {
        self.job.set(None);
        self.is_busy.set(false);
    }

    /// Starts a crashed engine again, with the user's files.
    pub fn restart(self) {
        self.crash.set(String::new());
        self.is_up.set(false);
        match engine::restart() {
            Some(job) => self.begin(job),
            None => self.load_sample(),
        }
        self.ask();
    }

    // ---- short requests ----

    /// Asks for a window of a table; the ticket that its answer carries.
    pub fn ask_rows(self, table: &str, query: RowQuery) -> u32 {
        let ticket = engine::number();
        engine::send(Request::Rows {
            ticket,
            table: table.to_owned(),
            params: self.params(),
            query,
        });
        ticket
    }

    /// Asks for one row in full; the ticket that its answer carries.
    pub fn ask_row(self, table: &str, query: RowQuery) -> u32 {
        let ticket = engine::number();
        engine::send(Request::Row {
            ticket,
            table: table.to_owned(),
            params: self.params(),
            query,
        });
        ticket
    }

    /// Asks for a file, which is saved when it comes.
    pub fn export(self, download: Download) {
        engine::send(Request::Export {
            ticket: engine::number(),
            download,
            params: self.params(),
        });
    }

    // ---- in words ----

    /// `booting`, `working`, `ready`, `error`.
    pub fn phase(self) -> &'static str {
        if !self.crash.with(String::is_empty) {
            "error"
        } else if !self.is_up.get() {
            "booting"
        } else if self.job.with(Option::is_some) || self.is_awaiting.get() || self.is_drawing.get()
        {
            "working"
        } else {
            "ready"
        }
    }

    /// The phase as a sentence.
    pub fn status(self) -> String {
        if self.phase() == "error" {
            return "The engine stopped.".to_owned();
        }
        if let Some((_, progress)) = self.job.get() {
            return progress.map_or_else(|| "Loading".to_owned(), |p| stage(&p));
        }
        self.data.with(|data| match data {
            None => "Starting".to_owned(),
            Some(data) => {
                let count = |n: u64| crate::protocol::Unit::Count.full(Some(n as f64));
                // The sample's other files come with their pages.
                let is_partial =
                    data.is_sample && data.sources.iter().any(|card| card.files.is_empty());
                let so_far = if is_partial { " so far" } else { "" };
                format!(
                    "{} rows loaded{so_far} · {} set aside · {} duplicates",
                    count(data.rows_kept),
                    count(data.rows_rejected),
                    count(data.rows_deduplicated)
                )
            }
        })
    }
}

/// What a job is doing, without its numbers (they change too fast to be read out).
pub fn stage(progress: &Progress) -> String {
    match progress.stage {
        Stage::Read => format!("Reading {}", progress.file),
        Stage::Model => "Building tables".to_owned(),
        Stage::Draw => "Drawing the page".to_owned(),
    }
}

/// A file's name, with its path where it comes from a folder.
fn file_name(file: &File) -> String {
    js_sys::Reflect::get(file, &"webkitRelativePath".into())
        .ok()
        .and_then(|path| path.as_string())
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}
