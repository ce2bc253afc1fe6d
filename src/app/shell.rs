//! The frame around every page: header, navigation, filters, status, footer. `index.html` paints the same frame
//! before this code has loaded, so nothing moves when it takes over.

use super::components::{drop, filters, menu, progress, tooltip, words};
use super::pages::{self, PAGES};
use super::state::{App, Theme};
use super::{browser, engine};
use leptos::prelude::*;

/// The page.
pub fn shell(app: App) -> AnyView {
    menu::listen();
    Effect::new(move |_| {
        if let Some(html) = browser::document().and_then(|d| d.document_element()) {
            let _ = html.set_attribute("data-state", app.phase());
            let theme = if app.is_dark() { "dark" } else { "light" };
            let _ = html.set_attribute("data-theme", theme);
        }
    });
    Effect::new(move |_| {
        let name = app.link.with(|link| {
            let entry = PAGES.iter().find(|entry| entry.id == link.page);
            if link.sub.is_empty() {
                entry.map_or("Tributary", |entry| entry.name).to_owned()
            } else {
                link.sub.clone()
            }
        });
        if let Some(document) = browser::document() {
            document.set_title(&format!("{name} · Tributary"));
        }
    });
    view! {
        <a
            class="skip"
            href="#main"
            on:click=move |event| {
                event.prevent_default();
                browser::reveal("main");
            }
        >
            "Skip to content"
        </a>
        {header(app)}
        {navigation(app)}
        <main id="main" tabindex="-1" aria-busy=move || (app.phase() == "working").to_string()>
            {move || if app.crash.with(Option::is_some) { crashed(app) } else { living(app) }}
        </main>
        <footer>
            <p>"Tributary works inside this browser tab: no server, no account, nothing is uploaded."</p>
        </footer>
        {progress::progress(app)}
        {drop::frame(app)}
        {tooltip::layer()}
    }
    .into_any()
}

fn living(app: App) -> AnyView {
    view! {
        {filters::filters(app)}
        {move || {
            let notice = app.notice.get();
            (!notice.is_empty()).then(|| view! {
                <div class="notices" role="alert">
                    <p>{notice}</p>
                    <button type="button" class="link" on:click=move |_| app.notice.set(String::new())>
                        "Dismiss"
                    </button>
                </div>
            })
        }}
        {pages::content(app)}
    }
    .into_any()
}

fn header(app: App) -> AnyView {
    view! {
        <header>
            <a class="brand" href="#/overview">
                <img src="assets/icon.svg" alt="" width="24" height="24"/>
                "Tributary"
            </a>
            {dataset(app)}
            <div class="actions">
                {drop::add_files(app)}
                <button type="button" class="button" on:click=move |_| copy_link(app)>"Copy link"</button>
                <button type="button" class="button" on:click=|_| browser::print()>"Print"</button>
                {filters::choice(
                    "Theme",
                    &[("system", "System theme"), ("light", "Light"), ("dark", "Dark")],
                    move || match app.theme() {
                        Theme::System => "system",
                        Theme::Light => "light",
                        Theme::Dark => "dark",
                    },
                    move |word| app.choose_theme(word),
                )}
            </div>
        </header>
    }
    .into_any()
}

/// What is loaded, in one line each: the set, its rows, and that nothing was sent.
fn dataset(app: App) -> AnyView {
    let name = move || {
        app.data.with(|data| match data {
            Some(data) if !data.is_sample => {
                words::count(data.files.len() as u64, "file of yours", "files of yours")
            }
            _ => "Sample data: drop your exports anywhere".to_owned(),
        })
    };
    let sent = move || {
        app.data.track();
        app.job.track();
        match browser::requests() {
            (_, 0) => "0 bytes sent".to_owned(),
            (_, foreign) => format!(
                "{} left this site",
                words::count(foreign as u64, "request", "requests")
            ),
        }
    };
    let requests = move || {
        app.data.track();
        let (all, foreign) = browser::requests();
        format!(
            "By the browser's own resource timing: {}, all for this page's own files; {foreign} to other sites.",
            words::count(all as u64, "request", "requests")
        )
    };
    view! {
        <div class="dataset">
            <p class="strong">{name}</p>
            <p>
                <span role="status">
                    <a href=move || format!("#{}", app.link.with(|link| link.on("data", "").hash()))>
                        {move || app.status()}
                    </a>
                </span>
                <span class="muted sent" title=requests>" · " {sent}</span>
            </p>
        </div>
    }
    .into_any()
}

fn copy_link(app: App) {
    let address = browser::address(&app.link.with_untracked(super::link::Link::hash));
    browser::copy(&address, move |is_done| {
        app.notice.set(if is_done {
            "Link copied. It holds every control and none of the data.".to_owned()
        } else {
            "The browser refused to copy; the address bar holds the same link.".to_owned()
        });
    });
}

fn navigation(app: App) -> AnyView {
    let items: Vec<AnyView> = PAGES
        .iter()
        .map(|entry| {
            let is_here = move || app.link.with(|link| link.page == entry.id);
            view! {
                <li>
                    <a
                        href=move || format!("#{}", app.link.with(|link| link.on(entry.id, "").hash()))
                        aria-current=move || is_here().then_some("page")
                    >
                        {entry.name}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <nav aria-label="Pages"><ul>{items}</ul></nav> }.into_any()
}

/// The engine is gone: what happened, what is still there, what to do.
fn crashed(app: App) -> AnyView {
    let kept = engine::kept();
    let files = if kept.is_empty() {
        "No file of yours was loaded.".to_owned()
    } else {
        format!(
            "Your files are still here and will be loaded again: {}.",
            kept.join(", ")
        )
    };
    let detail = app.crash.get().unwrap_or_default();
    view! {
        <div class="card" role="alert">
            <h1>"The engine stopped"</h1>
            <p class="prose">"Something in the engine went wrong and it was shut down. " {files}</p>
            <button type="button" class="button primary" on:click=move |_| app.restart()>
                "Restart the engine"
            </button>
            <details>
                <summary>"Technical detail"</summary>
                <pre tabindex="0">{detail}</pre>
            </details>
        </div>
    }
    .into_any()
}
