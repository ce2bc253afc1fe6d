//! Every colour of the house, light and dark, in one place. Charts paint with these and nothing else; the page's
//! style sheet carries the same values as custom properties, and `css` lists them so that a test can compare.
//!
//! Series hues are those of Okabe and Ito, darkened for the light theme and lightened for the dark one until each
//! reaches 3:1 on the surface. The heat scales skip the middle tones, on which no text would reach 4.5:1.

use super::Theme;
use crate::protocol::Hue;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The colours of one theme.
#[derive(Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The ground that charts stand on.
    pub surface: Rgb,
    /// A panel, a track, an empty cell.
    pub raised: Rgb,
    /// Gridlines and edges.
    pub line: Rgb,
    /// Text.
    pub text: Rgb,
    /// Secondary text.
    pub muted: Rgb,
    /// What can be clicked, or the one series of a chart.
    pub accent: Rgb,
    /// Good, with a sign or word beside it.
    pub good: Rgb,
    /// Bad, with a sign or word beside it.
    pub bad: Rgb,
    /// Worth a look.
    pub warn: Rgb,
    /// Series in their fixed order.
    pub series: [Rgb; 8],
    /// Unpaid channels and "Other".
    pub grey: [Rgb; 4],
    /// Heat from low to high.
    pub heat: [Rgb; 6],
    /// Heat below zero, from near zero to far.
    pub cold: [Rgb; 5],
}

const LIGHT: Tokens = Tokens {
    surface: Rgb(0xff, 0xff, 0xff),
    raised: Rgb(0xf7, 0xf8, 0xfa),
    line: Rgb(0xe3, 0xe6, 0xeb),
    text: Rgb(0x16, 0x18, 0x1d),
    muted: Rgb(0x5b, 0x63, 0x70),
    accent: Rgb(0x24, 0x57, 0xd6),
    good: Rgb(0x0a, 0x7d, 0x4f),
    bad: Rgb(0xc2, 0x35, 0x2b),
    warn: Rgb(0x9a, 0x67, 0x00),
    series: [
        Rgb(0x00, 0x72, 0xb2),
        Rgb(0xb8, 0x7a, 0x00),
        Rgb(0x00, 0x82, 0x5f),
        Rgb(0xb0, 0x52, 0x8a),
        Rgb(0xc2, 0x4e, 0x00),
        Rgb(0x2b, 0x8c, 0xc4),
        Rgb(0x8c, 0x80, 0x00),
        Rgb(0x2b, 0x2f, 0x3a),
    ],
    grey: [
        Rgb(0x4a, 0x53, 0x61),
        Rgb(0x65, 0x70, 0x80),
        Rgb(0x7b, 0x85, 0x94),
        Rgb(0x85, 0x8e, 0x9c),
    ],
    heat: [
        Rgb(0xed, 0xf2, 0xfd),
        Rgb(0xd3, 0xe0, 0xfb),
        Rgb(0xa9, 0xc3, 0xf7),
        Rgb(0x3f, 0x6f, 0xdc),
        Rgb(0x21, 0x50, 0xbb),
        Rgb(0x16, 0x3a, 0x8c),
    ],
    cold: [
        Rgb(0xfd, 0xee, 0xe2),
        Rgb(0xf9, 0xd3, 0xb4),
        Rgb(0xf3, 0xb2, 0x7f),
        Rgb(0xb3, 0x52, 0x0d),
        Rgb(0x8f, 0x3f, 0x05),
    ],
};

const DARK: Tokens = Tokens {
    surface: Rgb(0x14, 0x16, 0x1a),
    raised: Rgb(0x1c, 0x1f, 0x25),
    line: Rgb(0x2c, 0x30, 0x38),
    text: Rgb(0xe8, 0xea, 0xee),
    muted: Rgb(0x9a, 0xa3, 0xb2),
    accent: Rgb(0x7a, 0xa2, 0xff),
    good: Rgb(0x4c, 0xc3, 0x8a),
    bad: Rgb(0xff, 0x7b, 0x72),
    warn: Rgb(0xe3, 0xb3, 0x41),
    series: [
        Rgb(0x4f, 0xa8, 0xe8),
        Rgb(0xf0, 0xb4, 0x29),
        Rgb(0x2f, 0xbf, 0x93),
        Rgb(0xe5, 0x9b, 0xc4),
        Rgb(0xf5, 0x8a, 0x4b),
        Rgb(0x8f, 0xd0, 0xf5),
        Rgb(0xf0, 0xe4, 0x42),
        Rgb(0xd9, 0xdc, 0xe3),
    ],
    grey: [
        Rgb(0xc3, 0xc9, 0xd3),
        Rgb(0xa4, 0xac, 0xb9),
        Rgb(0x88, 0x91, 0xa0),
        Rgb(0x6f, 0x78, 0x87),
    ],
    heat: [
        Rgb(0x1f, 0x27, 0x38),
        Rgb(0x26, 0x35, 0x54),
        Rgb(0x2f, 0x46, 0x77),
        Rgb(0x7f, 0xa3, 0xee),
        Rgb(0xa9, 0xc2, 0xf7),
        Rgb(0xd3, 0xe0, 0xfb),
    ],
    cold: [
        Rgb(0x33, 0x27, 0x1c),
        Rgb(0x55, 0x34, 0x14),
        Rgb(0x7a, 0x46, 0x10),
        Rgb(0xf0, 0xa2, 0x62),
        Rgb(0xf6, 0xc5, 0x9c),
    ],
};

/// The colours of a theme.
pub fn tokens(theme: Theme) -> &'static Tokens {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

impl Tokens {
    /// The colour of a meaning; series beyond eight are "Other", which is grey.
    pub fn hue(&self, hue: Hue) -> Rgb {
        match hue {
            Hue::Series(n) => *self.series.get(usize::from(n)).unwrap_or(&self.grey[2]),
            Hue::Grey(n) => *self.grey.get(usize::from(n)).unwrap_or(&self.grey[3]),
            Hue::Accent => self.accent,
            Hue::Good => self.good,
            Hue::Bad => self.bad,
            Hue::Warn => self.warn,
            Hue::Muted => self.muted,
        }
    }

    /// Text or surface, whichever reads on `ground`; on a middle tone, where neither does, black or white, of which one
    /// always does.
    pub fn ink_on(&self, ground: Rgb) -> Rgb {
        let black_or_white = [Rgb(0, 0, 0), Rgb(255, 255, 255)];
        let inks = [self.text, self.surface].into_iter().chain(black_or_white);
        let reads = |ink: &Rgb| contrast(*ink, ground) >= 4.5;
        let better = |a: &Rgb, b: &Rgb| contrast(*a, ground).total_cmp(&contrast(*b, ground));
        let own = [self.text, self.surface].into_iter().max_by(better);
        own.filter(reads)
            .or_else(|| inks.max_by(better))
            .unwrap_or(self.text)
    }

    /// The step of a heat scale for a share of the largest value, 0–1; negative shares use the cold side.
    pub fn heat_at(&self, share: f64) -> Rgb {
        let scale: &[Rgb] = if share < 0.0 { &self.cold } else { &self.heat };
        let step = (share.abs().min(1.0) * scale.len() as f64) as usize;
        scale
            .get(step.min(scale.len() - 1))
            .copied()
            .unwrap_or(self.raised)
    }
}

/// Contrast of two colours as WCAG 2 defines it, 1–21.
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance as WCAG 2 defines it, 0–1.
fn luminance(Rgb(r, g, b): Rgb) -> f64 {
    let linear = |byte: u8| {
        let c = f64::from(byte) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

impl Rgb {
    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Each token as the style sheet names it, with its value: (`--surface`, `#ffffff`).
pub fn css(theme: Theme) -> Vec<(String, String)> {
    let t = tokens(theme);
    let mut out: Vec<(String, String)> = [
        ("--surface", t.surface),
        ("--raised", t.raised),
        ("--line", t.line),
        ("--text", t.text),
        ("--muted", t.muted),
        ("--accent", t.accent),
        ("--good", t.good),
        ("--bad", t.bad),
        ("--warn", t.warn),
    ]
    .into_iter()
    .map(|(name, colour)| (name.to_owned(), colour.hex()))
    .collect();
    for (family, colours) in [("series", &t.series[..]), ("grey", &t.grey[..])] {
        for (i, colour) in colours.iter().enumerate() {
            out.push((format!("--{family}-{i}"), colour.hex()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reaches_4_5_and_marks_3_on_the_surface_of_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            let t = tokens(theme);
            for ground in [t.surface, t.raised] {
                for ink in [t.text, t.muted, t.accent, t.good, t.bad, t.warn] {
                    assert!(
                        contrast(ink, ground) >= 4.5,
                        "{} {}",
                        ink.hex(),
                        ground.hex()
                    );
                }
            }
            for mark in t.series.iter().chain(&t.grey) {
                assert!(contrast(*mark, t.surface) >= 3.0, "{}", mark.hex());
            }
            let signs = [&t.accent, &t.good, &t.bad, &t.warn];
            let marks = t.series.iter().chain(&t.grey).chain(signs);
            for cell in t.heat.iter().chain(&t.cold).chain(marks) {
                assert!(contrast(t.ink_on(*cell), *cell) >= 4.5, "{}", cell.hex());
            }
        }
    }

    /// Each property is there with the value of each theme; which rule chooses between them is the page's business.
    #[test]
    fn the_style_sheet_has_every_token_with_the_same_value() {
        let sheet = include_str!("../../assets/tributary.css");
        for theme in [Theme::Light, Theme::Dark] {
            for (name, value) in css(theme) {
                assert!(
                    sheet.contains(&format!("{name}: {value}")),
                    "the style sheet lacks `{name}: {value}` ({theme:?})"
                );
            }
        }
    }

    #[test]
    fn no_two_series_share_a_colour() {
        for theme in [Theme::Light, Theme::Dark] {
            let mut seen: Vec<String> = css(theme).into_iter().map(|(_, v)| v).collect();
            let all = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), all);
        }
    }
}
