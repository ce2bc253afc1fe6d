//! Why the shop's revenue of an order and the sales system's differ: one cause an order, the first that fits, in the
//! order of `Cause::ALL`. Pure: two sides in, a cause out.

/// Amounts closer than this are equal: less than a cent apart.
pub const TOLERANCE: f64 = 0.005;

/// A difference of amounts to the millionth of a dollar: what binary fractions leave between equal sums of cents is 0.
pub fn difference(shop: f64, report: f64) -> f64 {
    // The 0 added makes a negative zero an ordinary one.
    ((shop - report) * 1e6).round() / 1e6 + 0.0
}

/// Why two amounts of an order differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A second or later line of an order in the sales system.
    DuplicateInSource,
    /// The sales system does not have the order.
    MissingInSource,
    /// The shop does not have the order.
    MissingInMart,
    /// They agree.
    Matched,
    /// One side counts it inside the range, the other outside.
    DifferentPeriod,
    /// The sales system still counts what was returned or cancelled.
    ReturnedOrCancelled,
    /// Two amounts.
    AmountMismatch,
}

impl Cause {
    /// Every cause with its word in the tables, in the order in which they are tried.
    pub const ALL: [(Cause, &'static str); 7] = [
        (Cause::DuplicateInSource, "duplicate_in_source"),
        (Cause::MissingInSource, "missing_in_source"),
        (Cause::MissingInMart, "missing_in_mart"),
        (Cause::Matched, "matched"),
        (Cause::DifferentPeriod, "different_period"),
        (Cause::ReturnedOrCancelled, "returned_or_cancelled"),
        (Cause::AmountMismatch, "amount_mismatch"),
    ];

    /// Its word in the tables.
    pub fn word(self) -> &'static str {
        let found = Cause::ALL.iter().find(|(cause, _)| *cause == self);
        found.map_or("", |(_, word)| word)
    }
}

/// What one side knows of an order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Side {
    /// It has the order, whenever.
    pub is_known: bool,
    /// It counts the order inside the range.
    pub is_inside: bool,
    /// What it counts inside the range.
    pub amount: f64,
}

/// The cause of the first line of an order; `lost` is the price of its returned and cancelled items.
pub fn cause(mart: Side, source: Side, lost: f64) -> Cause {
    let variance = difference(mart.amount, source.amount);
    if !source.is_known {
        Cause::MissingInSource
    } else if !mart.is_known {
        Cause::MissingInMart
    } else if variance.abs() < TOLERANCE && mart.is_inside == source.is_inside {
        Cause::Matched
    } else if mart.is_inside != source.is_inside {
        Cause::DifferentPeriod
    } else if (variance + lost).abs() < TOLERANCE {
        Cause::ReturnedOrCancelled
    } else {
        Cause::AmountMismatch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(amount: f64) -> Side {
        Side {
            is_known: true,
            is_inside: true,
            amount,
        }
    }

    const OUTSIDE: Side = Side {
        is_known: true,
        is_inside: false,
        amount: 0.0,
    };

    #[test]
    fn the_first_cause_that_fits_is_taken() {
        let none = Side::default();
        assert_eq!(cause(side(5.0), none, 0.0), Cause::MissingInSource);
        assert_eq!(cause(none, side(5.0), 0.0), Cause::MissingInMart);
        assert_eq!(cause(side(5.0), side(5.004), 0.0), Cause::Matched);
        assert_eq!(cause(side(5.0), OUTSIDE, 0.0), Cause::DifferentPeriod);
        assert_eq!(cause(OUTSIDE, side(5.0), 0.0), Cause::DifferentPeriod);
        assert_eq!(
            cause(side(5.0), side(12.5), 7.5),
            Cause::ReturnedOrCancelled
        );
        assert_eq!(cause(side(5.0), side(6.0), 7.5), Cause::AmountMismatch);
        assert_eq!(cause(side(5.0), side(5.01), 0.0), Cause::AmountMismatch);
    }

    #[test]
    fn equal_sums_of_cents_differ_by_nothing() {
        let shop = 0.1 + 0.2;
        assert!(
            (shop - 0.3_f64).abs() > 0.0,
            "binary fractions leave something"
        );
        for (a, b) in [(shop, 0.3), (0.3, shop), (-0.0, 0.0)] {
            let nothing = difference(a, b);
            assert_eq!(nothing.to_bits(), 0.0_f64.to_bits());
        }
        assert_eq!(difference(12.34, 50.0).to_string(), "-37.66");
    }

    #[test]
    fn an_order_without_revenue_on_one_side_and_outside_the_range_on_the_other_is_no_match() {
        assert_eq!(cause(side(0.0), OUTSIDE, 9.0), Cause::DifferentPeriod);
        assert_eq!(cause(OUTSIDE, OUTSIDE, 0.0), Cause::Matched);
    }
}
