//! Requests of the page, replies of the engine. A job is long, shows progress and can be cancelled; a ticket is short.

use super::{
    Answers, DataView, MappingView, PageView, Params, RowQuery, RowView, RowsView, TableCard,
    TestCount,
};
use serde::{Deserialize, Serialize};

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// First message: the page's build id. A worker of another build answers `Mismatch`.
    Hello {
        /// Build id of the page.
        build: String,
    },
    /// Load files; the `File` handles come beside, in this order. Adds to what is loaded; the sample data gives way.
    Load {
        /// Job number, rising.
        job: u32,
        /// Names, each with its path in a dropped folder.
        names: Vec<String>,
        /// Take out all files first.
        replace: bool,
    },
    /// Load the sample data beside the page, in place of everything.
    LoadSample {
        /// Job number.
        job: u32,
    },
    /// Take a file out and rebuild.
    Remove {
        /// Job number.
        job: u32,
        /// `FileCard::id`.
        file: u32,
    },
    /// Read a file again as the user says.
    Answer {
        /// Job number.
        job: u32,
        /// `FileCard::id`.
        file: u32,
        /// What the user says, in place of what was said before.
        answers: Answers,
    },
    /// A file's columns and what they may be.
    Mapping {
        /// `FileCard::id`.
        file: u32,
    },
    /// Load files that lie beside the page.
    Fetch {
        /// Job number.
        job: u32,
        /// Their paths, relative to the page.
        paths: Vec<String>,
    },
    /// Undo the last removal or replacement of files.
    Undo {
        /// Job number.
        job: u32,
    },
    /// The recipes kept on this device, as `Reply::Recipes` gave them.
    Recipes {
        /// The text.
        text: String,
    },
    /// Stop a job; the previous state stays.
    Cancel {
        /// Job number.
        job: u32,
    },
    /// Show a page from now on: answered at once and after each rebuild.
    Page {
        /// Page id.
        page: String,
        /// Parameters of the link.
        params: Params,
    },
    /// A window of a table.
    Rows {
        /// Ticket, echoed.
        ticket: u32,
        /// Table id.
        table: String,
        /// Parameters of the link.
        params: Params,
        /// Which rows.
        query: RowQuery,
    },
    /// One row in full.
    Row {
        /// Ticket, echoed.
        ticket: u32,
        /// Table id.
        table: String,
        /// Parameters of the link.
        params: Params,
        /// The query on show; its `offset` is the row's.
        query: RowQuery,
    },
    /// A file to save.
    Export {
        /// Ticket, echoed.
        ticket: u32,
        /// What.
        download: Download,
        /// Parameters of the link.
        params: Params,
    },
    /// Every table's card.
    Catalog {
        /// Parameters of the link.
        params: Params,
    },
}

/// What can be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Download {
    /// A table as `<table_id>.csv`.
    Table(String),
    /// All set-aside rows as `rejects.csv`.
    Rejects,
    /// Every row that changed from an older file to this one.
    Changes(u32),
    /// How a file is read, without its data, as a recipe for the next one of its header.
    Recipe(u32),
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker can be spoken to.
    Ready {
        /// Build id of the engine.
        build: String,
    },
    /// A job goes on.
    Progress(Progress),
    /// A job ended; what is loaded now. Posted before the pages that follow from it.
    Loaded {
        /// Job number; 0 where no job asked.
        job: u32,
        /// What is loaded.
        data: DataView,
    },
    /// A job was cancelled; the previous state stands.
    Cancelled {
        /// Job number.
        job: u32,
    },
    /// A page's view.
    Page(PageView),
    /// A window of a table.
    Rows {
        /// Ticket of the request.
        ticket: u32,
        /// The rows.
        rows: RowsView,
    },
    /// One row in full.
    Row {
        /// Ticket of the request.
        ticket: u32,
        /// The row.
        row: RowView,
    },
    /// A file's columns and what they may be.
    Mapping(MappingView),
    /// The recipes to keep on this device.
    Recipes(String),
    /// A file to save.
    File {
        /// Ticket of the request.
        ticket: u32,
        /// File name.
        name: String,
        /// MIME type.
        mime: String,
        /// Content.
        bytes: Vec<u8>,
    },
    /// Every table's card.
    Catalog(Vec<TableCard>),
    /// How the data tests stand, after they have run.
    Tests(TestCount),
    /// A request could not be answered: a sentence that says what to do.
    Failed {
        /// Ticket or job; 0 where neither.
        ticket: u32,
        /// The sentence.
        sentence: String,
    },
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Job number.
    pub job: u32,
    /// File at work; empty while models are built.
    pub file: String,
    /// What is being done.
    pub stage: Stage,
    /// Bytes (or models) done.
    pub done: u64,
    /// Bytes (or models) in all.
    pub total: u64,
    /// Rows so far.
    pub rows: u64,
    /// Milliseconds since the job began.
    pub millis: f64,
}

/// Stages of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Reading and parsing bytes.
    Read,
    /// Building tables.
    Model,
    /// Composing the page.
    Draw,
}
