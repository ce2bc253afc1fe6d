//! Drawing in turns: a page of a dozen charts is built and painted in tasks of a few milliseconds, so that no task
//! holds up the pointer or the keyboard. Pictures go before what is still to be built, so the top of the page is
//! finished first. While anything waits, the page says that it is working.

use super::state::App;
use leptos::prelude::{GetUntracked, Set};
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, closure::Closure};

/// Milliseconds of work in one task.
const TURN: f64 = 8.0;

type Job = Box<dyn FnOnce()>;

#[derive(Default)]
struct Queue {
    pictures: VecDeque<Job>,
    parts: VecDeque<Job>,
    is_running: bool,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Paints when its turn comes.
pub fn paint(app: App, job: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.pictures.push_back(Box::new(job)));
    start(app);
}

/// Builds a part of the page when its turn comes, after the pictures that wait.
pub fn build(app: App, job: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.parts.push_back(Box::new(job)));
    start(app);
}

fn start(app: App) {
    if QUEUE.with_borrow_mut(|queue| std::mem::replace(&mut queue.is_running, true)) {
        return;
    }
    if !app.is_drawing.get_untracked() {
        app.is_drawing.set(true);
    }
    next(app);
}

fn next(app: App) {
    let turn = Closure::once_into_js(move || take(app));
    let asked = web_sys::window().is_some_and(|window| {
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(turn.unchecked_ref(), 0)
            .is_ok()
    });
    if !asked {
        take(app);
    }
}

fn take(app: App) {
    let clock = || {
        web_sys::window()
            .and_then(|window| window.performance())
            .map_or(0.0, |clock| clock.now())
    };
    let begun = clock();
    loop {
        let job = QUEUE.with_borrow_mut(|queue| {
            queue
                .pictures
                .pop_front()
                .or_else(|| queue.parts.pop_front())
        });
        let Some(job) = job else { break };
        job();
        if clock() - begun >= TURN {
            return next(app);
        }
    }
    QUEUE.with_borrow_mut(|queue| queue.is_running = false);
    app.is_drawing.set(false);
}
