//! Grammar: lists, one and many, amounts and shares as a stakeholder reads them.

use crate::protocol::Unit;

/// `A`, `A and B`, `A, B and C`; empty for none.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// As `list`, but names at most `most` and counts the rest: `A, B and 3 more`.
pub fn list_some<S: AsRef<str>>(items: &[S], most: usize) -> String {
    if items.len() <= most + 1 {
        return list(items);
    }
    let (named, rest) = items.split_at(most);
    let mut named: Vec<String> = named.iter().map(|s| s.as_ref().to_owned()).collect();
    named.push(format!("{} more", rest.len()));
    list(&named)
}

/// `1 channel`, `3 channels`, `1,234 sessions`.
pub fn count(n: f64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), plural(n, one, many))
}

/// The word for a number of things.
pub fn plural<'a>(n: f64, one: &'a str, many: &'a str) -> &'a str {
    if (n - 1.0).abs() < f64::EPSILON {
        one
    } else {
        many
    }
}

/// A whole number with its thousands.
pub fn number(n: f64) -> String {
    Unit::Count.full(Some(n))
}

/// `$239.6k`.
pub fn usd(amount: f64) -> String {
    Unit::Usd.compact(Some(amount))
}

/// `33.3 %`.
pub fn percent(share: f64) -> String {
    Unit::Percent.full(Some(share))
}

/// `17 won deals`, and where they are few: `17 won deals: a small sample`.
pub fn sample(n: f64, one: &str, many: &str) -> String {
    let said = count(n, one, many);
    if n < super::stats::SMALL {
        format!("{said}: a small sample")
    } else {
        said
    }
}

/// A channel's id as people say it: `paid_search` is Paid search.
pub fn channel(id: &str) -> String {
    match id {
        "sms" | "ppc" | "seo" | "sem" | "tv" => id.to_uppercase(),
        _ => capital(&id.replace('_', " ")),
    }
}

/// A path of channel ids as people say it: `paid_search > email` is Paid search > Email.
pub fn path(ids: &str) -> String {
    let names: Vec<String> = ids.split(" > ").map(channel).collect();
    names.join(" > ")
}

/// A text with its first letter a capital.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + chars.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_numbers_keep_their_grammar() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B"]), "A and B");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
        assert_eq!(list_some(&["A", "B", "C", "D"], 2), "A, B and 2 more");
        assert_eq!(list_some(&["A", "B", "C"], 2), "A, B and C");
        assert_eq!(count(1.0, "channel", "channels"), "1 channel");
        assert_eq!(count(0.0, "channel", "channels"), "0 channels");
        assert_eq!(sample(17.0, "deal", "deals"), "17 deals: a small sample");
        assert_eq!(capital("éa"), "Éa");
        assert_eq!(
            path("paid_search > email > sms"),
            "Paid search > Email > SMS"
        );
    }
}
