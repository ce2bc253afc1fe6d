//! What the link says of this page alone: `by`, the level that products are rolled up to.

use crate::protocol::{Control, ControlKind, Params};

/// Products rolled up to …: (value in the link, text, plural).
pub const LEVELS: [(&str, &str, &str); 4] = [
    ("category", "Category", "categories"),
    ("brand", "Brand", "brands"),
    ("department", "Department", "departments"),
    ("product", "Product", "products"),
];

/// The level in force; a notice where the link names another thing.
pub fn level(params: &Params) -> (usize, Option<String>) {
    let Some(asked) = params.other("by") else {
        return (0, None);
    };
    match LEVELS.iter().position(|(value, _, _)| *value == asked) {
        Some(at) => (at, None),
        None => (
            0,
            Some(format!(
                "“{asked}” is no level of products; categories are shown."
            )),
        ),
    }
}

/// The switch.
pub fn control(level: usize) -> Control {
    let options = LEVELS.map(|(value, text, _)| (value.to_owned(), text.to_owned()));
    Control {
        key: "by".to_owned(),
        fold: String::new(),
        label: "Products by".to_owned(),
        kind: ControlKind::Choice(options.to_vec()),
        value: LEVELS[level.min(LEVELS.len() - 1)].0.to_owned(),
        default: LEVELS[0].0.to_owned(),
        help: "Rolls the product funnel up.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_is_none_falls_back_with_a_notice() {
        let of = |query: &str| level(&Params::parse(query).0);
        assert_eq!(of(""), (0, None));
        assert_eq!(of("by=brand"), (1, None));
        let (at, notice) = of("by=colour");
        assert!(at == 0 && notice.is_some_and(|n| n.contains("colour")));
    }
}
