//! The controls of one page: choices, sliders, orders, searches, as its view lists them. Each sets one key of the link
//! and shows the value that the view on screen answers.

use super::menu::menu;
use crate::app::browser;
use crate::app::dom::{El, button, effect, el, tag, words};
use crate::app::link::Link;
use crate::app::state::App;
use crate::protocol::{Control, ControlKind, PageView};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

/// The controls of the page on show; laid out anew only where the page has other ones.
pub fn controls(app: App) -> El {
    let shape = move || {
        app.view
            .with(|view| view.as_ref().map_or_else(String::new, shape_of))
    };
    tag("div", "slot").live_on(shape, move || {
        app.view.with(|view| {
            let controls: Vec<&Control> = view.iter().flat_map(|view| &view.controls).collect();
            let mut out = Vec::with_capacity(controls.len());
            for group in controls.chunk_by(|a, b| !a.fold.is_empty() && !b.fold.is_empty()) {
                let inside: Vec<El> = group.iter().map(|c| control(app, c)).collect();
                if group[0].fold.is_empty() {
                    out.extend(inside);
                } else {
                    out.push(fold(app, inside));
                }
            }
            out
        })
    })
}

/// What one button folds away.
fn fold(app: App, inside: Vec<El>) -> El {
    let said = move || {
        app.on_view(|view| {
            let mut folds = view.iter().flat_map(|view| &view.controls);
            let found = folds.find(|control| !control.fold.is_empty());
            found.map_or_else(String::new, |control| control.fold.clone())
        })
    };
    menu("fold", "More controls", said, inside)
}

/// What the layout of a page's controls depends on: which ones there are. Values, options and orders change in place,
/// so that an open list stays open.
fn shape_of(view: &PageView) -> String {
    let mut out = String::new();
    for control in &view.controls {
        out.push_str(&control.key);
        out.push('\n');
        out.push_str(&control.label);
        if let ControlKind::Slider { min, max, .. } = &control.kind {
            out.push_str(&min.to_string());
            out.push_str(&max.to_string());
        }
    }
    out
}

/// A control that is on screen: what it sets, and what the view says of it.
#[derive(Clone)]
struct Knob {
    app: App,
    key: Rc<str>,
}

impl Knob {
    /// What the view on screen says of this control.
    fn seen<T>(&self, read: impl Fn(&Control) -> T) -> Option<T> {
        self.app.view.with(|view| {
            let mut controls = view.iter().flat_map(|view| &view.controls);
            controls.find(|c| *c.key == *self.key).map(read)
        })
    }

    fn value(&self) -> String {
        self.seen(|control| control.value.clone())
            .unwrap_or_default()
    }

    /// The link with this value.
    fn link(&self, value: &str) -> Link {
        let mut link = self.app.link.get_untracked();
        let default = untrack(|| self.seen(|control| control.default.clone()));
        let default = default.unwrap_or_default();
        link.params.set_control(&self.key, value, &default);
        link
    }

    fn set(&self, value: &str) {
        self.app.go(&self.link(value), false);
    }
}

fn control(app: App, control: &Control) -> El {
    let knob = Knob {
        app,
        key: control.key.as_str().into(),
    };
    let label = control.label.clone();
    let told = knob.clone();
    let help = move || told.seen(|control| control.help.clone());
    let inside = match &control.kind {
        ControlKind::Choice(_) => choice(knob, &label),
        ControlKind::Slider { min, max, unit } => slider(knob, &label, (*min, *max), unit.clone()),
        ControlKind::Order(_) => return order(knob, label).live_attr("title", help),
        ControlKind::Search { hint, .. } => search(knob, &label, hint),
    };
    tag("label", "control")
        .live_attr("title", help)
        .put(words("span", "muted", &label))
        .put(inside)
}

// ---- choice ----

fn choice(knob: Knob, label: &str) -> El {
    let (seen, offered) = (knob.clone(), knob.clone());
    let mark = move || {
        let mark = seen.seen(|control| {
            let mut out = control.value.clone();
            for (value, text) in choices(control) {
                out.push_str(value);
                out.push_str(text);
            }
            out
        });
        mark.unwrap_or_default()
    };
    let options = move || {
        let options = offered.seen(|control| {
            let option = |(value, text): &(String, String)| {
                let option = words("option", "", text).attr("value", value);
                if *value == control.value {
                    option.attr("selected", "")
                } else {
                    option
                }
            };
            choices(control).iter().map(option).collect()
        });
        options.unwrap_or_default()
    };
    el("select")
        .attr("aria-label", label)
        .live_on(mark, options)
        .on("change", move |event| knob.set(&browser::value(&event)))
}

fn choices(control: &Control) -> &[(String, String)] {
    match &control.kind {
        ControlKind::Choice(options) => options,
        _ => &[],
    }
}

// ---- slider ----

/// A range with its number beside it. While it is dragged the number follows at once, and the engine is asked again
/// only when it has answered.
fn slider(knob: Knob, label: &str, (min, max): (i32, i32), unit: String) -> El {
    let app = knob.app;
    // What the hand has set and the engine was not asked for yet.
    let waiting = RwSignal::new(String::new());
    let shown = RwSignal::new(String::new());
    // Only the first step of a drag, or of a row of keys, is an entry of the history.
    let is_dragged = Rc::new(Cell::new(false));
    let (held, focused) = (is_dragged.clone(), is_dragged.clone());
    let (seen, asking) = (knob.clone(), knob);
    effect(move || {
        let value = seen.value();
        if waiting.with_untracked(String::is_empty) {
            shown.set(value);
        }
    });
    effect(move || {
        let value = waiting.get();
        if !value.is_empty() && !app.is_asked.get() {
            waiting.set(String::new());
            app.go(&asking.link(&value), is_dragged.get());
            is_dragged.set(true);
        }
    });
    let input = el("input")
        .attr("type", "range")
        .attr("min", &min.to_string())
        .attr("max", &max.to_string())
        .attr("aria-label", label)
        .live_attr("aria-valuetext", {
            let unit = unit.clone();
            move || Some(format!("{} {unit}", shown.get()))
        })
        .live_value(move || shown.get())
        .on("input", move |event| {
            let value = browser::value(&event);
            shown.set(value.clone());
            waiting.set(value);
        })
        .on("pointerdown", move |_| held.set(false))
        .on("focus", move |_| focused.set(false));
    tag("span", "slider")
        .put(input)
        .put(tag("span", "strong").live_text(move || format!("{} {unit}", shown.get())))
}

// ---- order ----

/// (value, text, whether it takes part).
type Item = (String, String, bool);

fn order(knob: Knob, label: String) -> El {
    let seen = knob.clone();
    let items = move || {
        let list = seen.seen(|control| match &control.kind {
            ControlKind::Order(items) => items.clone(),
            _ => Vec::new(),
        });
        list.unwrap_or_default()
    };
    let listed = items.clone();
    let text = move || {
        let items = listed();
        let inside = items.iter().filter(|item| item.2).count();
        format!("{label}: {inside} of {}", items.len())
    };
    // The line that is being dragged.
    let held = Rc::new(Cell::new(usize::MAX));
    let list = el("ol").live(move || {
        let items: Rc<[Item]> = items().into();
        (0..items.len())
            .map(|i| line(&knob, &items, i, &held))
            .collect()
    });
    menu("order", "Order", text, vec![list])
}

fn line(knob: &Knob, items: &Rc<[Item]>, i: usize, held: &Rc<Cell<usize>>) -> El {
    let (value, text, is_in) = &items[i];
    let set = {
        let (knob, items) = (knob.clone(), Rc::clone(items));
        Rc::new(move |from: usize, to: usize, is_turned: bool| {
            knob.set(&ordered(&items, from, to, is_turned));
        })
    };
    let id = format!("order-{}-{value}", knob.key);
    let (turn, up, down, drop) = (set.clone(), set.clone(), set.clone(), set);
    let input = el("input")
        .attr("type", "checkbox")
        .attr("id", &id)
        .live_prop("checked", {
            let is_in = *is_in;
            move || Some(is_in.into())
        })
        .on("change", move |_| turn(i, i, true));
    let step = |sign: &str, word: &str, is_last: bool| {
        (
            format!("{id}-{word}"),
            format!("Move {text} {word}"),
            sign.to_owned(),
            is_last,
        )
    };
    let arrow = |(id, name, sign, is_last): (String, String, String, bool), act: Box<dyn Fn()>| {
        // At an end it stays a button, so that what was moved there keeps the focus; it only does nothing.
        button("link", &sign, move || {
            if !is_last {
                act();
            }
        })
        .attr("id", &id)
        .attr("aria-label", &name)
        .attr("aria-disabled", if is_last { "true" } else { "false" })
    };
    let (count, last) = (items.len(), items.len() - 1);
    let (lifted, over, held) = (held.clone(), held.clone(), held.clone());
    tag("li", "item")
        .attr("draggable", "true")
        .put(el("label").put(input).say(" ").say(text))
        .put(arrow(
            step("↑", "up", i == 0),
            Box::new(move || up(i, i.saturating_sub(1), false)),
        ))
        .put(arrow(
            step("↓", "down", i == last),
            Box::new(move || down(i, (i + 1).min(last), false)),
        ))
        .on("dragstart", move |_| lifted.set(i))
        .on("dragover", move |event| {
            if over.get() < count {
                event.prevent_default();
            }
        })
        .on("drop", move |event| {
            let from = held.replace(usize::MAX);
            if from < count {
                event.prevent_default();
                drop(from, i, false);
            }
        })
}

/// The values that take part, in order, after one has moved or was turned on or off.
fn ordered(items: &[Item], from: usize, to: usize, is_turned: bool) -> String {
    let mut items = items.to_vec();
    if from < items.len() {
        let mut item = items.remove(from);
        item.2 ^= is_turned;
        items.insert(to.min(items.len()), item);
    }
    let inside = items.iter().filter(|item| item.2);
    let values: Vec<&str> = inside.map(|item| item.0.as_str()).collect();
    values.join(",")
}

// ---- search ----

fn search(knob: Knob, label: &str, hint: &str) -> El {
    let list = format!("list-{}", knob.key);
    let (seen, shown) = (knob.clone(), knob.clone());
    let options = el("datalist").attr("id", &list).live(move || {
        let options = seen.seen(|control| match &control.kind {
            ControlKind::Search { options, .. } => options.clone(),
            _ => Vec::new(),
        });
        let option = |value: &String| el("option").attr("value", value);
        options.iter().flatten().map(option).collect()
    });
    let input = el("input")
        .attr("type", "search")
        .attr("list", &list)
        .attr("placeholder", hint)
        .attr("aria-label", label)
        .live_value(move || shown.value())
        .on("change", move |event| {
            knob.set(browser::value(&event).trim());
        });
    tag("span", "search").put(input).put(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_says_what_takes_part_after_a_move_or_a_turn() {
        let items: Vec<Item> = [("a", true), ("b", false), ("c", true)]
            .map(|(v, is_in)| (v.to_owned(), v.to_owned(), is_in))
            .to_vec();
        assert_eq!(ordered(&items, 2, 0, false), "c,a");
        assert_eq!(ordered(&items, 1, 1, true), "a,b,c");
        assert_eq!(ordered(&items, 0, 0, true), "c");
        assert_eq!(ordered(&items, 9, 0, false), "a,c");
    }
}
