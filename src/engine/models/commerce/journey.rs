//! Which product a cart and a purchase belong to: found through the session, in one pass over each.
//!
//! Events of a session are walked by sequence number (then time, then row of the file). A product page is its own
//! product's. A cart belongs to the product page before it. A purchase belongs to every product that was carted since
//! the purchase before it, each once. Without one, the event belongs to the unknown member (`None`). Nothing is carried
//! from one session to another.

use crate::engine::base::{Codes, Numbers};
use std::cmp::Ordering;

/// What an event means to a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A product page.
    View,
    /// Into the cart.
    Cart,
    /// Paid.
    Purchase,
}

impl Step {
    /// Every step with its event type.
    pub const ALL: [(&'static str, Step); 3] = [
        ("product", Step::View),
        ("cart", Step::Cart),
        ("purchase", Step::Purchase),
    ];

    /// The step of an event type.
    pub fn of(event_type: &str) -> Option<Step> {
        let found = Step::ALL.iter().find(|(word, _)| *word == event_type);
        found.map(|(_, step)| *step)
    }
}

/// An event that belongs to a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Row of the event.
    pub row: u32,
    /// What it means.
    pub step: Step,
    /// The product; `None`: not known.
    pub product: Option<u32>,
    /// Place of the event in its session, from 1.
    pub place: u32,
    /// Place of the page or of the last cart that the product comes from; `None` where there is none.
    pub origin: Option<u32>,
}

/// The rows of each session in order.
pub struct Sessions {
    rows: Vec<u32>,
    ends: Vec<u32>,
}

/// What orders the events of a session.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    /// `sequence_number`.
    pub sequence: Numbers<'a, i64>,
    /// `created_time`.
    pub time: Numbers<'a, i64>,
    /// `_source_row`.
    pub source_row: Numbers<'a, i64>,
}

impl Clock<'_> {
    /// Which of two rows comes first.
    pub fn order(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (a as usize, b as usize);
        let by = |numbers: Numbers<'_, i64>| numbers.get(a).cmp(&numbers.get(b));
        by(self.sequence)
            .then_with(|| by(self.time))
            .then_with(|| by(self.source_row))
    }
}

impl Sessions {
    /// Puts rows into their sessions (codes below `count`), each in order. Sorts only sessions that do not stand in
    /// order already.
    pub fn of(codes: Codes<'_>, count: usize, clock: Clock<'_>) -> Sessions {
        let mut ends = vec![0_u32; count + 1];
        for code in codes {
            ends[(code as usize).min(count)] += 1;
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        let mut rows = vec![0_u32; codes.len()];
        for (row, code) in (0_u32..).zip(codes) {
            let next = &mut ends[(code as usize).min(count)];
            rows[*next as usize] = row;
            *next += 1;
        }
        // Rows without a session stand behind the last and take no part.
        ends.truncate(count);
        let mut sessions = Sessions { rows, ends };
        let mut from = 0;
        for at in 0..sessions.ends.len() {
            let to = sessions.ends[at] as usize;
            let session = &mut sessions.rows[from..to];
            if !session.is_sorted_by(|a, b| clock.order(*a, *b).is_le()) {
                session.sort_unstable_by(|a, b| clock.order(*a, *b));
            }
            from = to;
        }
        sessions
    }

    /// The rows of each session.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(from, to)| &self.rows[from as usize..*to as usize])
    }
}

/// Walks one session: `step` is what a row means, `page` the product of a product page; adds what it finds to `out`.
pub fn walk(
    session: &[u32],
    step: &dyn Fn(u32) -> Option<Step>,
    page: &dyn Fn(u32) -> Option<u32>,
    out: &mut Vec<Touch>,
) {
    // The product page last seen: its product and its place.
    let mut seen: Option<(Option<u32>, u32)> = None;
    // Products carted since the last purchase, each with the place of its last cart.
    let mut carted: Vec<(Option<u32>, u32)> = Vec::new();
    for (place, row) in (1_u32..).zip(session) {
        let Some(step) = step(*row) else {
            continue;
        };
        let mut touch = |product: Option<u32>, origin: Option<u32>| {
            out.push(Touch {
                row: *row,
                step,
                product,
                place,
                origin,
            });
        };
        match step {
            Step::View => {
                let product = page(*row);
                seen = Some((product, place));
                touch(product, Some(place));
            }
            Step::Cart => {
                let product = seen.and_then(|(product, _)| product);
                touch(product, seen.map(|(_, place)| place));
                match carted.iter_mut().find(|(known, _)| *known == product) {
                    Some((_, last)) => *last = place,
                    None => carted.push((product, place)),
                }
            }
            Step::Purchase => {
                if carted.is_empty() {
                    touch(None, None);
                }
                for (product, last) in carted.drain(..) {
                    touch(product, Some(last));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events as `session sequence type product`, in the order of the file; what each cart and purchase belongs to, as
    /// `row:product`, `?` for unknown.
    fn check(events: &[(u32, i64, &str, u32)], expected: &str) {
        let all = |values: &[i64]| values.to_vec();
        let sequence: Vec<i64> = events.iter().map(|e| e.1).collect();
        let rows = all(&(0..events.len() as i64).collect::<Vec<_>>());
        let still = vec![0; events.len()];
        let dense = |values| Numbers {
            values,
            valid: None,
        };
        let clock = Clock {
            sequence: dense(&sequence),
            time: dense(&still),
            source_row: dense(&rows),
        };
        let codes: Vec<u32> = events.iter().map(|e| e.0).collect();
        let mut out = Vec::new();
        for session in Sessions::of((&codes).into(), 4, clock).iter() {
            let step = |row: u32| Step::of(events[row as usize].2);
            let page = |row: u32| Some(events[row as usize].3).filter(|p| *p > 0);
            walk(session, &step, &page, &mut out);
        }
        let found: Vec<String> = out
            .iter()
            .filter(|touch| touch.step != Step::View)
            .map(|touch| {
                let product = touch.product.map_or("?".to_owned(), |p| p.to_string());
                format!("{}:{product}", touch.row)
            })
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn of_two_products_before_one_cart_the_later_is_carted() {
        check(
            &[
                (0, 1, "product", 7),
                (0, 2, "product", 8),
                (0, 3, "cart", 0),
                (0, 4, "purchase", 0),
            ],
            "2:8 3:8",
        );
    }

    #[test]
    fn a_cart_without_a_product_page_is_of_the_unknown_product() {
        check(
            &[
                (0, 1, "department", 0),
                (0, 2, "cart", 0),
                (0, 3, "purchase", 0),
                (1, 1, "purchase", 0),
            ],
            "1:? 2:? 3:?",
        );
    }

    #[test]
    fn a_purchase_in_another_session_finds_nothing() {
        check(
            &[
                (0, 1, "product", 7),
                (0, 2, "cart", 0),
                (1, 1, "purchase", 0),
            ],
            "1:7 2:?",
        );
    }

    #[test]
    fn sequence_numbers_out_of_order_are_put_in_order() {
        check(
            &[
                (0, 4, "purchase", 0),
                (0, 2, "cart", 0),
                (0, 3, "product", 8),
                (0, 1, "product", 7),
            ],
            "1:7 0:7",
        );
    }

    #[test]
    fn a_second_purchase_takes_only_what_was_carted_since_the_first() {
        check(
            &[
                (0, 1, "product", 7),
                (0, 2, "cart", 0),
                (0, 3, "product", 8),
                (0, 4, "cart", 0),
                (0, 5, "cart", 0),
                (0, 6, "purchase", 0),
                (0, 7, "product", 9),
                (0, 8, "cart", 0),
                (0, 9, "purchase", 0),
                (0, 10, "purchase", 0),
            ],
            "1:7 3:8 4:8 5:7 5:8 7:9 8:9 9:?",
        );
    }
}
