//! The dialogue that says which column of a file fills which column of a source: guesses first, sample values beside, and
//! what is still missing.

use crate::app::browser;
use crate::app::dom::{El, button, effect, el, tag, words};
use crate::app::state::App;
use crate::protocol::{Answers, MappingView};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// The dialogue, closed until a file's columns come.
pub fn dialog(app: App) -> El {
    // The source chosen, and the header name that fills each of its columns.
    let chosen: RwSignal<(String, Answers)> = RwSignal::default();
    let dialog = tag("dialog", "card").attr("aria-label", "Map columns");
    let element: HtmlDialogElement = dialog.html().clone().unchecked_into();
    let shown = element.clone();
    effect(move || {
        app.mapping.with(|view| {
            let Some(view) = view else { return };
            // The source of which most is filled.
            let filled = |guess: &&(String, Answers)| {
                guess.1.iter().filter(|(_, name)| !name.is_empty()).count()
            };
            let best = view.guesses.iter().max_by_key(filled);
            chosen.set(best.cloned().unwrap_or_default());
            let _ = shown.show_modal();
        });
    });
    dialog.live(move || {
        let close = element.clone();
        app.mapping.with(|view| match view {
            Some(view) => form(app, view, chosen, close),
            None => Vec::new(),
        })
    })
}

#[allow(clippy::too_many_lines)] // One form: its parts share what is chosen.
fn form(
    app: App,
    view: &MappingView,
    chosen: RwSignal<(String, Answers)>,
    dialog: HtmlDialogElement,
) -> Vec<El> {
    let guesses = view.guesses.clone();
    let sources: Vec<String> = guesses.iter().map(|(id, _)| id.clone()).collect();
    let source = select("map-source", "What is it?", &sources, move || {
        chosen.with(|chosen| chosen.0.clone())
    })
    .on("change", move |event| {
        let id = browser::value(&event);
        chosen.set(
            guesses
                .iter()
                .find(|(known, _)| *known == id)
                .cloned()
                .unwrap_or_default(),
        );
    });
    let (names, samples) = (view.names.clone(), view.samples.clone());
    // Made anew where another source is chosen, not where a column is.
    let id = Memo::new(move |_| chosen.with(|chosen| chosen.0.clone()));
    let columns = tag("div", "mapping").live(move || {
        let id = id.get();
        let columns = chosen.with_untracked(|chosen| chosen.1.clone());
        let fields = columns.into_iter().enumerate().map(|(at, (column, _))| {
            let required = if is_required(app, &id, &column) {
                " (required)"
            } else {
                ""
            };
            let filled = move || {
                chosen.with(|chosen| {
                    chosen
                        .1
                        .get(at)
                        .map(|(_, name)| name.clone())
                        .unwrap_or_default()
                })
            };
            let (names, samples) = (names.clone(), samples.clone());
            let known = names.clone();
            let choices: Vec<String> = std::iter::once(String::new()).chain(names).collect();
            let label = format!("{column}{required}");
            el("div")
                .put(
                    select(&format!("map-{column}"), &label, &choices, filled).on(
                        "change",
                        move |event| {
                            chosen.update(|chosen| {
                                if let Some(slot) = chosen.1.get_mut(at) {
                                    slot.1 = browser::value(&event);
                                }
                            });
                        },
                    ),
                )
                .put(tag("small", "muted").live_text(move || {
                    let name = filled();
                    let at = known.iter().position(|known| *known == name);
                    at.and_then(|at| samples.get(at).cloned())
                        .unwrap_or_default()
                }))
        });
        fields.collect()
    });
    let missing = move || {
        chosen.with(|(id, columns)| {
            let empty = columns.iter().filter(|(_, name)| name.is_empty());
            let required = empty.filter(|(column, _)| is_required(app, id, column));
            required
                .map(|(column, _)| column.clone())
                .collect::<Vec<_>>()
                .join(", ")
        })
    };
    let file = view.file;
    let (cancel, done) = (dialog.clone(), dialog);
    vec![
        words("h2", "", "Map columns"),
        words(
            "p",
            "muted",
            "Which column of the file fills which? It is kept in this browser for the next file of this header.",
        ),
        source,
        columns,
        el("p")
            .attr("role", "status")
            .live_text(move || match missing() {
                none if none.is_empty() => "Nothing is missing.".to_owned(),
                names => format!("Still missing: {names}."),
            }),
        tag("div", "title")
            .put(
                button("button primary", "Load it so", move || {
                    let (id, columns) = chosen.get_untracked();
                    let named = columns
                        .into_iter()
                        .map(|(column, name)| (format!("column {column}"), name));
                    let mut answers = said(app, file);
                    answers.retain(|(key, _)| key != "source" && !key.starts_with("column "));
                    answers.push(("source".to_owned(), id));
                    answers.extend(named);
                    done.close();
                    app.answer(file, answers);
                })
                .live_attr("disabled", move || {
                    (!missing().is_empty()).then(String::new)
                }),
            )
            .put(button("button", "Cancel", move || cancel.close())),
    ]
}

/// What was said about a file so far.
fn said(app: App, file: u32) -> Answers {
    app.data.with_untracked(|data| {
        let cards = data.iter().flat_map(|data| &data.files);
        let mut card = cards.filter(|card| card.id == file);
        card.next()
            .map(|card| card.answers.clone())
            .unwrap_or_default()
    })
}

fn is_required(app: App, source: &str, column: &str) -> bool {
    app.data.with_untracked(|data| {
        let mut cards = data.iter().flat_map(|data| &data.sources);
        cards.any(|card| card.id == source && card.required.iter().any(|name| name == column))
    })
}

/// A labelled choice of texts; the empty one is shown as a dash.
fn select(id: &str, label: &str, choices: &[String], value: impl Fn() -> String + 'static) -> El {
    let options = choices.iter().map(|choice| {
        let shown = if choice.is_empty() { "–" } else { choice };
        words("option", "", shown).attr("value", choice)
    });
    let field = el("select").attr("id", id).all(options);
    words("label", "", label)
        .attr("for", id)
        .put(field.live_value(value))
}
