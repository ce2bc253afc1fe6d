//! A chart on a canvas at device pixels, painted again on a change of size, theme, data or pixel density. One farther
//! than a screen from what is in sight gives its pixels back, 4 bytes each, and is painted when it comes near.
//!
//! `still` only shows (sparklines); `live` adds tooltips by pointer and arrow keys, and clicks that filter
//! or lead to the rows behind a mark.

use super::paint;
use super::tooltip::{self, Bubble};
use crate::app::dom::{El, effect, tag};
use crate::app::state::App;
use crate::app::{browser, link, turns};
use crate::chart::Hit;
use crate::protocol::ChartView;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    HtmlCanvasElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    MouseEvent, ResizeObserver,
};

/// How far from a mark a pointer still means it, in pixels.
const REACH: i32 = 12;

/// A picture without interaction, hidden from screen readers (the number beside it says it).
pub fn still(app: App, view: RwSignal<ChartView>, class: &str) -> El {
    let out = tag("canvas", class).attr("aria-hidden", "true");
    painted(app, view, &out, RwSignal::new(Vec::new()));
    out
}

/// A chart that answers to pointer and keys.
pub fn live(app: App, view: RwSignal<ChartView>) -> El {
    let marks = RwSignal::new(Vec::<Hit>::new());
    let at = RwSignal::new(None::<usize>);
    let id = view.with_untracked(|view| format!("canvas-{}", view.id));
    let out = tag("canvas", "chart")
        .attr("id", &id)
        .attr("role", "img")
        .attr("tabindex", "0")
        .live_class("clickable", move || view.with(is_live))
        .live_attr("aria-label", move || Some(view.with(spoken)));
    let fault = painted(app, view, &out, marks);

    let canvas = out.html().clone();
    let show = move |index: Option<usize>| {
        at.set(index);
        match index.and_then(|i| marks.with_untracked(|marks| marks.get(i).cloned())) {
            Some(mark) => tooltip::show(bubble(canvas.unchecked_ref(), &mark)),
            None => tooltip::hide(),
        }
    };
    let act = move || {
        let at = at.get_untracked();
        let Some(mark) = at.and_then(|i| marks.with_untracked(|marks| marks.get(i).cloned()))
        else {
            return;
        };
        let (filter, opens) = view.with_untracked(|view| {
            (
                view.filter.clone(),
                view.opens.get(mark.category).cloned().unwrap_or_default(),
            )
        });
        if !opens.is_empty() {
            tooltip::hide();
            browser::go(opens.trim_start_matches('#'));
        } else if let (Some(key), Some(name)) = (filter, mark.filter) {
            app.change(|params| link::toggle(params, &key, &name));
        }
    };
    let find = move |event: web_sys::Event| {
        let event: MouseEvent = event.unchecked_into();
        marks.with_untracked(|marks| hit(marks, event.offset_x(), event.offset_y()))
    };
    let (point, leave, blur) = (show.clone(), show.clone(), show.clone());
    let out = out
        .on("keydown", move |event| {
            let count = marks.with_untracked(Vec::len);
            if let Some(step) = step(&browser::key(&event), at.get_untracked(), count) {
                event.prevent_default();
                match step {
                    Step::To(index) => show(index),
                    Step::Act => act(),
                }
            }
        })
        .on("blur", move |_| blur(None))
        .on("pointermove", move |event| point(find(event)))
        .on("pointerleave", move |_| leave(None))
        .on("click", move |event| {
            at.set(find(event));
            act();
        });
    tag("div", "plot").put(out).live(move || {
        let fault = fault.get();
        let line = (!fault.is_empty()).then(|| tag("p", "bad").say(&fault));
        line.into_iter().collect()
    })
}

/// What a key does on a chart.
enum Step {
    /// Shows this mark, or none.
    To(Option<usize>),
    /// Filters by the mark on show, or opens what is behind it.
    Act,
}

fn step(key: &str, at: Option<usize>, count: usize) -> Option<Step> {
    let last = count.checked_sub(1)?;
    Some(match (key, at) {
        ("ArrowRight" | "ArrowDown", None) | ("Home", _) => Step::To(Some(0)),
        ("ArrowLeft" | "ArrowUp", None) | ("End", _) => Step::To(Some(last)),
        ("ArrowRight" | "ArrowDown", Some(i)) => Step::To(Some((i + 1).min(last))),
        ("ArrowLeft" | "ArrowUp", Some(i)) => Step::To(Some(i.saturating_sub(1))),
        ("Enter" | " ", Some(_)) => Step::Act,
        ("Escape", _) => Step::To(None),
        _ => return None,
    })
}

/// Whether a click on some mark does something.
fn is_live(view: &ChartView) -> bool {
    view.filter.is_some() || !view.opens.is_empty()
}

fn spoken(view: &ChartView) -> String {
    let hint = if !view.opens.is_empty() {
        "Arrow keys read values, Enter opens the rows behind one."
    } else if view.filter.is_some() {
        "Arrow keys read values, Enter filters."
    } else {
        "Arrow keys read values."
    };
    format!("{}. {hint}", paint::label(view).trim_end_matches('.'))
}

fn bubble(canvas: &HtmlCanvasElement, mark: &Hit) -> Bubble {
    let (left, top, _, _) = tooltip::place(canvas);
    let (x, y) = mark.anchor;
    let mut lines = mark.text.lines().map(str::to_owned);
    Bubble {
        anchor: (left + f64::from(x), top + f64::from(y), 0.0, 0.0),
        title: lines.next().unwrap_or_default(),
        lines: lines.map(|line| (String::new(), line)).collect(),
        link: None,
        is_card: false,
    }
}

/// The mark under a point: the smallest that holds it, else the nearest within reach of a finger.
fn hit(marks: &[Hit], x: i32, y: i32) -> Option<usize> {
    let away = |mark: &Hit| {
        let dx = (mark.x - x).max(x - mark.x - mark.width).max(0);
        let dy = (mark.y - y).max(y - mark.y - mark.height).max(0);
        (dx * dx + dy * dy, mark.width * mark.height)
    };
    marks
        .iter()
        .enumerate()
        .map(|(i, mark)| (away(mark), i))
        .filter(|((away, _), _)| *away <= REACH * REACH)
        .min()
        .map(|(_, i)| i)
}

thread_local! {
    /// New canvases, where their widths go, and the widths.
    static UNMEASURED: RefCell<Vec<(HtmlCanvasElement, RwSignal<i32>, i32)>> = RefCell::default();
}

/// Measures all new canvases before any is given its height: a height has the browser lay out the page again before it
/// tells the next width.
fn measure() {
    let mut all = UNMEASURED.take();
    for (canvas, _, wide) in &mut all {
        *wide = canvas.client_width();
    }
    for (_, width, wide) in all {
        if width.try_get_untracked() == Some(0) {
            width.set(wide);
        }
    }
}

/// Whether a place is farther than a screen from what is in sight, and whether the browser has said so or not yet.
fn distance(place: &HtmlCanvasElement) -> (RwSignal<bool>, StoredValue<bool>) {
    let (is_far, is_told) = (RwSignal::new(false), StoredValue::new(false));
    let on_change = Closure::<dyn Fn(js_sys::Array)>::new(move |said: js_sys::Array| {
        let last: IntersectionObserverEntry = said.pop().unchecked_into();
        let now = !last.is_intersecting();
        let _ = is_told.try_set_value(true);
        if is_far.try_get_untracked() == Some(!now) {
            is_far.set(now);
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin("100%");
    let observer =
        IntersectionObserver::new_with_options(on_change.as_ref().unchecked_ref(), &options);
    if let Ok(observer) = observer {
        observer.observe(place);
        let kept = StoredValue::new_local((observer, on_change));
        on_cleanup(move || {
            kept.try_update_value(|(observer, _)| observer.disconnect());
        });
    }
    (is_far, is_told)
}

/// Keeps a canvas painted; what comes back says why it could not be.
fn painted(
    app: App,
    view: RwSignal<ChartView>,
    out: &El,
    marks: RwSignal<Vec<Hit>>,
) -> RwSignal<String> {
    let fault = RwSignal::new(String::new());
    let width = RwSignal::new(0_i32);
    let canvas: HtmlCanvasElement = out.html().clone().unchecked_into();
    let measured = canvas.clone();
    let on_resize = Closure::<dyn Fn()>::new(move || {
        let now = measured.client_width();
        // The observer may speak once more after the view has gone.
        if now > 0
            && width
                .try_get_untracked()
                .is_some_and(|before| before != now)
        {
            width.set(now);
        }
    });
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(&canvas);
        let kept = StoredValue::new_local((observer, on_resize));
        on_cleanup(move || {
            kept.try_update_value(|(observer, _)| observer.disconnect());
        });
    }
    let is_first = UNMEASURED.with_borrow_mut(|all| {
        all.push((canvas.clone(), width, 0));
        all.len() == 1
    });
    if is_first {
        turns::later(app, measure);
    }
    let (is_far, is_told) = distance(&canvas);
    let is_waiting = StoredValue::new(false);
    // A link that changes is no reason to paint again, unless it changes the theme.
    let is_dark = Memo::new(move |_| app.is_dark());
    effect(move || {
        let is_dark = is_dark.get();
        // The sheet's width is there before any observer hears of it.
        let wide = if app.is_printing.get() {
            canvas.client_width()
        } else {
            width.get()
        };
        let wide = f64::from(wide);
        let high = view.with(|view| paint::height(view, wide));
        if wide == 0.0 {
            return;
        }
        let _ = (*canvas)
            .style()
            .set_property("height", &format!("{high}px"));
        if is_far.get() && !app.is_printing.get_untracked() {
            canvas.set_width(0);
            return;
        }
        if is_waiting.get_value() {
            return;
        }
        is_waiting.set_value(true);
        let (canvas, place) = (canvas.clone(), canvas.clone());
        // By its turn the view may have changed again, or gone.
        let job = move || {
            if is_waiting.try_set_value(false).is_some() {
                return;
            }
            let Some(mut wide) = width.try_get_untracked() else {
                return;
            };
            if app.is_printing.get_untracked() {
                wide = canvas.client_width();
            } else if is_far.get_untracked() {
                return;
            } else if !is_told.get_value() && !turns::is_near(&canvas) {
                return is_far.set(true);
            }
            let painted = view.try_with_untracked(|view| {
                let density = browser::device_pixels();
                paint::paint(&canvas, view, is_dark, f64::from(wide), density)
            });
            match painted {
                Some(Ok(found)) => {
                    fault.set(String::new());
                    marks.set(found);
                }
                Some(Err(sentence)) => fault.set(sentence),
                None => {}
            }
        };
        // The printer does not wait for a turn.
        if app.is_printing.get_untracked() {
            job();
        } else {
            turns::paint(app, &place, job);
        }
    });
    fault
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_finds_the_smallest_mark_under_it_or_the_nearest_in_reach() {
        let mark = |x, y, width, height| Hit {
            x,
            y,
            width,
            height,
            anchor: (x, y),
            text: String::new(),
            category: 0,
            series: 0,
            filter: None,
        };
        let marks = [mark(0, 0, 100, 100), mark(40, 40, 10, 10)];
        assert_eq!(hit(&marks, 45, 45), Some(1));
        assert_eq!(hit(&marks, 5, 5), Some(0));
        assert_eq!(hit(&marks, 108, 50), Some(0));
        assert_eq!(hit(&marks, 130, 50), None);
    }
}
