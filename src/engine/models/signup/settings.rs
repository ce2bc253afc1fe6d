//! The parameters of the funnel as the link has them: `steps`, `window_days`, `mode`, `goal`. The one place that reads and
//! checks them; a value that cannot be used falls back, and `notices` says so.

use super::levels::Mode;
use crate::engine::base::Result;
use crate::engine::warehouse::{Build, Input, Param};
use crate::protocol::Params;

/// The chain where the link names none and these names occur (spec 40).
pub const MEMBER_INTAKE: [&str; 6] = [
    "INPUT_FULL_NAME",
    "VERIFY_ELIGIBILITY",
    "CREATE_ACCOUNT",
    "CREATE_PROJECT",
    "CONFIRM_COUNTRY",
    "CAREGIVING_GOAL",
];

/// The step that counts as the goal where the link names none and the chain has it; else the last.
pub const GOAL: &str = "CREATE_PROJECT";

/// Days from the entry in which steps count, and the most that can be asked for.
pub const WINDOW_DAYS: i64 = 14;
/// The most days that can be asked for.
pub const MOST_DAYS: i64 = 90;

/// Modes by their word in the link.
pub const MODES: [(&str, Mode); 3] = [
    ("ordered", Mode::Ordered),
    ("strict", Mode::Strict),
    ("any_order", Mode::AnyOrder),
];

/// `window_days` as an input.
pub const WINDOW: Input = Input::Param(Param::Other("window_days"));
/// `mode` as an input.
pub const MODE: Input = Input::Param(Param::Other("mode"));
/// `steps` as an input.
pub const STEPS: Input = Input::Param(Param::Other("steps"));
/// `goal` as an input.
pub const GOAL_STEP: Input = Input::Param(Param::Other("goal"));

/// Days of the window.
pub fn window_days(value: Option<&str>) -> i64 {
    value
        .and_then(|text| text.trim().parse().ok())
        .filter(|days| (1..=MOST_DAYS).contains(days))
        .unwrap_or(WINDOW_DAYS)
}

/// The mode.
pub fn mode(value: Option<&str>) -> Mode {
    MODES
        .iter()
        .find(|(word, _)| Some(*word) == value)
        .map_or(Mode::default(), |(_, mode)| *mode)
}

/// Window in milliseconds and mode, as a model reads them.
pub fn window_and_mode(build: &Build<'_>) -> Result<(i64, Mode)> {
    let days = window_days(build.other("window_days")?);
    Ok((days * 86_400_000, mode(build.other("mode")?)))
}

/// The chain: the steps that the link names and the data has, each once; else those of `MEMBER_INTAKE` that the data has,
/// where at least two do; else all names as `by_position` gives them.
pub fn chain(steps: Option<&str>, by_position: &[&str]) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    for step in steps.unwrap_or_default().split(',').map(str::trim) {
        if by_position.contains(&step) && !chosen.iter().any(|known| known == step) {
            chosen.push(step.to_owned());
        }
    }
    if !chosen.is_empty() {
        return chosen;
    }
    let known = |step: &&&str| by_position.contains(*step);
    let intake: Vec<&str> = MEMBER_INTAKE.iter().filter(known).copied().collect();
    let names = if intake.len() >= 2 {
        intake.as_slice()
    } else {
        by_position
    };
    names.iter().map(|step| (*step).to_owned()).collect()
}

/// The goal within a chain; `None` for an empty chain.
pub fn goal<'a>(asked: Option<&str>, chain: &[&'a str]) -> Option<&'a str> {
    let find = |name: Option<&str>| chain.iter().find(|step| Some(**step) == name);
    find(asked)
        .or_else(|| find(Some(GOAL)))
        .or(chain.last())
        .copied()
}

/// What the link asks for and does not get, one sentence each.
pub fn notices(params: &Params, known: &[&str], chain: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(text) = params.other("window_days")
        && text.trim().parse() != Ok(window_days(Some(text)))
    {
        out.push(format!(
            "“{text}” is no window of 1 to {MOST_DAYS} days, so {WINDOW_DAYS} days are used."
        ));
    }
    if let Some(text) = params.other("mode")
        && !MODES.iter().any(|(word, _)| *word == text)
    {
        out.push(format!(
            "“{text}” is no way to follow steps, so steps count in order."
        ));
    }
    for step in params.other("steps").unwrap_or_default().split(',') {
        let step = step.trim();
        if !step.is_empty() && !known.contains(&step) {
            out.push(format!(
                "No event is named “{step}”, so that step was left out."
            ));
        }
    }
    if let Some(text) = params.other("goal")
        && !chain.contains(&text)
    {
        out.push(format!(
            "“{text}” is no step of the funnel shown, so the goal is {}.",
            goal(None, chain).unwrap_or("not set")
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_s_order_wins_and_unknown_names_fall_away() {
        let data = ["B", "A", "C"];
        assert_eq!(chain(Some("C, A,Z,C"), &data), ["C", "A"]);
        assert_eq!(chain(Some("Z"), &data), data);
        assert_eq!(chain(None, &data), data);
        let intake = ["CREATE_PROJECT", "CREATE_ACCOUNT", "HELP"];
        assert_eq!(chain(None, &intake), ["CREATE_ACCOUNT", "CREATE_PROJECT"]);
    }

    #[test]
    fn the_goal_is_the_one_asked_for_or_a_project_or_the_last_step() {
        let steps = ["A", "CREATE_PROJECT", "C"];
        assert_eq!(goal(Some("A"), &steps), Some("A"));
        assert_eq!(goal(Some("Z"), &steps), Some("CREATE_PROJECT"));
        assert_eq!(goal(None, &["A", "C"]), Some("C"));
        assert_eq!(goal(None, &[]), None);
    }

    #[test]
    fn bad_values_fall_back_with_a_notice() {
        let (params, _) = Params::parse("window_days=0&mode=loose&steps=A,Z&goal=Q");
        assert_eq!(window_days(params.other("window_days")), 14);
        assert_eq!(mode(params.other("mode")), Mode::Ordered);
        assert_eq!(notices(&params, &["A", "B"], &["A"]).len(), 4);
        let (good, _) = Params::parse("window_days=30&mode=strict&steps=B,A&goal=A");
        assert_eq!(notices(&good, &["A", "B"], &["B", "A"]), [""; 0]);
    }
}
