//! The loyalty score of a user, as one pure function: transactions in, scores out.
//!
//! `loyalty_score = sum(transaction_amount) + 10 × count(is_repeat_purchase)`: a dollar spent is a point, and coming back
//! is ten. Amounts count as they are: a decimal keeps its cents, and a refund (below zero) takes points away. A flag that
//! is missing reads as false here; at import such a row is set aside, so it does not get this far.

use crate::engine::warehouse::rollup::Sum;

/// What a repeated purchase adds to the score.
pub const REPEAT_POINTS: f64 = 10.0;

/// A transaction: its user (a dense code), the amount, and whether it is a repeated purchase.
pub type Transaction = (u32, f64, Option<bool>);

/// What a user's transactions come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loyalty {
    /// Transactions.
    pub transactions: i64,
    /// Their amounts, added up.
    pub total: Sum,
    /// Those that are repeated purchases.
    pub repeats: i64,
}

impl Loyalty {
    /// The score.
    pub fn score(&self) -> f64 {
        self.total.value() + REPEAT_POINTS * self.repeats as f64
    }
}

/// What the transactions of each of `users` come to, by the user's code; a code beyond them takes no part.
pub fn loyalty(transactions: impl IntoIterator<Item = Transaction>, users: usize) -> Vec<Loyalty> {
    let mut out = vec![Loyalty::default(); users];
    for (user, amount, is_repeat) in transactions {
        if let Some(loyalty) = out.get_mut(user as usize) {
            loyalty.transactions += 1;
            loyalty.total.add(amount);
            loyalty.repeats += i64::from(is_repeat == Some(true));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(transactions: &[Transaction], users: usize, expected: &[f64]) {
        let scores: Vec<f64> = loyalty(transactions.iter().copied(), users)
            .iter()
            .map(Loyalty::score)
            .collect();
        assert_eq!(scores, expected);
    }

    #[test]
    fn no_transaction_scores_nothing() {
        check(&[], 0, &[]);
        check(&[], 2, &[0.0, 0.0]);
    }

    #[test]
    fn one_user_scores_a_point_a_dollar() {
        check(&[(0, 100.0, Some(false))], 1, &[100.0]);
    }

    #[test]
    fn each_repeat_adds_ten_and_users_are_kept_apart() {
        check(
            &[
                (0, 100.0, Some(false)),
                (1, 20.0, Some(false)),
                (0, 50.0, Some(true)),
                (0, 5.0, Some(true)),
            ],
            2,
            &[175.0, 20.0],
        );
    }

    #[test]
    fn a_negative_amount_takes_points_away() {
        check(
            &[(0, 100.0, Some(false)), (0, -130.0, Some(true))],
            1,
            &[-20.0],
        );
    }

    #[test]
    fn a_missing_flag_reads_as_false() {
        check(&[(0, 7.0, None), (0, 3.0, Some(true))], 1, &[20.0]);
    }

    #[test]
    fn decimal_amounts_end_on_their_cent() {
        let many = (0..1_000).map(|_| (0, 0.1, Some(false)));
        assert_eq!(loyalty(many, 1)[0].score().to_string(), "100");
        check(
            &[(0, 19.99, Some(false)), (0, 0.01, Some(true))],
            1,
            &[30.0],
        );
    }
}
