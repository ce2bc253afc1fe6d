//! A chart on a canvas at device pixels, painted again on a change of size, theme, data or pixel density.
//!
//! `still` only shows (sparklines); `live` adds tooltips by pointer and arrow keys, and clicks that filter.

use super::paint::{self, Mark};
use super::tooltip::{self, Bubble};
use crate::app::state::App;
use crate::app::{browser, link};
use crate::protocol::ChartView;
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlCanvasElement, KeyboardEvent, ResizeObserver};

/// A picture without interaction, hidden from screen readers (the number beside it says it).
pub fn still(app: App, view: Signal<ChartView>, class: &'static str) -> AnyView {
    let node = NodeRef::<Canvas>::new();
    painted(app, view, node, RwSignal::new(Vec::new()));
    view! { <canvas class=class node_ref=node aria-hidden="true"></canvas> }.into_any()
}

/// A chart that answers to pointer and keys.
pub fn live(app: App, view: Signal<ChartView>) -> AnyView {
    let node = NodeRef::<Canvas>::new();
    let marks = RwSignal::new(Vec::<Mark>::new());
    let at = StoredValue::new(None::<usize>);
    painted(app, view, node, marks);

    let show = move |index: Option<usize>| {
        at.set_value(index);
        let mark = index.and_then(|i| marks.with_untracked(|marks| marks.get(i).cloned()));
        match (mark, node.get_untracked()) {
            (Some(mark), Some(canvas)) => tooltip::show(bubble(&canvas, &mark)),
            _ => tooltip::hide(),
        }
    };
    let act = move || {
        let filter = view.with_untracked(|view| view.filter.clone());
        let name = at.get_value().and_then(|i| {
            marks.with_untracked(|marks| marks.get(i).map(|mark| mark.filter.clone()))
        });
        if let (Some(key), Some(name)) = (filter, name.filter(|name| !name.is_empty())) {
            app.change(|params| link::toggle(params, &key, &name));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = marks.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let next = match (event.key().as_str(), at.get_value()) {
            ("ArrowRight" | "ArrowDown", None) | ("Home", _) => 0,
            ("ArrowLeft" | "ArrowUp", None) | ("End", _) => count - 1,
            ("ArrowRight" | "ArrowDown", Some(i)) => (i + 1).min(count - 1),
            ("ArrowLeft" | "ArrowUp", Some(i)) => i.saturating_sub(1),
            ("Enter" | " ", Some(_)) => {
                event.prevent_default();
                return act();
            }
            ("Escape", _) => return show(None),
            _ => return,
        };
        event.prevent_default();
        show(Some(next));
    };
    let find = move |event: &web_sys::MouseEvent| {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        marks.with_untracked(|marks| hit(marks, x, y))
    };
    let spoken = move || {
        let hint = if view.with(|view| view.filter.is_some()) {
            ". Arrow keys read values, Enter filters"
        } else {
            ". Arrow keys read values"
        };
        format!("{}{hint}", view.with(paint::label))
    };
    view! {
        <canvas
            class="chart"
            class:clickable=move || view.with(|view| view.filter.is_some())
            id=move || format!("canvas-{}", view.with(|view| view.id.clone()))
            node_ref=node
            role="img"
            tabindex="0"
            aria-label=spoken
            on:keydown=on_key
            on:blur=move |_| show(None)
            on:pointermove=move |event| show(find(&event))
            on:pointerleave=move |_| show(None)
            on:click=move |event| {
                at.set_value(find(&event));
                act();
            }
        ></canvas>
    }
    .into_any()
}

fn bubble(canvas: &HtmlCanvasElement, mark: &Mark) -> Bubble {
    let (left, top, _, _) = tooltip::place(canvas);
    let (x, y, width, height) = mark.rect;
    Bubble {
        anchor: (left + x, top + y, width, height),
        title: mark.title.clone(),
        lines: mark.lines.clone(),
        link: None,
        is_card: false,
    }
}

/// The mark under a point: the smallest that holds it, else the nearest within reach of a finger.
fn hit(marks: &[Mark], x: f64, y: f64) -> Option<usize> {
    let distance = |mark: &Mark| {
        let (left, top, width, height) = mark.rect;
        let dx = (left - x).max(x - left - width).max(0.0);
        let dy = (top - y).max(y - top - height).max(0.0);
        (dx.hypot(dy), width * height)
    };
    marks
        .iter()
        .enumerate()
        .map(|(i, mark)| (i, distance(mark)))
        .filter(|(_, (away, _))| *away <= 12.0)
        .min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map(|(i, _)| i)
}

/// Keeps a canvas painted.
fn painted(app: App, view: Signal<ChartView>, node: NodeRef<Canvas>, marks: RwSignal<Vec<Mark>>) {
    let width = RwSignal::new(0.0_f64);
    Effect::new(move |_| {
        let Some(canvas) = node.get() else { return };
        let measure = {
            let canvas = canvas.clone();
            move || {
                let now = f64::from(canvas.client_width());
                if now > 0.0 && (now - width.get_untracked()).abs() > 0.5 {
                    width.set(now);
                }
            }
        };
        measure();
        let on_resize = Closure::<dyn Fn()>::new(measure);
        if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(&canvas);
            let kept = StoredValue::new_local((observer, on_resize));
            on_cleanup(move || {
                let _ = kept.try_update_value(|(observer, _)| observer.disconnect());
            });
        }
    });
    Effect::new(move |_| {
        let (width, is_dark) = (width.get(), app.is_dark());
        let Some(canvas) = node.get() else { return };
        if width <= 0.0 {
            return;
        }
        view.with(|view| {
            let height = paint::height(view, width);
            let _ = (*canvas)
                .style()
                .set_property("height", &format!("{height}px"));
            let found = paint::paint(
                &canvas,
                view,
                is_dark,
                width,
                height,
                browser::device_pixels(),
            );
            marks.set(found);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_finds_the_smallest_mark_under_it_or_the_nearest_in_reach() {
        let mark = |rect| Mark {
            rect,
            ..Mark::default()
        };
        let marks = [
            mark((0.0, 0.0, 100.0, 100.0)),
            mark((40.0, 40.0, 10.0, 10.0)),
        ];
        assert_eq!(hit(&marks, 45.0, 45.0), Some(1));
        assert_eq!(hit(&marks, 5.0, 5.0), Some(0));
        assert_eq!(hit(&marks, 108.0, 50.0), Some(0));
        assert_eq!(hit(&marks, 130.0, 50.0), None);
    }
}
