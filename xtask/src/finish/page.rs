//! The page's own text: inline scripts become files, and the page learns the engine's name and the build id.
//!
//! index.html is read as text, by the marks that Trunk and this repository write; it is never parsed as HTML at large.

use super::hash::{Hash, hash};
use super::names::PAGE;
use super::{Files, text};
use crate::house::Result;

/// How the names of scripts that were inline begin.
pub const START: &str = "start-";

/// Moves each inline script into a file of its own, because the page's policy allows no inline script, and drops the
/// integrity hashes, which describe files that wasm-opt has changed since (all files are of this one folder).
pub fn move_scripts_out(files: &mut Files) -> Result<()> {
    let page = drop_attribute(&text(files, PAGE)?, "integrity");
    let mut out = String::with_capacity(page.len());
    let mut rest = page.as_str();
    while let Some(begin) = rest.find("<script") {
        let (before, tag) = rest.split_at(begin);
        out.push_str(before);
        let (Some(head_end), Some(end)) = (tag.find('>'), tag.find("</script>")) else {
            return Err("index.html has a script that does not end.".into());
        };
        let (head, body) = (&tag[..head_end], &tag[head_end + 1..end]);
        let has_source = head.split_whitespace().any(|word| word.starts_with("src="));
        if has_source || body.trim().is_empty() {
            out.push_str(&tag[..end]);
        } else {
            let body = format!("{}\n", body.trim());
            let name = format!("{START}{}.js", hash(body.as_bytes()));
            out.push_str(head);
            out.push_str(&format!(" src=\"./{name}\">"));
            files.insert(name, body.into_bytes());
        }
        out.push_str("</script>");
        rest = &tag[end + "</script>".len()..];
    }
    out.push_str(rest);
    files.insert(PAGE.into(), out.into_bytes());
    Ok(())
}

/// Makes the build id known to the engine (in its loader) and to the page, and the loader's final name to the page.
pub fn introduce(files: &mut Files, loader: &str) -> Result<()> {
    let build = build_id(files);
    let content = text(files, loader)?.replace("BUILD\"", &format!("{build}\""));
    files.remove(loader);
    let loader = format!("engine-loader-{}.js", hash(content.as_bytes()));
    files.insert(loader.clone(), content.into_bytes());

    let page = text(files, PAGE)?;
    let page = set_meta(&page, "tributary-engine", &format!("./{loader}"))?;
    let page = set_meta(&page, "tributary-build", &build)?;
    files.insert(PAGE.into(), page.into_bytes());
    Ok(())
}

/// A hash over every file's name and content, before any of them carries it.
fn build_id(files: &Files) -> String {
    let mut state = Hash::default();
    for (name, bytes) in files {
        state.add(name.as_bytes());
        state.add(&(bytes.len() as u64).to_le_bytes());
        state.add(bytes);
    }
    state.text()
}

/// Writes a value into `<meta name="…">`, which is added to the head where the page has none.
fn set_meta(page: &str, name: &str, value: &str) -> Result<String> {
    let meta = format!("<meta name=\"{name}\" content=\"{value}\">");
    let mark = format!("<meta name=\"{name}\"");
    if let Some(begin) = page.find(&mark) {
        let end = page[begin..]
            .find('>')
            .map(|end| begin + end + 1)
            .ok_or_else(|| format!("The meta element {name} of index.html does not end."))?;
        return Ok(format!("{}{meta}{}", &page[..begin], &page[end..]));
    }
    let head = page
        .find("</head>")
        .ok_or("index.html has no head to write the engine's name into.")?;
    Ok(format!("{}{meta}{}", &page[..head], &page[head..]))
}

/// Takes an attribute with its quoted value out of a page.
fn drop_attribute(page: &str, name: &str) -> String {
    let mark = format!(" {name}=\"");
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(begin) = rest.find(&mark) {
        out.push_str(&rest[..begin]);
        let value = &rest[begin + mark.len()..];
        rest = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_script_becomes_a_file_and_keeps_its_type() {
        let mut files = Files::new();
        files.insert(
            PAGE.into(),
            b"<head><link href='a' integrity=\"sha384-x\"></head><script type=\"module\">\nstart()\n</script><script src=\"./b.js\"></script>".to_vec(),
        );
        move_scripts_out(&mut files).expect("moved");
        let name = format!("{START}{}.js", hash(b"start()\n"));
        assert_eq!(
            text(&files, PAGE).expect("page"),
            format!(
                "<head><link href='a'></head><script type=\"module\" src=\"./{name}\"></script><script src=\"./b.js\"></script>"
            )
        );
        assert_eq!(text(&files, &name).expect("script"), "start()\n");
    }

    #[test]
    fn page_and_engine_are_told_the_same_build() {
        let mut files = Files::new();
        files.insert(
            PAGE.into(),
            b"<head><meta name=\"tributary-build\" content=\"dev\"></head>".to_vec(),
        );
        files.insert(
            "engine-loader.js".into(),
            b"self.TRIBUTARY_BUILD=\"BUILD\";".to_vec(),
        );
        let build = build_id(&files);
        introduce(&mut files, "engine-loader.js").expect("introduced");
        let page = text(&files, PAGE).expect("page");
        assert!(page.contains(&format!("name=\"tributary-build\" content=\"{build}\"")));
        let loader = files
            .keys()
            .find(|name| name.starts_with("engine-loader-"))
            .expect("loader");
        assert!(page.contains(&format!("content=\"./{loader}\"")));
        assert!(text(&files, loader).expect("loader").contains(&build));
    }
}
