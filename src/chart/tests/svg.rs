//! Reads the texts of an SVG document back as boxes, by the same width table that laid them out.

use crate::chart::{layout::Rect, text};

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = &tag[from..];
    rest.find('"').map(|end| &rest[..end])
}

fn unescaped(text: &str) -> String {
    text.trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// The box of each text: as wide as its glyphs, as high as capitals and a little.
fn texts(svg: &str) -> Vec<(String, Rect)> {
    svg.split("<text")
        .skip(1)
        .map(|part| {
            let close = part.find('>').unwrap();
            let (tag, rest) = part.split_at(close);
            let text = unescaped(&rest[1..rest.find("</text>").unwrap()]);
            let number = |name| attribute(tag, name).unwrap().parse::<f64>().unwrap();
            let (x, y, size) = (number("x"), number("y"), number("font-size"));
            let is_bold = attribute(tag, "font-weight") == Some("bold");
            let width = text::width(&text, size, is_bold).ceil();
            let left = match attribute(tag, "text-anchor").unwrap() {
                "start" => x,
                "middle" => x - width / 2.0,
                _ => x - width,
            };
            let place = Rect::new(left as i32, y as i32, width as i32, (size * 0.8) as i32);
            (text, place)
        })
        .collect()
}

/// Fails where a text overlaps another, leaves the picture, or is smaller than 12 pixels.
pub(super) fn check_texts(name: &str, width: u32, svg: &str) {
    let head = &svg[..svg.find('>').unwrap()];
    let height: i32 = attribute(head, "height").unwrap().parse().unwrap();
    // A pixel of tolerance at the edges: widths are rounded up.
    let frame = Rect::new(-1, -1, width as i32 + 2, height + 2);
    let texts = texts(svg);
    for (i, (text, rect)) in texts.iter().enumerate() {
        assert!(
            frame.holds(rect),
            "{name} at {width}: “{text}” leaves the picture: {rect:?} of {height}"
        );
        for (other, place) in &texts[i + 1..] {
            assert!(
                !rect.overlaps(place),
                "{name} at {width}: “{text}” {rect:?} stands on “{other}” {place:?}"
            );
        }
    }
    for size in svg.split("font-size=\"").skip(1) {
        let size: f64 = size[..size.find('"').unwrap()].parse().unwrap();
        assert!(size >= 12.0, "{name}: text of {size} pixels");
    }
}
