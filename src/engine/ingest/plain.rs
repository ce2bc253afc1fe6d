//! Which fields are their text as they stand, told by their first and last byte.

use super::text;

/// What a field's first byte says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Stands as it is, if the last byte is plain too.
    Plain,
    /// May begin a null word.
    Null,
    /// May be quoted, guarded, or begin with a space.
    Other,
}

/// The class of each byte.
pub const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    // What an empty field is taken to begin with; as a byte of text it stands as it is.
    classes[0] = Class::Plain;
    let mut byte = 0x21;
    while byte < 0x7f {
        classes[byte] = match byte as u8 {
            b'"' | b'\'' => Class::Other,
            b'N' | b'n' | b'-' | b'(' => Class::Null,
            _ => Class::Plain,
        };
        byte += 1;
    }
    classes
};

/// Whether a field is its text as it stands.
#[inline]
pub fn is_plain(raw: &[u8], keeps_null_words: bool) -> bool {
    let (Some(first), Some(last)) = (raw.first(), raw.last()) else {
        return false;
    };
    let plain = match CLASSES[*first as usize] {
        Class::Plain => true,
        Class::Null => keeps_null_words || !text::is_null_word(raw),
        Class::Other => false,
    };
    plain && (0x21..0x7f).contains(last)
}
