//! The frame around every page: header, navigation, filters, status, footer. `index.html` paints the same frame
//! before this code has loaded, so nothing moves when it takes over.

use super::components::{drop, filters, menu, progress, tooltip, words as say};
use super::dom::{El, button, effect, el, link, slot, tag, words};
use super::pages::{self, PAGES, folded, pre};
use super::state::{App, Theme};
use super::{browser, engine};
use crate::protocol::FileStatus;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The page, from its skip link to its bubble.
pub fn shell(app: App) -> Vec<El> {
    menu::listen();
    mark_document(app);
    let skip = words("a", "skip", "Skip to content")
        .attr("href", "#main")
        .on("click", |event| {
            event.prevent_default();
            browser::reveal("main");
        });
    let main = el("main")
        .attr("id", "main")
        .attr("tabindex", "-1")
        .live_attr("aria-busy", move || {
            Some((app.phase() == "working").to_string())
        })
        .live(move || {
            if app.crash.with(String::is_empty) {
                vec![
                    filters::filters(app),
                    slot(move || notice(app)),
                    pages::content(app),
                ]
            } else {
                vec![crashed(app)]
            }
        });
    let privacy =
        "Tributary works inside this browser tab: no server, no account, nothing is uploaded.";
    vec![
        skip,
        header(app),
        navigation(app),
        main,
        el("footer").put(words("p", "", privacy)),
        progress::progress(app),
        drop::frame(app),
        tooltip::layer(),
    ]
}

/// State, theme and title of the document.
fn mark_document(app: App) {
    effect(move || {
        if let Some(html) = browser::document().and_then(|d| d.document_element()) {
            let theme = if app.is_dark() { "dark" } else { "light" };
            let _ = html.set_attribute("data-theme", theme);
            let _ = html.set_attribute("data-state", app.phase());
        }
    });
    effect(move || {
        let (page, sub) = app.place.get();
        let entry = PAGES.iter().find(|entry| entry.id == page);
        let name = if sub.is_empty() {
            entry.map_or("Not found", |entry| entry.name)
        } else {
            &sub
        };
        if let Some(document) = browser::document() {
            document.set_title(&format!("{name} · Tributary"));
        }
    });
}

fn notice(app: App) -> Vec<El> {
    let notice = app.notice.get();
    if notice.is_empty() {
        return Vec::new();
    }
    vec![
        tag("div", "notices")
            .attr("role", "alert")
            .put(words("p", "", &notice))
            .put(link("Dismiss", move || app.notice.set(String::new()))),
    ]
}

fn header(app: App) -> El {
    let icon = el("img")
        .attr("src", &browser::icon())
        .attr("alt", "")
        .attr("width", "24")
        .attr("height", "24");
    let theme = filters::choice(
        "Theme",
        &[
            ("system", "System theme"),
            ("light", "Light"),
            ("dark", "Dark"),
        ],
        move || {
            let word = match app.theme() {
                Theme::System => "system",
                Theme::Light => "light",
                Theme::Dark => "dark",
            };
            word.to_owned()
        },
        move |word| app.choose_theme(word),
    );
    let actions = tag("div", "actions")
        .put(drop::add_files(app))
        .put(button("button", "Copy link", move || copy_link(app)))
        .put(button("button", "Print", browser::print))
        .put(theme);
    el("header")
        .put(
            tag("a", "brand")
                .attr("href", "#/overview")
                .put(icon)
                .say("Tributary"),
        )
        .put(dataset(app))
        .put(actions)
}

/// What is loaded, in one line each: the set, its rows, and that nothing was sent.
fn dataset(app: App) -> El {
    let name = move || {
        app.data.with(|data| match data {
            Some(data) if !data.is_sample => {
                let loaded = data.files.iter();
                let loaded = loaded.filter(|file| file.status == FileStatus::Loaded);
                say::count(loaded.count() as u64, "file of yours", "files of yours")
            }
            _ => "Sample data: drop your exports anywhere".to_owned(),
        })
    };
    let sent = move || {
        app.data.track();
        match browser::requests() {
            (_, 0) => " · 0 bytes sent".to_owned(),
            (_, n) => format!(
                " · {} left this site",
                say::count(n as u64, "request", "requests")
            ),
        }
    };
    let requests = move || {
        app.data.track();
        let (all, foreign) = browser::requests();
        let all = say::count(all as u64, "request", "requests");
        Some(format!(
            "By the browser's own resource timing: {all}, {foreign} of them to other sites. Only this page's own files are fetched."
        ))
    };
    let status = app
        .place_link("", "data", String::new())
        .live_text(move || app.status());
    tag("div", "dataset")
        .put(tag("p", "strong").live_text(name))
        .put(
            el("p")
                .put(el("span").attr("role", "status").put(status))
                .put(
                    tag("span", "muted")
                        .live_attr("title", requests)
                        .live_text(sent),
                )
                .live(move || tests(app)),
        )
}

/// How the data tests stand, in words and with a sign; nothing before they have run.
fn tests(app: App) -> Vec<El> {
    let count = app.tests.get();
    let many = |n: u32, one, many| say::count(u64::from(n), one, many);
    let (class, text) = match (count.failed, count.warned, count.passed) {
        (0, 0, 0) => return Vec::new(),
        (0, 0, n) => ("good", format!("✓ {}", many(n, "test holds", "tests hold"))),
        (0, n, _) => ("warn", format!("! {}", many(n, "test warns", "tests warn"))),
        (n, ..) => ("bad", format!("✕ {}", many(n, "test fails", "tests fail"))),
    };
    vec![super::dom::text(" · "), words("span", class, &text)]
}

fn copy_link(app: App) {
    let address = browser::address(&app.link.with_untracked(super::link::Link::hash));
    browser::copy(&address, move |is_done| {
        let text = if is_done {
            "Link copied. It holds every control and none of the data."
        } else {
            "The browser refused to copy; the address bar holds the same link."
        };
        app.notice.set(text.to_owned());
    });
}

fn navigation(app: App) -> El {
    let items = PAGES.iter().map(|entry| {
        let link = app
            .place_link(entry.name, entry.id, String::new())
            .live_attr("aria-current", move || {
                app.place
                    .with(|(page, _)| page == entry.id)
                    .then(|| "page".to_owned())
            });
        el("li").put(link)
    });
    let nav = el("nav")
        .attr("aria-label", "Pages")
        .put(el("ul").all(items));
    // On a phone the pages are a strip: the one on show is scrolled into it.
    let strip = nav.element().clone();
    effect(move || {
        app.place.track();
        let strip = strip.clone();
        request_animation_frame(move || {
            if let Ok(Some(link)) = strip.query_selector("[aria-current]") {
                let link: web_sys::HtmlElement = link.unchecked_into();
                strip.set_scroll_left(link.offset_left() - 48);
            }
        });
    });
    nav
}

/// The engine is gone: what happened, what is still there, what to do.
fn crashed(app: App) -> El {
    let kept = engine::kept();
    let files = if kept.is_empty() {
        "No file of yours was loaded.".to_owned()
    } else {
        format!(
            "Your files are still here and will be loaded again: {}.",
            kept.join(", ")
        )
    };
    let what = format!("Something in the engine went wrong and it was shut down. {files}");
    tag("div", "card")
        .attr("role", "alert")
        .put(words("h1", "", "The engine stopped"))
        .put(words("p", "prose", &what))
        .put(button("button primary", "Restart the engine", move || {
            app.restart();
        }))
        .put(folded("Technical detail", pre(&app.crash.get())))
}
