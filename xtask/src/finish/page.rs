//! The page's own text: inline scripts become files, and the page learns the engine's name and the build id.
//!
//! Everything else of index.html stays as Trunk wrote it.

use super::hash::{Hash, hash};
use super::html::tags;
use super::names::PAGE;
use super::{Files, text};
use crate::house::Result;

/// How the names of scripts that were inline begin.
pub const START: &str = "start-";

/// Moves each inline script into a file of its own, because the page's policy allows no inline script, and drops the
/// integrity hashes, which describe files that wasm-opt has changed since (all files are of this one folder).
pub fn move_scripts_out(files: &mut Files) -> Result<()> {
    let page = text(files, PAGE)?;
    let mut out = String::with_capacity(page.len());
    let mut copied = 0;
    for mut tag in tags(&page) {
        let mut end = tag.place.end;
        let mut is_changed = tag.get("integrity").is_some();
        tag.attributes.retain(|(name, _)| name != "integrity");
        if tag.name == "script" && tag.get("src").is_none() {
            let length = page[end..]
                .find("</script>")
                .ok_or("index.html has a script that does not end.")?;
            let body = page[end..end + length].trim();
            if !body.is_empty() {
                let body = format!("{body}\n");
                let name = format!("{START}{}.js", hash(body.as_bytes()));
                tag.set("src", &format!("./{name}"));
                files.insert(name, body.into_bytes());
                end += length;
                is_changed = true;
            }
        }
        if is_changed {
            out.push_str(&page[copied..tag.place.start]);
            out.push_str(&tag.text());
            copied = end;
        }
    }
    out.push_str(&page[copied..]);
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
    let place = tags(page)
        .into_iter()
        .find(|tag| tag.name == "meta" && tag.get("name") == Some(name))
        .map(|tag| tag.place)
        .or_else(|| page.find("</head>").map(|head| head..head))
        .ok_or("index.html has no head to write the engine's name into.")?;
    Ok(format!(
        "{}{meta}{}",
        &page[..place.start],
        &page[place.end..]
    ))
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
                "<head><link href=\"a\"></head><script type=\"module\" src=\"./{name}\"></script><script src=\"./b.js\"></script>"
            )
        );
        assert_eq!(text(&files, &name).expect("script"), "start()\n");
    }

    #[test]
    fn page_and_engine_are_told_the_same_build() {
        let mut files = Files::new();
        files.insert(
            PAGE.into(),
            b"<head><meta name=tributary-build content=dev></head>".to_vec(),
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
