//! The controls above a page: date range, comparison, grain, channels. Each one sets parameters of the link; what
//! they offer comes from the page's view (days covered, channels).

use super::controls::controls;
use super::menu::{item, menu};
use crate::app::browser;
use crate::app::dom::{El, button, el, tag, words};
use crate::app::state::App;
use crate::protocol::{Compare, Day, Filters, Grain, Hue, PageView, Range, day};
use leptos::prelude::*;

/// The row of controls.
pub fn filters(app: App) -> El {
    let compare = choice(
        "Comparison",
        &[("previous", "vs previous range"), ("none", "No comparison")],
        move || {
            let word = match app.link.with(|link| link.params.compare) {
                Compare::Previous => "previous",
                Compare::None => "none",
            };
            word.to_owned()
        },
        move |word| {
            app.change(|params| {
                params.compare = if word == "none" {
                    Compare::None
                } else {
                    Compare::Previous
                };
            });
        },
    );
    let grain = choice(
        "Grain",
        &[
            ("day", "By day"),
            ("week", "By week"),
            ("month", "By month"),
        ],
        move || app.link.with(|link| link.params.grain.word().to_owned()),
        move |word| {
            app.change(|params| {
                params.grain = match word {
                    "day" => Grain::Day,
                    "month" => Grain::Month,
                    _ => Grain::Week,
                };
            });
        },
    );
    tag("div", "filters")
        .attr("role", "group")
        .attr("aria-label", "Filters")
        .live_attr("data-page", move || {
            Some(app.place.with(|place| place.0.clone()))
        })
        .put(shown(app, range(app), |filters| filters.range))
        .put(shown(app, compare, |filters| filters.compare))
        .put(tag("span", "muted hint").live_text(move || nothing_before(app).to_owned()))
        .put(shown(app, grain, |filters| filters.grain))
        .put(shown(app, channels(app), |filters| filters.channel))
        .put(controls(app))
}

/// A filter is there where the page says that it has an effect.
fn shown(app: App, filter: El, is_on: fn(&Filters) -> bool) -> El {
    filter.live_attr("hidden", move || {
        let is_on = app
            .view
            .with(|view| view.as_ref().is_none_or(|view| is_on(&view.filters)));
        (!is_on).then(String::new)
    })
}

/// That a comparison is asked for and there is nothing to compare with.
fn nothing_before(app: App) -> &'static str {
    app.on_view(|view| match view {
        Some(view)
            if view.params.compare == Compare::Previous
                && view.filters.compare
                && view.range.is_some()
                && view.compared.is_none() =>
        {
            "no earlier data to compare with"
        }
        _ => "",
    })
}

/// A native choice of one.
pub fn choice(
    name: &str,
    options: &[(&str, &str)],
    value: impl Fn() -> String + 'static,
    set: impl Fn(&str) + 'static,
) -> El {
    let options = options
        .iter()
        .map(|(word, text)| words("option", "", text).attr("value", word));
    el("select")
        .attr("aria-label", name)
        .all(options)
        .live_value(value)
        .on("change", move |event| set(&browser::value(&event)))
}

// ---- range ----

fn range(app: App) -> El {
    let label = move || {
        app.on_view(|view| match view.and_then(|view| view.range) {
            Some((from, to)) => span(from, to),
            None => "All data".to_owned(),
        })
    };
    let covered = move || app.on_view(|view| view.and_then(covered));
    let preset = move |(text, range): (String, Range)| {
        button("item", &text, move || {
            app.change(|params| params.range = range);
        })
        .attr("id", &format!("range-{text}"))
        .live_attr("aria-pressed", move || {
            Some(app.link.with(|link| link.params.range == range).to_string())
        })
    };
    let note = move || match covered() {
        Some((from, to)) => format!("The data covers {}.", span(from, to)),
        None => String::new(),
    };
    let presets = tag("div", "presets").live_on(note, move || {
        let list = covered().map_or_else(Vec::new, |(from, to)| presets(from, to));
        list.into_iter().map(preset).collect()
    });
    let dates = tag("div", "dates")
        .put(end(app, "From", true))
        .put(end(app, "To", false));
    let note = tag("p", "muted").live_text(note);
    menu("range", "Date range", label, vec![presets, dates, note])
}

/// One end of the range as a date input. An empty one is open.
fn end(app: App, name: &str, is_from: bool) -> El {
    let value = move || {
        let chosen = app.link.with(|link| {
            let range = link.params.range;
            if is_from { range.from } else { range.to }
        });
        let resolved = app
            .on_view(|view| view.and_then(|view| view.range))
            .map(|(from, to)| if is_from { from } else { to });
        let day = chosen.or(resolved).map(|day| day.to_string());
        day.unwrap_or_default()
    };
    let input = el("input")
        .attr("type", "date")
        .live_value(value)
        .on("change", move |event| {
            let day = Day::parse(&browser::value(&event));
            app.change(|params| {
                let range = &mut params.range;
                *(if is_from {
                    &mut range.from
                } else {
                    &mut range.to
                }) = day;
                if let (Some(from), Some(to)) = (range.from, range.to)
                    && from > to
                {
                    (range.from, range.to) = (Some(to), Some(from));
                }
            });
        });
    words("label", "", name).put(input)
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

/// `1–31 Aug 2025`, `1 Jul – 30 Sep 2025`, `1 Dec 2024 – 31 Jan 2025`, `3 Sep 2025`.
pub fn span(from: Day, to: Day) -> String {
    let ((year, month, first), (to_year, to_month, _)) = (from.ymd(), to.ymd());
    if from == to {
        from.long()
    } else if (year, month) == (to_year, to_month) {
        format!("{first}–{}", to.long())
    } else if year == to_year {
        format!("{} – {}", from.short(), to.long())
    } else {
        format!("{} – {}", from.long(), to.long())
    }
}

// ---- channels ----

fn channels(app: App) -> El {
    let label = move || {
        app.link.with(|link| match link.params.channels.as_slice() {
            [] => "All channels".to_owned(),
            [one] => one.clone(),
            many => format!("{} channels", many.len()),
        })
    };
    let known = move || {
        let mut known = app
            .on_view(|view| view.map(|view| view.channels.clone()))
            .unwrap_or_default();
        // A channel of the link that the data does not have can still be taken out.
        for name in app.link.with(|link| link.params.channels.clone()) {
            if !known.iter().any(|(known, _)| *known == name) {
                known.push((name, Hue::Muted));
            }
        }
        known
    };
    let mark = move || {
        let mut out = String::new();
        for (name, hue) in known() {
            out.push_str(&name);
            out.push_str(&hue_class(hue));
        }
        out
    };
    let boxes = move || {
        let boxes = known().into_iter();
        boxes.map(|(name, hue)| checkbox(app, name, hue)).collect()
    };
    let all = item("All channels", move || {
        app.change(|params| params.channels.clear());
    });
    let list = el("fieldset")
        .put(words("legend", "sr", "Channels"))
        .live_on(mark, boxes);
    menu("channels", "Channels", label, vec![all, list])
}

fn checkbox(app: App, name: String, hue: Hue) -> El {
    let its_name = name.clone();
    let input = el("input")
        .attr("type", "checkbox")
        .attr("id", &format!("channel-{name}"))
        .live_prop("checked", move || {
            let is_in = app
                .link
                .with(|link| link.params.channels.contains(&its_name));
            Some(is_in.into())
        });
    let label = tag("label", "item");
    let text = name.clone();
    let input = input.on("change", move |_| {
        app.change(|params| {
            let before = params.channels.len();
            params.channels.retain(|channel| *channel != name);
            if params.channels.len() == before {
                params.channels.push(name.clone());
            }
        });
    });
    label
        .put(input)
        .put(tag("span", &format!("swatch {}", hue_class(hue))))
        .say(&text)
}

/// The class that gives a channel's swatch its colour (`h-series-3`, `h-grey-0`); a channel never has one of the meanings.
fn hue_class(hue: Hue) -> String {
    match hue {
        Hue::Series(n) if n < 8 => format!("h-series-{n}"),
        Hue::Grey(n) => format!("h-grey-{}", n.min(3)),
        Hue::Series(_) => "h-grey-2".to_owned(),
        _ => String::new(),
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
    fn a_span_says_nothing_twice() -> Result<(), &'static str> {
        let span = |from, to| {
            let day = |text| Day::parse(text).ok_or("no such day");
            Ok::<_, &'static str>(super::span(day(from)?, day(to)?))
        };
        assert_eq!(span("2025-08-01", "2025-08-31")?, "1–31 Aug 2025");
        assert_eq!(span("2025-07-01", "2025-09-30")?, "1 Jul – 30 Sep 2025");
        assert_eq!(
            span("2024-12-01", "2025-01-31")?,
            "1 Dec 2024 – 31 Jan 2025"
        );
        assert_eq!(span("2025-09-03", "2025-09-03")?, "3 Sep 2025");
        Ok(())
    }
}
