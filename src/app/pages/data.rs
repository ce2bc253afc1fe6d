//! What is loaded: each file and what became of it, each source and what would fill it, every row set aside and why.

use super::{card, folded, head, pre, skeleton, title};
use crate::app::components::mapping;
use crate::app::components::table::region;
use crate::app::components::words::{self as say, count};
use crate::app::dom::{El, button, el, link, slot, tag, text, words};
use crate::app::state::App;
use crate::protocol::{
    DataView, Download, FileCard, FileStatus, Reading, RejectRow, SourceCard, Unit,
};
use leptos::prelude::*;

/// The page.
pub fn data(app: App) -> Vec<El> {
    let [title, headline] = title(
        "Data",
        "Drop your exports anywhere on the page. They are read inside this browser tab and never leave it.",
    );
    let body = slot(move || {
        app.data.with(|data| match data {
            Some(data) => vec![files(app, data), rejects(app, data), sources(data)],
            None => skeleton(),
        })
    });
    vec![title, headline, body, mapping::dialog(app)]
}

fn number(n: u64) -> String {
    Unit::Count.full(Some(n as f64))
}

fn files(app: App, data: &DataView) -> El {
    let intro = if data.is_sample {
        "This is the sample data: each page loads its part when first opened. It gives way to the first file of yours."
    } else if data.files.is_empty() {
        "Nothing is loaded. Add files, or use the sample data."
    } else {
        "Several files of one kind become one source."
    };
    let undo = data
        .can_undo
        .then(|| button("button", "Undo", move || app.undo()));
    let about = el("div")
        .put(words("h2", "", "Files"))
        .put(words("p", "muted", intro));
    let sample =
        (!data.is_sample).then(|| button("button", "Use sample data", move || app.load_sample()));
    let cards = data
        .files
        .iter()
        .map(|card| file(app, card, data.is_sample));
    el("section")
        .put(tag("div", "title").put(about).all(undo).all(sample))
        .put(tag("div", "cards").all(cards))
}

fn file(app: App, card: &FileCard, is_sample: bool) -> El {
    let (class, word) = match card.status {
        FileStatus::Loaded if card.rows_kept == 0 && card.rows_read > 0 => {
            ("warn", "! No row kept")
        }
        FileStatus::Loaded => ("good", "✓ Loaded"),
        FileStatus::Refused => ("bad", "✕ Not loaded"),
        FileStatus::Cancelled => ("warn", "! Cancelled"),
        FileStatus::Asking => ("warn", "? Needs an answer"),
        FileStatus::Recipe => ("good", "✓ Kept"),
    };
    let id = card.id;
    // What was not loaded beside the sample is the user's own.
    let is_sample = is_sample && card.status == FileStatus::Loaded;
    let remove = (!is_sample).then(|| {
        link("Remove", move || app.remove(id)).attr("aria-label", &format!("Remove {}", card.name))
    });
    let map = (!is_sample && card.status != FileStatus::Recipe)
        .then(|| link("Map columns", move || app.ask_mapping(id)));
    let recipe = (!card.answers.is_empty())
        .then(|| link("Save recipe", move || app.export(Download::Recipe(id))));
    let questions = card.questions.iter().map(|question| {
        let choices = question.choices.iter().map(|choice| {
            let lines = choice.preview.iter().map(|line| words("li", "", line));
            el("div")
                .put(answer(app, card, "button", choice))
                .put(tag("ul", "muted").all(lines))
        });
        tag("div", "question")
            .put(words("p", "", &question.sentence))
            .all(choices)
    });
    let source = if card.source.is_empty() {
        String::new()
    } else {
        format!(" as {}", card.source)
    };
    let about = format!(
        "{source} · {} · {}",
        say::bytes(card.bytes),
        say::millis(card.millis)
    );
    let decisions = card.decisions.iter().map(|decision| {
        words("li", "", &format!("{}: ", decision.what))
            .put(words("strong", "", &decision.value))
            .put(words("span", "muted", &format!(" ({}) ", decision.because)))
            .all((!is_sample).then(|| {
                let others = decision
                    .choices
                    .iter()
                    .filter(|c| c.label != decision.value);
                let links = others.flat_map(|c| [text(" · "), answer(app, card, "link", c)]);
                el("span").all(links)
            }))
    });
    let issues = card.issues.iter().map(|(issue, n)| {
        words(
            "li",
            "",
            &format!("{issue}: {}", count(*n, "time", "times")),
        )
    });
    let is_loaded = card.status == FileStatus::Loaded;
    tag("article", "card")
        .put(
            tag("div", "title")
                .put(words("h3", "", &card.name))
                .all(recipe)
                .all(map)
                .all(remove),
        )
        .put(
            el("p")
                .put(words("span", class, word))
                .put(words("span", "muted", &about)),
        )
        .put(words("p", "", &card.sentence))
        .all(questions)
        .all(card.is_compared.then(|| {
            link("Download what changed", move || {
                app.export(Download::Changes(id));
            })
        }))
        .all(is_loaded.then(|| {
            counts(
                card.rows_read,
                card.rows_kept,
                card.rows_rejected,
                card.rows_deduplicated,
            )
        }))
        .all((!card.issues.is_empty()).then(|| folded("Worth knowing", el("ul").all(issues))))
        .all(
            (!card.decisions.is_empty())
                .then(|| folded("How it was read", el("ul").all(decisions))),
        )
        .all((!card.detail.is_empty()).then(|| folded("Technical detail", pre(&card.detail))))
}

/// Reads a file another way.
fn answer(app: App, card: &FileCard, class: &str, choice: &Reading) -> El {
    let (id, mut answers) = (card.id, card.answers.clone());
    answers.retain(|(key, _)| choice.answers.iter().all(|(new, _)| new != key));
    answers.extend(choice.answers.iter().cloned());
    button(class, &choice.label, move || {
        app.answer(id, answers.clone());
    })
}

/// Rows read = kept + set aside + duplicates, so that anyone can check that nothing vanished.
fn counts(read: u64, kept: u64, rejected: u64, duplicates: u64) -> El {
    let text = format!(
        "{} read = {} kept + {} set aside + {} duplicates",
        number(read),
        number(kept),
        number(rejected),
        number(duplicates)
    );
    words("p", "counts", &text)
}

fn sources(data: &DataView) -> El {
    let intro =
        "What the tables are built from. A file is recognised by its header, whatever its name.";
    el("section")
        .put(words("h2", "", "Sources"))
        .put(words("p", "muted", intro))
        .put(tag("div", "cards").all(data.sources.iter().map(|card| source(card, data.is_sample))))
}

fn source(card: &SourceCard, is_sample: bool) -> El {
    let columns = card.columns.iter().map(|column| {
        let is_required = card.required.contains(&column.name);
        let required = if is_required { " (required) " } else { " " };
        el("li")
            .put(words("code", "", &column.name))
            .say(required)
            .put(words("span", "muted", &column.doc))
    });
    let state = if card.files.is_empty() && is_sample {
        words(
            "p",
            "muted",
            "… Sample not opened yet: it loads with its page",
        )
    } else if card.files.is_empty() {
        el("p")
            .put(words("span", "warn", "! Empty"))
            .say(" No file has filled it.")
    } else {
        el("p")
            .put(words("span", "good", "✓ Filled"))
            .say(&format!(" by {}", card.files.join(", ")))
    };
    let counts = (!card.files.is_empty()).then(|| {
        counts(
            card.rows_read,
            card.rows_kept,
            card.rows_rejected,
            card.rows_deduplicated,
        )
    });
    tag("article", "card")
        .put(words("h3", "", &card.id))
        .put(words("p", "muted", &format!("One row is {}.", card.grain)))
        .put(state)
        .all(counts)
        .put(words("p", "", "A header like this is recognised:"))
        .put(pre(&card.header))
        .put(folded("Columns", el("ul").all(columns)))
}

fn rejects(app: App, data: &DataView) -> El {
    if data.rows_rejected == 0 {
        let none = "None: every row that was read is kept or an exact duplicate.";
        return el("section")
            .put(words("h2", "", "Rows set aside"))
            .put(words("p", "muted", none));
    }
    let shown = data.rejects.len() as u64;
    let said = if shown < data.rows_rejected {
        format!(
            "The first {} of {}. The download has all of them.",
            count(shown, "row", "rows"),
            number(data.rows_rejected)
        )
    } else {
        format!(
            "{}. Each says what is wrong and how to mend it.",
            count(shown, "row", "rows")
        )
    };
    let head = head(&[
        ("File", false),
        ("Line", true),
        ("What is wrong", false),
        ("Column", false),
        ("Value", false),
        ("Row as it stood", false),
    ]);
    let body = el("tbody").all(data.rejects.iter().map(reject));
    let save = button("button", "Download set-aside rows", move || {
        app.export(Download::Rejects);
    });
    card("Rows set aside")
        .attr("id", "rejects")
        .put(
            tag("div", "title")
                .put(words("p", "muted", &said))
                .put(save),
        )
        .put(region("Rows set aside").put(el("table").put(head).put(body)))
}

/// Text in which a piece between two backticks is a name or a value, and is set as code.
pub fn with_code(into: El, text: &str) -> El {
    let pieces: Vec<&str> = text.split('`').collect();
    // A lone backtick is a character of the value.
    if pieces.len().is_multiple_of(2) {
        return into.say(text);
    }
    pieces
        .into_iter()
        .enumerate()
        .fold(into, |into, (i, piece)| match i % 2 {
            0 => into.say(piece),
            _ => into.put(words("code", "", piece)),
        })
}

fn reject(row: &RejectRow) -> El {
    let raw = tag("td", "cut").attr("title", &row.raw);
    el("tr")
        .put(words("th", "", &row.file).attr("scope", "row"))
        .put(words("td", "num", &row.line.to_string()))
        .put(
            with_code(tag("td", "wrap"), &row.message)
                .say(" ")
                .put(words("code", "muted", &row.code)),
        )
        .put(words("td", "", &row.column))
        .put(words("td", "cut", &row.value).attr("title", &row.value))
        .put(raw.put(words("code", "", &row.raw)))
}
