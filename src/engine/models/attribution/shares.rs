//! The user's own shares of first, middle and last touch: three keys of the link, read here and nowhere else. Each is a
//! whole number from 0 to 100; together they are taken as parts of their sum. A value that cannot be used falls back to
//! its default, and where all are 0 all do.

use crate::engine::base::Result;
use crate::engine::credit::custom::Shares;
use crate::engine::warehouse::{Build, Input, Param};
use crate::protocol::Params;

/// Keys of the link, with the default of each: those of the position based rule.
pub const KEYS: [(&str, i32); 3] = [
    ("first_share", 40),
    ("middle_share", 20),
    ("last_share", 40),
];

/// The share of the first touch, as a declared input.
pub const FIRST: Input = Input::Param(Param::Other(KEYS[0].0));

/// The share of the touches between, as a declared input.
pub const MIDDLE: Input = Input::Param(Param::Other(KEYS[1].0));

/// The share of the last touch, as a declared input.
pub const LAST: Input = Input::Param(Param::Other(KEYS[2].0));

/// The three shares from the text of their keys.
pub fn parsed(texts: [Option<&str>; 3]) -> [i32; 3] {
    let mut out = KEYS.map(|(_, default)| default);
    for (share, text) in out.iter_mut().zip(texts) {
        let digits = text.filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        let value = digits.and_then(|text| text.parse().ok());
        *share = value
            .filter(|value| (0..=100).contains(value))
            .unwrap_or(*share);
    }
    if out == [0; 3] {
        return KEYS.map(|(_, default)| default);
    }
    out
}

/// What a link says.
pub fn of(params: &Params) -> [i32; 3] {
    parsed(KEYS.map(|(key, _)| params.other(key)))
}

/// What the link of a build says, as a rule of credit.
pub fn read(build: &Build<'_>) -> Result<Shares> {
    let [first, middle, last] = parsed([
        build.other(KEYS[0].0)?,
        build.other(KEYS[1].0)?,
        build.other(KEYS[2].0)?,
    ]);
    Ok(Shares::percent(
        f64::from(first),
        f64::from(middle),
        f64::from(last),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_cannot_be_used_falls_back_alone_and_all_zeroes_fall_back_together() {
        assert_eq!(parsed([None; 3]), [40, 20, 40]);
        assert_eq!(parsed([Some("100"), Some("0"), Some("0")]), [100, 0, 0]);
        assert_eq!(parsed([Some("101"), Some("-5"), Some("7.5")]), [40, 20, 40]);
        assert_eq!(parsed([Some("30"), Some(""), None]), [30, 20, 40]);
        assert_eq!(parsed([Some("0"); 3]), [40, 20, 40]);
    }
}
