//! What a style may hang on: links of the navigation change with every move of a control, and a browser asks every
//! `:has` above a change again, with all that it styles.

use std::fs;

#[test]
fn no_rule_asks_the_whole_page_what_it_holds() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tributary.css");
    let sheet = fs::read_to_string(path).expect("the style sheet");
    for (before, _) in sheet
        .match_indices(":has(")
        .map(|(at, _)| sheet.split_at(at))
    {
        let subject = before.rsplit([' ', ',', '>', '}', '{', '\n']).next();
        let subject = subject.unwrap_or_default();
        let line = before.lines().count();
        assert!(
            !subject.is_empty() && !matches!(subject, "#app" | "main" | "html" | "body" | ":root"),
            "line {line} asks {subject} what it holds"
        );
    }
}
