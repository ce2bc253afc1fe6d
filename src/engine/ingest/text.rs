//! What a field's bytes mean as text: quotes off, spaces trimmed, null words out, the spreadsheet guard off.
//!
//! Spec 00 "Cleaning". Leaves out what a number or a date is.

use std::borrow::Cow;

/// The quote of RFC 4180.
pub const QUOTE: u8 = b'"';

/// A text that is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadEncoding;

/// A field's content: without its quotes, doubled quotes single. A field is quoted where it begins with a quote.
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = raw.strip_prefix(&[QUOTE]) else {
        return Cow::Borrowed(raw);
    };
    if let Some(inner) = inner.strip_suffix(&[QUOTE])
        && memchr::memchr(QUOTE, inner).is_none()
    {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(QUOTE, rest) {
        let (before, after) = rest.split_at(at);
        out.extend_from_slice(before);
        rest = after.get(1..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(&[QUOTE]) {
            out.push(QUOTE);
            rest = after;
        } else {
            // Closed: what follows stands as it is.
            break;
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Whether a trimmed text stands for null (spec 00), where null words count.
pub fn is_null_word(text: &[u8]) -> bool {
    matches!(
        text,
        b"NULL" | b"null" | b"N/A" | b"NaN" | b"None" | b"--" | b"(none)" | b"(not set)"
    )
}

/// The text of a field: `None` for null. Quoted or not, empty is null.
pub fn clean(raw: &[u8], keeps_null_words: bool) -> Result<Option<Cow<'_, str>>, BadEncoding> {
    let text = match unquote(raw) {
        Cow::Borrowed(bytes) => {
            Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| BadEncoding)?.trim())
        }
        Cow::Owned(bytes) => {
            let text = String::from_utf8(bytes).map_err(|_| BadEncoding)?;
            Cow::Owned(text.trim().to_owned())
        }
    };
    if text.is_empty() || (!keeps_null_words && is_null_word(text.as_bytes())) {
        return Ok(None);
    }
    Ok(Some(unguard(text)))
}

/// Takes the `'` off that keeps a spreadsheet from running a cell; export writes it.
pub fn unguard(text: Cow<'_, str>) -> Cow<'_, str> {
    let guarded = matches!(
        text.as_bytes(),
        [b'\'', b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..]
    );
    match text {
        Cow::Borrowed(text) if guarded => Cow::Borrowed(text.get(1..).unwrap_or_default()),
        Cow::Owned(mut text) if guarded => {
            text.remove(0);
            Cow::Owned(text)
        }
        text => text,
    }
}

/// Bytes as text of at most `limit` characters, for showing.
pub fn shown(bytes: &[u8], limit: usize) -> String {
    // A character has at most four bytes.
    let bytes = bytes.get(..limit * 4).unwrap_or(bytes);
    String::from_utf8_lossy(bytes).chars().take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Option<String> {
        clean(raw.as_bytes(), false)
            .expect("these are UTF-8")
            .map(Cow::into_owned)
    }

    #[test]
    fn quotes_come_off_and_doubled_quotes_are_one() {
        assert_eq!(text(r#""a""#), Some("a".into()));
        assert_eq!(text(r#""say ""hi"" now""#), Some(r#"say "hi" now"#.into()));
        assert_eq!(text(r#""""""#), Some("\"".into()));
        assert_eq!(text(r#"5" pipe"#), Some("5\" pipe".into()));
        assert_eq!(unquote(br#""a" "#).as_ref(), b"a ");
    }

    #[test]
    fn text_is_trimmed_and_empty_is_null_quoted_or_not() {
        assert_eq!(text("  a b\u{a0}"), Some("a b".into()));
        assert_eq!(text("   "), None);
        assert_eq!(text(r#""""#), None);
        assert_eq!(text(r#"" a ""#), Some("a".into()));
    }

    #[test]
    fn null_words_are_null_except_in_names_titles_and_urls() {
        for word in [
            "NULL",
            "null",
            "N/A",
            "NaN",
            "None",
            "--",
            "(none)",
            "(not set)",
            " None ",
        ] {
            assert_eq!(text(word), None, "{word}");
            assert!(matches!(clean(word.as_bytes(), true), Ok(Some(_))));
        }
        assert_eq!(text("Nonesuch"), Some("Nonesuch".into()));
    }

    #[test]
    fn the_spreadsheet_guard_comes_off_and_an_apostrophe_stays() {
        assert_eq!(text("'=1+1"), Some("=1+1".into()));
        assert_eq!(text("\"'@home\""), Some("@home".into()));
        assert_eq!(text("'-5"), Some("-5".into()));
        assert_eq!(text("'tis"), Some("'tis".into()));
    }

    #[test]
    fn what_is_not_utf8_is_said_so() {
        assert_eq!(clean(b"caf\xe9", false), Err(BadEncoding));
        assert_eq!(shown(b"caf\xe9", 3), "caf");
    }
}
