//! The controls above a page: date range, comparison, grain, channels. Each one sets parameters of the link; what
//! they offer comes from the page's view (days covered, channels).

use super::menu::{item, menu};
use crate::app::state::App;
use crate::protocol::{Compare, Day, Grain, Hue, PageView, Range, day};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The row of controls.
pub fn filters(app: App) -> AnyView {
    view! {
        <div class="filters" role="group" aria-label="Filters">
            {range(app)}
            {choice(
                "Comparison",
                &[("previous", "vs previous range"), ("none", "No comparison")],
                move || match app.link.with(|link| link.params.compare) {
                    Compare::Previous => "previous",
                    Compare::None => "none",
                },
                move |word| app.change(|params| {
                    params.compare = if word == "none" { Compare::None } else { Compare::Previous };
                }),
            )}
            {choice(
                "Grain",
                &[("day", "By day"), ("week", "By week"), ("month", "By month")],
                move || app.link.with(|link| link.params.grain.word()),
                move |word| app.change(|params| {
                    params.grain = match word {
                        "day" => Grain::Day,
                        "month" => Grain::Month,
                        _ => Grain::Week,
                    };
                }),
            )}
            {channels(app)}
        </div>
    }
    .into_any()
}

/// A native choice of one.
pub fn choice(
    name: &'static str,
    options: &'static [(&'static str, &'static str)],
    value: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    set: impl Fn(&str) + 'static,
) -> AnyView {
    let options: Vec<AnyView> = options
        .iter()
        .map(|(word, text)| {
            view! { <option value=*word selected=move || value() == *word>{*text}</option> }
                .into_any()
        })
        .collect();
    view! {
        <select
            aria-label=name
            prop:value=value
            on:change=move |event| set(&event_target_value(&event))
        >
            {options}
        </select>
    }
    .into_any()
}

// ---- range ----

fn range(app: App) -> AnyView {
    let label = move || {
        app.view.with(|view| {
            let range = app.link.with(|link| link.params.range);
            match view.as_ref().and_then(|view| view.range) {
                _ if range == Range::default() && view.is_none() => "All data".to_owned(),
                Some((from, to)) => span(from, to),
                None => "All data".to_owned(),
            }
        })
    };
    let covered = move || app.view.with(|view| view.as_ref().and_then(covered));
    let presets = move || {
        let Some((from, to)) = covered() else {
            return Vec::new();
        };
        presets(from, to)
            .into_iter()
            .map(|(text, range)| {
                let is_on = move || app.link.with(|link| link.params.range == range);
                view! {
                    <button
                        type="button"
                        class="item"
                        aria-pressed=move || is_on().to_string()
                        on:click=move |_| app.change(|params| params.range = range)
                    >
                        {text}
                    </button>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
    };
    let note = move || covered().map(|(from, to)| format!("The data covers {}.", span(from, to)));
    let panel = view! {
        <div class="presets">{presets}</div>
        <div class="dates">
            {end(app, "From", true)}
            {end(app, "To", false)}
        </div>
        <p class="muted">{note}</p>
    };
    menu("range", "Date range", label, panel.into_any())
}

/// One end of the range as a date input. An empty one is open.
fn end(app: App, name: &'static str, is_from: bool) -> AnyView {
    let value = move || {
        let chosen = app.link.with(|link| {
            if is_from {
                link.params.range.from
            } else {
                link.params.range.to
            }
        });
        let resolved = app
            .view
            .with(|view| view.as_ref().and_then(|view| view.range))
            .map(|(from, to)| if is_from { from } else { to });
        chosen
            .or(resolved)
            .map(|day| day.to_string())
            .unwrap_or_default()
    };
    let set = move |event: web_sys::Event| {
        let day = Day::parse(&event_target_value(&event));
        app.change(|params| {
            let range = &mut params.range;
            if is_from {
                range.from = day;
            } else {
                range.to = day;
            }
            if let (Some(from), Some(to)) = (range.from, range.to)
                && from > to
            {
                (range.from, range.to) = (Some(to), Some(from));
            }
        });
    };
    view! {
        <label>
            {name}
            <input type="date" prop:value=value on:change=set/>
        </label>
    }
    .into_any()
}

fn covered(view: &PageView) -> Option<(Day, Day)> {
    view.covered.from.zip(view.covered.to)
}

/// Ranges that people ask for, from the days that the data covers: never an empty one.
fn presets(from: Day, to: Day) -> Vec<(String, Range)> {
    let closed = |from: Day, to: Day| Range {
        from: Some(from),
        to: Some(to),
    };
    let mut out = vec![("All data".to_owned(), Range::default())];
    // Full months, newest first; the last full one leads.
    let mut months = Vec::new();
    let mut first = to.first_of_month();
    while months.len() < 12 && first >= from.first_of_month() {
        let next = Day(first.0 + 31).first_of_month();
        let last = Day(next.0 - 1);
        if first >= from && last <= to {
            months.push((first, last));
        }
        first = Day(first.0 - 1).first_of_month();
    }
    if let Some((first, last)) = months.first() {
        out.push(("Last full month".to_owned(), closed(*first, *last)));
    }
    for days in [30, 90] {
        if to.0 - from.0 + 1 > days {
            out.push((
                format!("Last {days} days"),
                closed(Day(to.0 - days + 1), to),
            ));
        }
    }
    out.extend(months.into_iter().map(|(first, last)| {
        let (year, month, _) = first.ymd();
        (
            format!("{} {year}", day::month_name(month)),
            closed(first, last),
        )
    }));
    out
}

/// `1 Jul – 30 Sep 2025`.
pub fn span(from: Day, to: Day) -> String {
    if from.ymd().0 == to.ymd().0 {
        format!("{} – {}", from.short(), to.long())
    } else {
        format!("{} – {}", from.long(), to.long())
    }
}

// ---- channels ----

fn channels(app: App) -> AnyView {
    let label = move || {
        app.link.with(|link| match link.params.channels.as_slice() {
            [] => "All channels".to_owned(),
            [one] => one.clone(),
            many => format!("{} channels", many.len()),
        })
    };
    let boxes = move || {
        let mut known = app
            .view
            .with(|view| view.as_ref().map(|view| view.channels.clone()))
            .unwrap_or_default();
        // A channel of the link that the data does not have can still be taken out.
        for name in app.link.with(|link| link.params.channels.clone()) {
            if !known.iter().any(|(known, _)| *known == name) {
                known.push((name, Hue::Muted));
            }
        }
        known
            .into_iter()
            .map(|(name, hue)| checkbox(app, name, hue))
            .collect::<Vec<_>>()
    };
    let panel = view! {
        {item("All channels", move || app.change(|params| params.channels.clear()))}
        <fieldset>
            <legend class="sr">"Channels"</legend>
            {boxes}
        </fieldset>
    };
    menu("channels", "Channels", label, panel.into_any())
}

fn checkbox(app: App, name: String, hue: Hue) -> AnyView {
    let id = format!("channel-{name}");
    let text = name.clone();
    let is_on = {
        let name = name.clone();
        move || app.link.with(|link| link.params.channels.contains(&name))
    };
    let set = move |event: web_sys::Event| {
        let is_checked = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok())
            .is_some_and(|input| input.checked());
        app.change(|params| {
            params.channels.retain(|channel| *channel != name);
            if is_checked {
                params.channels.push(name.clone());
            }
        });
    };
    view! {
        <label class="item">
            <input type="checkbox" id=id prop:checked=is_on on:change=set/>
            <span class=format!("swatch {}", hue_class(hue))></span>
            {text}
        </label>
    }
    .into_any()
}

/// The class that gives a swatch its colour (`h-series-3`, `h-grey-0`, `h-muted`).
fn hue_class(hue: Hue) -> String {
    match hue {
        Hue::Series(n) if n < 8 => format!("h-series-{n}"),
        Hue::Grey(n) => format!("h-grey-{}", n.min(3)),
        Hue::Series(_) => "h-grey-2".to_owned(),
        Hue::Good => "h-good".to_owned(),
        Hue::Bad => "h-bad".to_owned(),
        Hue::Warn => "h-warn".to_owned(),
        Hue::Accent => "h-accent".to_owned(),
        Hue::Muted => "h-muted".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_offer_only_ranges_that_the_data_fills() -> Result<(), &'static str> {
        let day = |text| Day::parse(text).ok_or("no such day");
        let names: Vec<String> = presets(day("2025-07-02")?, day("2025-09-15")?)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            names,
            ["All data", "Last full month", "Last 30 days", "Aug 2025"]
        );
        Ok(())
    }

    #[test]
    fn a_span_names_the_year_once() -> Result<(), &'static str> {
        let day = |text| Day::parse(text).ok_or("no such day");
        assert_eq!(
            span(day("2025-07-01")?, day("2025-09-30")?),
            "1 Jul – 30 Sep 2025"
        );
        assert_eq!(
            span(day("2024-12-01")?, day("2025-01-31")?),
            "1 Dec 2024 – 31 Jan 2025"
        );
        Ok(())
    }
}
