//! The currency that amounts are shown in: US dollars, unless all amounts of what is on show are in another one. Where
//! they are in several, the sign says so, so that nobody takes a sum of two currencies for dollars.
//!
//! One for a thread: the engine and the page each set it when a page is composed or shown.

use std::cell::Cell;

/// ISO codes that are known, three letters each. The first three have signs of their own.
const CODES: &str = "USDEURGBPCHFCADAUDNZDJPYCNYINRBRLMXNSEKNOKDKKPLNCZKHUFRONTRYZARSGDHKDKRWILSAEDSARTHBIDRPHPCLPCOP";

/// The sign of amounts in several currencies.
pub const MIXED: &str = "¤";

thread_local! {
    static SHOWN: Cell<&'static str> = const { Cell::new("USD") };
}

/// Every code.
pub fn codes() -> impl Iterator<Item = &'static str> {
    (0..CODES.len() / 3).filter_map(|at| CODES.get(at * 3..at * 3 + 3))
}

/// Shows amounts in this currency from now on; none stands for dollars, an unknown one for
/// several.
pub fn show(code: &str) {
    let code = if code.is_empty() { "USD" } else { code };
    SHOWN.set(codes().find(|known| *known == code).unwrap_or(MIXED));
}

/// The code in force, for a header: `USD`.
pub fn code() -> &'static str {
    SHOWN.get()
}

/// What stands before an amount: `$`, `CHF `.
pub fn sign() -> String {
    match code() {
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        MIXED => MIXED.to_owned(),
        other => format!("{other}\u{a0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_in_the_currency_in_force_and_several_are_never_dollars() {
        let shown = |code: &str| {
            show(code);
            let text = crate::protocol::Unit::Usd.compact(Some(-1_230_000.0));
            (text, crate::protocol::Unit::Usd.label())
        };
        assert_eq!(shown("EUR"), ("−€1.23M".to_owned(), "EUR"));
        assert_eq!(shown("CHF"), ("−CHF\u{a0}1.23M".to_owned(), "CHF"));
        assert_eq!(shown("¤"), ("−¤1.23M".to_owned(), "¤"));
        assert_eq!(shown("USD"), ("−$1.23M".to_owned(), "USD"));
        assert_eq!(codes().count(), 32);
    }
}
