//! Drawing in turns: a page of a dozen charts is built and painted in tasks of a few milliseconds, so that no task
//! holds up the pointer or the keyboard. Pictures in sight go before what is still to be built, so the top of the page
//! is finished first; pictures out of sight come last. New data goes to the sections in sight before the others
//! (`data-sight` says when they show it). The page says that it is working until all is built and what is in sight is
//! painted.

use super::browser;
use super::state::App;
use crate::protocol::PageView;
use leptos::prelude::{GetUntracked, Set, WithUntracked, request_animation_frame};
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, MessageChannel};

/// Milliseconds of work in one task.
const TURN: f64 = 14.0;
/// Looks at an empty queue within a task. What a job's signals set off runs between two of them, so a picture is painted
/// in the frame that shows the numbers beside it, not in the next.
const LOOKS: u32 = 4;

type Job = Box<dyn FnOnce()>;

#[derive(Default)]
struct Queue {
    pictures: VecDeque<Job>,
    parts: VecDeque<Job>,
    late: VecDeque<Job>,
    out_of_sight: VecDeque<Job>,
    is_running: bool,
    /// Looks in a row with nothing due.
    looks: u32,
    /// When this task began.
    begun: f64,
    /// What is in sight of a glance had its frame.
    is_seen: bool,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Paints a picture when its turn comes: in its turn among the others if it is in sight by then, else after all. A
/// picture painted again on its own (a new size, a new theme) is no work that the page speaks of.
pub fn paint(app: App, place: &Element, job: impl FnOnce() + 'static) {
    let place = place.clone();
    let job = Box::new(move || {
        if is_in_sight(&place) {
            job();
        } else {
            QUEUE.with_borrow_mut(|queue| queue.out_of_sight.push_back(Box::new(job)));
        }
    });
    QUEUE.with_borrow_mut(|queue| queue.pictures.push_back(job));
    start(app);
}

/// Whether any of a place is on screen.
pub fn is_in_sight(place: &Element) -> bool {
    is_within(place, 0.0)
}

/// Whether a place is on screen or less than a screen away.
pub fn is_near(place: &Element) -> bool {
    is_within(place, 1.0)
}

fn is_within(place: &Element, screens: f64) -> bool {
    let height = web_sys::window()
        .and_then(|window| window.inner_height().ok())
        .and_then(|height| height.as_f64())
        .unwrap_or(f64::MAX);
    let place = place.get_bounding_client_rect();
    place.top() < height * (1.0 + screens) && place.bottom() > -height * screens
}

/// Does a small thing when its turn comes; on its own it is no work that the page speaks of.
pub fn later(app: App, job: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.parts.push_back(Box::new(job)));
    start(app);
}

/// Builds a part of the page when its turn comes, after the pictures that wait.
pub fn build(app: App, job: impl FnOnce() + 'static) {
    begin(app);
    later(app, job);
}

/// Puts new data into a part of the page: when its turn comes if it is in sight, else after all that is.
pub fn refresh(app: App, place: Option<&Element>, job: impl FnOnce() + 'static) {
    if place.is_some_and(is_in_sight) {
        return build(app, job);
    }
    begin(app);
    QUEUE.with_borrow_mut(|queue| queue.late.push_back(Box::new(job)));
    start(app);
}

/// Whether a glance is being drawn of which nobody has seen a frame yet.
pub fn is_unseen(app: App) -> bool {
    let is_glance = |view: &Option<PageView>| view.as_ref().is_some_and(|v| v.is_glance);
    app.is_drawing.get_untracked()
        && app.view.with_untracked(is_glance)
        && !QUEUE.with_borrow(|queue| queue.is_seen)
}

/// Does something once what is drawn has had its frame, before the rest of it.
pub fn once_seen(job: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.late.push_front(Box::new(job)));
}

fn begin(app: App) {
    if !app.is_drawing.get_untracked() {
        browser::mark("data-sight", false);
        QUEUE.with_borrow_mut(|queue| queue.is_seen = false);
        app.is_drawing.set(true);
    }
}

/// Begins within the task that asks for it, once that has done its own: the frame that follows shows it.
fn start(app: App) {
    if !QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.is_running, true)) {
        time();
        soon(app);
    }
}

/// Goes on within the task, after what its signals set off.
fn soon(app: App) {
    spawn_local(async move { take(app) });
}

/// Notes that a task begins.
fn time() {
    QUEUE.with_borrow_mut(|queue| queue.begun = clock());
}

/// Asks for a turn. A message comes back at once, where a timer would wait 4 ms each time.
fn next(app: App) {
    let turn = Closure::once_into_js(move || {
        time();
        take(app);
    });
    let asked = MessageChannel::new().is_ok_and(|channel| {
        channel.port1().set_onmessage(Some(turn.unchecked_ref()));
        channel.port2().post_message(&JsValue::NULL).is_ok()
    });
    if !asked {
        take(app);
    }
}

fn clock() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |clock| clock.now())
}

fn take(app: App) {
    loop {
        let (mut job, looks, was_said, begun) = QUEUE.with_borrow_mut(|queue| {
            let due = queue.pictures.pop_front();
            let due = due.or_else(|| queue.parts.pop_front());
            let was_said = queue.looks == LOOKS;
            queue.looks = if due.is_some() { 0 } else { queue.looks + 1 };
            (due, queue.looks, was_said, queue.begun)
        });
        if job.is_some() && was_said && app.is_drawing.get_untracked() {
            browser::mark("data-sight", false);
        }
        if job.is_none() && app.is_drawing.get_untracked() {
            // What a job's signals set off has its time to ask for more: first in this task, then in one more, which
            // mostly finds nothing.
            if looks < LOOKS {
                return soon(app);
            }
            if looks == LOOKS {
                browser::mark("data-sight", true);
                return next(app);
            }
            // The rest of a glance waits until what is in sight of it is painted; mostly the whole page overtakes it.
            if is_unseen(app) {
                return request_animation_frame(move || {
                    QUEUE.with_borrow_mut(|queue| queue.is_seen = true);
                    next(app);
                });
            }
            job = QUEUE.with_borrow_mut(|queue| queue.late.pop_front());
            if job.is_none() {
                app.is_drawing.set(false);
            }
        }
        let job = job.or_else(|| QUEUE.with_borrow_mut(|queue| queue.out_of_sight.pop_front()));
        let Some(job) = job else { break };
        job();
        if clock() - begun >= TURN {
            return next(app);
        }
    }
    QUEUE.with_borrow_mut(|queue| queue.is_running = false);
}
