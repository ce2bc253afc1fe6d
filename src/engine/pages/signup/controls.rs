//! The controls of this page: breakdown, steps and their order, window, mode and goal.

use super::data::Data;
use crate::engine::insights::language::capital;
use crate::engine::insights::signup::{dimension, label};
use crate::engine::models::signup::funnel_steps_by::DIMENSIONS;
use crate::engine::models::signup::settings;
use crate::protocol::{Control, ControlKind};

/// All of them; without events there is nothing to set.
pub fn controls(data: &Data) -> Vec<Control> {
    if data.names.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = data.names.iter().map(String::as_str).collect();
    let chain: Vec<&str> = data.chain.iter().map(String::as_str).collect();
    let others = names.iter().filter(|name| !chain.contains(name));
    let order = chain
        .iter()
        .map(|name| (*name, true))
        .chain(others.map(|name| (*name, false)))
        .map(|(name, takes_part)| (name.to_owned(), label(name), takes_part));
    let choices = |of: &mut dyn Iterator<Item = (&str, String)>| {
        ControlKind::Choice(of.map(|(value, text)| (value.to_owned(), text)).collect())
    };
    let mode = settings::MODES.iter().find(|(_, mode)| *mode == data.mode);
    let control = |key: &str, name: &str, kind, value: &str, default: &str, help: &str| Control {
        key: key.to_owned(),
        fold: String::new(),
        label: name.to_owned(),
        kind,
        value: value.to_owned(),
        default: default.to_owned(),
        help: help.to_owned(),
    };
    vec![
        control(
            "by",
            "Break down by",
            choices(
                &mut DIMENSIONS
                    .iter()
                    .map(|(id, _)| (*id, capital(dimension(id)))),
            ),
            data.by,
            DIMENSIONS[0].0,
            "The groups that are compared at the step that loses most.",
        ),
        control(
            "steps",
            "Steps",
            ControlKind::Order(order.collect()),
            &chain.join(","),
            &settings::chain(None, &names).join(","),
            "Steps that take part, in order; the others are reported beside.",
        ),
        control(
            "window_days",
            "Window",
            ControlKind::Slider {
                min: 1,
                max: settings::MOST_DAYS as i32,
                unit: "days".to_owned(),
            },
            &data.evidence.window_days.to_string(),
            &settings::WINDOW_DAYS.to_string(),
            "How long after the first step the others count.",
        ),
        control(
            "mode",
            "Order of steps",
            choices(
                &mut settings::MODES
                    .iter()
                    .map(|(word, _)| (*word, mode_text(word))),
            ),
            mode.map_or(settings::MODES[0].0, |(word, _)| word),
            settings::MODES[0].0,
            "Whether other events may lie between two steps.",
        ),
        control(
            "goal",
            "Goal",
            choices(&mut chain.iter().map(|name| (*name, label(name)))),
            &data.evidence.goal,
            settings::goal(None, &chain).unwrap_or_default(),
            "The step that counts as success.",
        ),
    ]
}

fn mode_text(word: &str) -> String {
    match word {
        "strict" => "In order, nothing between",
        "any_order" => "In any order",
        _ => "In order",
    }
    .to_owned()
}
