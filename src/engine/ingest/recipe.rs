//! What a user said about a file, kept by its header and without its data: next month's file of that header is read the
//! same way. A recipe is JSON that people can read and share:
//!
//! ```json
//! {"tributary":"recipe","header":["Kampagne","Kosten"],"answers":{"source":"ad_spend","column spend_usd":"Kosten"}}
//! ```
//!
//! Also the view from which the mapping dialogue is made.

use super::head::locate;
use super::recognise::guesses;
use super::scan::first_records;
use super::text;
use crate::engine::base::SourceSpec;
use crate::protocol::{Answers, MappingView};
use std::fmt::Write as _;

/// Recipes kept at most; the oldest goes.
const MOST: usize = 50;

/// How files of a header are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The header's names as written.
    pub header: Vec<String>,
    /// What was said.
    pub answers: Answers,
}

impl Recipe {
    /// The recipe of a header.
    pub fn of<'a>(recipes: &'a [Recipe], header: &[String]) -> Option<&'a Recipe> {
        recipes.iter().rev().find(|recipe| recipe.header == header)
    }

    /// Keeps a recipe in place of an older one of its header; without answers it only takes that one out.
    pub fn keep(self, recipes: &mut Vec<Recipe>) {
        recipes.retain(|known| known.header != self.header);
        if !self.answers.is_empty() {
            recipes.push(self);
        }
        if recipes.len() > MOST {
            recipes.remove(0);
        }
    }

    /// As JSON, on one line.
    pub fn write(&self) -> String {
        let header: Vec<String> = self.header.iter().map(|name| quoted(name)).collect();
        let pair = |(key, value): &(String, String)| format!("{}:{}", quoted(key), quoted(value));
        let answers: Vec<String> = self.answers.iter().map(pair).collect();
        format!(
            "{{\"tributary\":\"recipe\",\"header\":[{}],\"answers\":{{{}}}}}",
            header.join(","),
            answers.join(",")
        )
    }

    /// The recipes in a text, one or many; what is none is left out.
    pub fn parse(text: &str) -> Vec<Recipe> {
        let mut strings = Vec::new();
        let mut out: Vec<Recipe> = Vec::new();
        let mut letters = text.chars();
        // Of JSON only strings, brackets and braces matter here: names in brackets, then pairs in braces.
        while let Some(letter) = letters.next() {
            match letter {
                '"' => match string(&mut letters) {
                    Some(text) => strings.push(text),
                    None => return out,
                },
                '[' => strings.clear(),
                ']' => out.push(Recipe {
                    header: std::mem::take(&mut strings),
                    answers: Vec::new(),
                }),
                '}' => {
                    // The first string is the word "answers" before the brace.
                    let pairs = strings.get(1..).unwrap_or_default().chunks_exact(2);
                    if let Some(last) = out.last_mut().filter(|last| last.answers.is_empty()) {
                        last.answers = pairs
                            .filter_map(|pair| Some((pair.first()?.clone(), pair.last()?.clone())))
                            .collect();
                    }
                    strings.clear();
                }
                _ => {}
            }
        }
        out.retain(|recipe| !recipe.header.is_empty() && !recipe.answers.is_empty());
        out
    }
}

/// The rest of a JSON string, after its opening quote.
fn string(letters: &mut std::str::Chars<'_>) -> Option<String> {
    let mut out = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(out),
            '\\' => out.push(match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let code: String = letters.by_ref().take(4).collect();
                    char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
                }
                other => other,
            }),
            other => out.push(other),
        }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A file's columns and what they may be, from its beginning.
pub fn mapping(
    file: u32,
    head: &[u8],
    last: bool,
    answers: &[(String, String)],
    sources: &'static [&'static SourceSpec],
) -> Option<MappingView> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = locate(head, last, "", sources, answers)?;
    let below = head.get(start.next..)?;
    let records = first_records(below, start.delimiter, 5, last);
    let rows: Vec<Vec<&[u8]>> = records.into_iter().map(|record| record.fields).collect();
    let sample = |at: usize| {
        let values = rows.iter().filter_map(|row| row.get(at));
        let shown: Vec<String> = values
            .map(|raw| text::shown(&text::unquote(raw), 30))
            .filter(|value| !value.trim().is_empty())
            .take(3)
            .collect();
        shown.join(" · ")
    };
    Some(MappingView {
        file,
        samples: (0..start.header.names.len()).map(sample).collect(),
        guesses: guesses(&start.header, &rows, sources),
        names: start.header.names,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn several_recipes_in_one_text_are_read_and_other_text_is_none() {
        let one = Recipe {
            header: vec!["a".into(), "b".into()],
            answers: vec![("source".into(), "ad_spend".into())],
        };
        let two = Recipe {
            header: vec!["c".into()],
            answers: vec![("delimiter".into(), ";".into())],
        };
        let text = format!("{}\n{}", one.write(), two.write());
        assert_eq!(Recipe::parse(&text), [one, two]);
        for text in ["", "{}", "[]", "{\"a\":[1,2]}", "\"", "not json"] {
            assert_eq!(Recipe::parse(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_recipe_reads_back_whatever_its_names_are(
            header in proptest::collection::vec("\\PC{1,6}|[\"\\\\\\n{}\\[\\]]{1,4}", 1..4),
            answers in proptest::collection::vec(("\\PC{1,6}", "[\"\\\\{}\\[\\],:]{0,4}"), 1..4),
        ) {
            let recipe = Recipe { header, answers };
            prop_assert_eq!(Recipe::parse(&recipe.write()), [recipe]);
        }
    }
}
