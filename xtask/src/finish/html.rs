//! Just enough HTML to find a page's tags and write some of them again: comments and the insides of scripts are passed
//! over, attributes may be quoted or not (Trunk's minifier takes quotes away).

use std::fmt::Write as _;
use std::ops::Range;

/// An opening tag.
#[derive(Debug, PartialEq)]
pub struct Tag {
    /// Where it stands, `<` and `>` included.
    pub place: Range<usize>,
    /// Lower case.
    pub name: String,
    /// In order; a value is empty where there is none.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value.to_string(),
            None => self.attributes.push((name.to_string(), value.to_string())),
        }
    }

    /// The tag as text.
    pub fn text(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            if value.is_empty() && name != "content" {
                let _ = write!(out, " {name}");
            } else {
                let _ = write!(out, " {name}=\"{value}\"");
            }
        }
        out.push('>');
        out
    }
}

/// Every opening tag of a page.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = page[at..].find('<') {
        let begin = at + step;
        let rest = &page[begin..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(page.len(), |end| begin + end + 3);
            continue;
        }
        let Some(tag) = tag(page, begin) else {
            at = begin + 1;
            continue;
        };
        at = tag.place.end;
        if tag.name == "script" || tag.name == "style" {
            let close = format!("</{}", tag.name);
            at = page[at..].find(&close).map_or(page.len(), |end| at + end);
        }
        found.push(tag);
    }
    found
}

/// The opening tag that begins here, if one does.
fn tag(page: &str, begin: usize) -> Option<Tag> {
    let bytes = page.as_bytes();
    let mut at = begin + 1;
    let name = word(page, &mut at);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        while bytes
            .get(at)
            .is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/')
        {
            at += 1;
        }
        if *bytes.get(at)? == b'>' {
            break;
        }
        let key = word(page, &mut at);
        if key.is_empty() {
            return None;
        }
        let value = if bytes.get(at) == Some(&b'=') {
            at += 1;
            value(page, &mut at)?
        } else {
            String::new()
        };
        attributes.push((key.to_ascii_lowercase(), value));
    }
    Some(Tag {
        place: begin..at + 1,
        name: name.to_ascii_lowercase(),
        attributes,
    })
}

/// A name: up to white space, `=`, `>` or `/`.
fn word<'a>(page: &'a str, at: &mut usize) -> &'a str {
    let rest = &page[*at..];
    let length = rest
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .unwrap_or(rest.len());
    *at += length;
    &rest[..length]
}

/// A value: quoted, or up to white space or `>`.
fn value(page: &str, at: &mut usize) -> Option<String> {
    let rest = &page[*at..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let length = rest[1..].find(quote)?;
        *at += length + 2;
        return Some(rest[1..=length].to_string());
    }
    let length = rest
        .find(|c: char| c.is_ascii_whitespace() || c == '>')
        .unwrap_or(rest.len());
    *at += length;
    Some(rest[..length].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_with_and_without_quotes_and_comments_are_passed_over() {
        let page = "<!doctype html><!-- <b> --><meta name=a content=\"x > y\"><script async src=./b.js>if (1<2) {}</script><p>";
        let found = tags(page);
        let names: Vec<&str> = found.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["meta", "script", "p"]);
        assert_eq!(found[0].get("content"), Some("x > y"));
        assert_eq!(found[1].get("src"), Some("./b.js"));
        assert_eq!(found[1].text(), "<script async src=\"./b.js\">");
    }
}
