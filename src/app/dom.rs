//! How views are written: elements by name, filled by chaining, kept up to date by Leptos' reactive graph.
//!
//! Leptos' `view!` gives every element a type of its own, which made this page 700 KB of code; here every element is
//! one type and every effect one function, so a new view costs only its words. Text is always set as text: no cell
//! of the user's data can become HTML.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, HtmlElement, Node};

/// A node of the document. Dropping the handle leaves the node where it was put.
#[derive(Clone)]
pub struct El(Node);

/// An element by its tag.
pub fn el(tag: &str) -> El {
    // It fails only for a name that no tag may have, and every name here is a constant.
    El(document()
        .create_element(tag)
        .map_or_else(JsCast::unchecked_into, Into::into))
}

/// The element of the shell with this id, to be put into the page's own layout; a new one where there is none. An open
/// file chooser keeps its input so.
pub fn adopt(id: &str, tag: &str) -> El {
    let found = document().get_element_by_id(id);
    found.map_or_else(|| el(tag).attr("id", id), |element| El(element.into()))
}

/// An element with a class.
pub fn tag(tag: &str, class: &str) -> El {
    let out = el(tag);
    if class.is_empty() {
        out
    } else {
        out.attr("class", class)
    }
}

/// An element with a class that holds a text.
pub fn words(name: &str, class: &str, text: &str) -> El {
    tag(name, class).say(text)
}

/// A text of its own.
pub fn text(text: &str) -> El {
    El(document().create_text_node(text).into())
}

/// A button that looks like `class`.
pub fn button(class: &str, text: &str, act: impl Fn() + 'static) -> El {
    words("button", class, text)
        .attr("type", "button")
        .on("click", move |_| act())
}

/// A button that looks like a link.
pub fn link(text: &str, act: impl Fn() + 'static) -> El {
    button("link", text, act)
}

/// A place in the layout whose content changes: no box of its own.
pub fn slot(make: impl Fn() -> Vec<El> + 'static) -> El {
    tag("div", "slot").live(make)
}

/// Runs now and whenever a signal that it read changes, until the view around it goes.
pub fn effect(run: impl Fn() + 'static) {
    watch(Box::new(run));
}

fn watch(run: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_| run());
    StoredValue::new_local(effect);
}

impl El {
    /// The element; of a text, what a text can do as one (nothing).
    pub fn element(&self) -> &Element {
        self.0.unchecked_ref()
    }

    /// The element as HTML.
    pub fn html(&self) -> &HtmlElement {
        self.0.unchecked_ref()
    }

    /// The node.
    pub fn node(&self) -> &Node {
        &self.0
    }

    /// Sets an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> El {
        let _ = self.element().set_attribute(name, value);
        self
    }

    /// Adds a text.
    #[must_use]
    pub fn say(self, words: &str) -> El {
        self.put(text(words))
    }

    /// Adds a child.
    #[must_use]
    pub fn put(self, El(child): El) -> El {
        let _ = self.0.append_child(&child);
        self
    }

    /// Adds children.
    #[must_use]
    pub fn all(self, children: impl IntoIterator<Item = El>) -> El {
        for child in children {
            let _ = self.0.append_child(&child.0);
        }
        self
    }

    /// Listens to an event.
    #[must_use]
    pub fn on(self, event: &str, act: impl Fn(Event) + 'static) -> El {
        self.listen(event, Box::new(act))
    }

    fn listen(self, event: &str, act: Box<dyn Fn(Event)>) -> El {
        // The browser frees the closure with the node.
        let listener = Closure::<dyn Fn(Event)>::wrap(act).into_js_value();
        let _ = self
            .0
            .add_event_listener_with_callback(event, listener.unchecked_ref());
        self
    }

    /// Keeps an attribute up to date; `None` takes it away.
    #[must_use]
    pub fn live_attr(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> El {
        self.attr_from(name, Box::new(value))
    }

    fn attr_from(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> El {
        let element = self.element().clone();
        effect(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
        self
    }

    /// Keeps a class on or off.
    #[must_use]
    pub fn live_class(self, name: &'static str, is_on: impl Fn() -> bool + 'static) -> El {
        self.class_from(name, Box::new(is_on))
    }

    fn class_from(self, name: &'static str, is_on: Box<dyn Fn() -> bool>) -> El {
        let element = self.element().clone();
        effect(move || {
            let _ = element.class_list().toggle_with_force(name, is_on());
        });
        self
    }

    /// Keeps the value of a field up to date. One that comes again is not set again: whoever is typing goes on, and the
    /// browser does not look at every form anew.
    #[must_use]
    pub fn live_value(self, value: impl Fn() -> String + 'static) -> El {
        self.value_from(Box::new(value))
    }

    fn value_from(self, value: Box<dyn Fn() -> String>) -> El {
        let last = RefCell::new(String::new());
        self.live_prop("value", move || {
            let value = value();
            let is_known = *last.borrow() == value;
            let set = (!is_known).then(|| value.as_str().into());
            last.replace(value);
            set
        })
    }

    /// Keeps a property (`checked`) up to date; `None` leaves it as it is.
    #[must_use]
    pub fn live_prop(
        self,
        name: &'static str,
        value: impl Fn() -> Option<JsValue> + 'static,
    ) -> El {
        self.prop_from(name, Box::new(value))
    }

    fn prop_from(self, name: &'static str, value: Box<dyn Fn() -> Option<JsValue>>) -> El {
        let node = self.0.clone();
        effect(move || {
            if let Some(value) = value() {
                let _ = js_sys::Reflect::set(&node, &name.into(), &value);
            }
        });
        self
    }

    /// Keeps a style property up to date.
    #[must_use]
    pub fn live_style(self, name: &'static str, value: impl Fn() -> String + 'static) -> El {
        self.style_from(name, Box::new(value))
    }

    fn style_from(self, name: &'static str, value: Box<dyn Fn() -> String>) -> El {
        let element = self.html().clone();
        effect(move || {
            let _ = element.style().set_property(name, &value());
        });
        self
    }

    /// Adds a text that changes.
    #[must_use]
    pub fn live_text(self, words: impl Fn() -> String + 'static) -> El {
        self.text_from(Box::new(words))
    }

    fn text_from(self, words: Box<dyn Fn() -> String>) -> El {
        let node = text("");
        let inner = node.0.clone();
        effect(move || {
            let words = words();
            if inner.node_value().as_deref() != Some(&words) {
                inner.set_node_value(Some(&words));
            }
        });
        self.put(node)
    }

    /// Adds children that change; the rest of this element stays. A focus inside moves to the new child of its id.
    #[must_use]
    pub fn live(self, make: impl Fn() -> Vec<El> + 'static) -> El {
        self.region(Box::new(make))
    }

    /// As `live`, but made again only where `mark` gives another text: a view that comes again with the same choices
    /// leaves them as they are.
    #[must_use]
    pub fn live_on(
        self,
        mark: impl Fn() -> String + 'static,
        make: impl Fn() -> Vec<El> + 'static,
    ) -> El {
        self.marked(Box::new(mark), Box::new(make))
    }

    fn marked(self, mark: Box<dyn Fn() -> String>, make: Box<dyn Fn() -> Vec<El>>) -> El {
        let shown = RwSignal::new(String::new());
        watch(Box::new(move || {
            let mark = mark();
            if shown.with_untracked(|shown| *shown != mark) {
                shown.set(mark);
            }
        }));
        self.region(Box::new(move || {
            shown.track();
            untrack(&make)
        }))
    }

    fn region(self, make: Box<dyn Fn() -> Vec<El>>) -> El {
        let end: Node = document().create_comment("").into();
        let _ = self.0.append_child(&end);
        let parent = self.0.clone();
        let shown = RefCell::new(Vec::<El>::new());
        effect(move || {
            let new = make();
            let focus = focus_in(&shown.borrow());
            for old in shown.replace(new) {
                let _ = parent.remove_child(&old.0);
            }
            for new in shown.borrow().iter() {
                let _ = parent.insert_before(&new.0, Some(&end));
            }
            if let Some(id) = focus {
                super::browser::focus(&id);
            }
        });
        self
    }
}

/// The id of the element in focus, where it lies inside one of these.
pub fn focus_in(nodes: &[El]) -> Option<String> {
    let active = document().active_element()?;
    nodes
        .iter()
        .any(|node| node.0.contains(Some(&active)))
        .then(|| active.id())
        .filter(|id| !id.is_empty())
}
