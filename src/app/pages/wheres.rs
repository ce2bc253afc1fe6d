//! The conditions of a link that narrow a table (`where=column~value`), in words, each with a button that takes it out.

use crate::app::dom::{El, button, link, slot, tag, words};
use crate::app::state::App;
use crate::protocol::{Column, Day, Kind};
use leptos::prelude::*;

/// The conditions in force; nothing where there are none.
pub fn wheres(app: App, columns: &[Column]) -> El {
    let columns = columns.to_vec();
    slot(move || {
        let wheres = app.link.with(|link| link.params.wheres());
        if wheres.is_empty() {
            return Vec::new();
        }
        let many = wheres.len() > 1;
        let chips = wheres
            .into_iter()
            .map(|(column, value)| chip(app, &columns, &column, &value));
        let all = link("Show all rows", move || {
            app.change(|params| params.others.retain(|(key, _)| key != "where"));
        });
        vec![
            tag("div", "only wheres")
                .put(words("span", "muted", "Only rows where"))
                .all(chips)
                .all(many.then_some(all)),
        ]
    })
}

fn chip(app: App, columns: &[Column], column: &str, value: &str) -> El {
    let text = condition(columns, column, value);
    let gone = format!("{column}~{value}");
    let remove = button("link", "✕", move || {
        app.change(|params| {
            params
                .others
                .retain(|(key, value)| key != "where" || *value != gone);
        });
    });
    let remove = remove
        .attr("aria-label", &format!("Remove: {text}"))
        .attr("id", &format!("where-{column}"));
    words("span", "chip", &text).say(" ").put(remove)
}

/// What stands on both sides of `..`.
fn ends(value: &str) -> Option<(&str, &str)> {
    let at = value.as_bytes().windows(2).position(|two| two == b"..")?;
    Some((value.get(..at)?, value.get(at + 2..)?))
}

/// `channel is Meta`, `created_date from 1 Jul to 31 Jul 2025`, `region is empty`.
fn condition(columns: &[Column], column: &str, value: &str) -> String {
    let Some(kind) = columns.iter().find(|c| c.name == column).map(|c| c.kind) else {
        return format!("{column} (there is no such column, so no row is shown)");
    };
    let said = |text: &str| Day::parse(text).map_or_else(|| text.to_owned(), Day::long);
    let words = match ends(value) {
        Some((from, to)) if kind != Kind::Text => match (from, to) {
            (from, "") => format!("from {}", said(from)),
            ("", to) => format!("up to {}", said(to)),
            (from, to) => match (Day::parse(from), Day::parse(to)) {
                (Some(from), Some(to)) if from == to => format!("is {}", from.long()),
                (Some(from), Some(to)) if from.ymd().0 == to.ymd().0 => {
                    format!("from {} to {}", from.short(), to.long())
                }
                _ => format!("from {} to {}", said(from), said(to)),
            },
        },
        _ if value.is_empty() => "is empty".to_owned(),
        _ => format!("is {}", said(value)),
    };
    format!("{column} {words}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Unit;

    #[test]
    fn a_condition_reads_as_a_sentence_would_say_it() {
        let column = |name: &str, kind| Column {
            name: name.to_owned(),
            kind,
            unit: Unit::Text,
            doc: String::new(),
            is_key: false,
        };
        let columns = [
            column("channel", Kind::Text),
            column("created_date", Kind::Date),
            column("amount_usd", Kind::Amount),
        ];
        let say = |name, value| condition(&columns, name, value);
        assert_eq!(say("channel", "Meta"), "channel is Meta");
        assert_eq!(say("channel", "a..b"), "channel is a..b");
        assert_eq!(say("channel", ""), "channel is empty");
        assert_eq!(
            say("created_date", "2025-07-01..2025-07-31"),
            "created_date from 1 Jul to 31 Jul 2025"
        );
        assert_eq!(
            say("created_date", "2025-07-01.."),
            "created_date from 1 Jul 2025"
        );
        assert_eq!(say("amount_usd", "..500"), "amount_usd up to 500");
        assert!(say("colour", "red").contains("no such column"));
    }
}
