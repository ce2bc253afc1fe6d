//! Text as boxes: how wide it is, how it is shortened, how it is broken into lines. Nothing is drawn here.
//!
//! Where no browser measures, a table of advance widths stands in: those of Helvetica and Arial, wider by 15 % (bold
//! by 26 %), so that `DejaVu`, the widest face that `system-ui` stands for, fits as well. Figures are tabular.

/// The family of all text.
pub const FAMILY: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/// Advance widths of ASCII 32–126 in thousandths of an em.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The width of `text` in pixels at `size`, by the table.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let units: u32 = text.chars().map(advance).sum();
    let face = if bold { 1.26 } else { 1.15 };
    f64::from(units) / 1000.0 * size * face
}

fn advance(c: char) -> u32 {
    match c {
        ' '..='~' => WIDTHS.get(c as usize - 32).map_or(556, |w| u32::from(*w)),
        '·' | '\u{a0}' | '’' | '‘' => 278,
        // Latin letters with marks are as wide as without; anything else (dashes, arrows, other scripts) may be a full em.
        '\u{a1}'..='\u{24f}' | '−' | '≥' | '–' => 600,
        _ => 1000,
    }
}

/// `text`, or as much of it as fits in `max` pixels and an ellipsis; empty where not even that fits.
pub fn ellipsis(text: &str, max: i32, measure: &dyn Fn(&str) -> i32) -> String {
    if measure(text) <= max {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    // The longest prefix that fits, by halving.
    let (mut low, mut high) = (0, chars.len());
    while low < high {
        let middle = usize::midpoint(low, high + 1);
        if measure(&cut(&chars, middle)) <= max {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    if low == 0 {
        String::new()
    } else {
        cut(&chars, low)
    }
}

fn cut(chars: &[char], length: usize) -> String {
    let mut out: String = chars.iter().take(length).collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// `text` in at most `lines` lines of at most `max` pixels, broken at spaces that may break; the last line takes an ellipsis.
pub fn wrap(text: &str, max: i32, lines: usize, measure: &dyn Fn(&str) -> i32) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut words = text.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let mut line = word.to_owned();
        if out.len() + 1 >= lines {
            for rest in words.by_ref() {
                line.push(' ');
                line.push_str(rest);
            }
        }
        while let Some(next) = words.peek() {
            let longer = format!("{line} {next}");
            if measure(&longer) > max {
                break;
            }
            line = longer;
            words.next();
        }
        out.push(ellipsis(&line, max, measure));
    }
    out.retain(|line| !line.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(text: &str) -> i32 {
        width(text, 12.0, false).ceil() as i32
    }

    #[test]
    fn a_long_text_is_cut_to_fit_and_says_so() {
        let text = ellipsis("Opportunities by region", 60, &measure);
        assert!(text.ends_with('…') && measure(&text) <= 60, "{text}");
        assert_eq!(ellipsis("Won", 60, &measure), "Won");
        assert_eq!(ellipsis("Won", 3, &measure), "");
    }

    #[test]
    fn lines_break_at_spaces_and_never_exceed_their_count() {
        // A space that does not break keeps a unit with its number.
        let tied = wrap("won 33.3\u{a0}% of all", 60, 3, &measure);
        assert!(
            tied.iter().any(|line| line.contains("33.3\u{a0}%")),
            "{tied:?}"
        );
        let lines = wrap("Return on ad spend by channel and week", 80, 2, &measure);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| measure(line) <= 80), "{lines:?}");
    }
}
