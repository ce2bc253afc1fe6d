//! Where things stand so that nothing overlaps: boxes, rows of labels pushed apart, free places around a point.
//! Pixels only; no values, no colours.

use std::cmp::Ordering;

/// A box in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left.
    pub x: i32,
    /// Top.
    pub y: i32,
    /// Width.
    pub w: i32,
    /// Height.
    pub h: i32,
}

impl Rect {
    /// A box of the given corner and size; a negative size is none.
    pub fn new(x: i32, y: i32, w: i32, h: i32) -> Rect {
        Rect {
            x,
            y,
            w: w.max(0),
            h: h.max(0),
        }
    }

    /// The right edge.
    pub fn right(&self) -> i32 {
        self.x + self.w
    }

    /// The bottom edge.
    pub fn bottom(&self) -> i32 {
        self.y + self.h
    }

    /// The middle.
    pub fn centre(&self) -> (i32, i32) {
        (self.x + self.w / 2, self.y + self.h / 2)
    }

    /// Whether the two share a pixel.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether `other` lies inside.
    pub fn holds(&self, other: &Rect) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }
}

/// The numbers below `count` in an order; equals stay as they are. Every sort of the page is this one: each kind of
/// item sorted on its own would be a sort of its own in the binary.
pub fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut out = Vec::with_capacity(count);
    for item in 0..count {
        // Each into its place among those before it: of some hundred items the moves cost nothing, and a quicksort's code
        // is more than a page has to spare.
        let place = out.partition_point(|other| compare(*other, item) != Ordering::Greater);
        out.insert(place, item);
    }
    out
}

/// Moves the middles of labels apart until each has `pitch` pixels, inside `low..=high`, in their order of value.
///
/// Returns the new middles in the order given, or `None` where they cannot all fit.
pub fn spread(middles: &[i32], pitch: i32, low: i32, high: i32) -> Option<Vec<i32>> {
    let count = middles.len() as i32;
    if (count - 1).max(0) * pitch > high - low {
        return None;
    }
    let order = order(middles.len(), &|a, b| middles.get(a).cmp(&middles.get(b)));
    let mut sorted: Vec<i32> = order
        .iter()
        .map(|i| middles.get(*i).copied().unwrap_or(0).clamp(low, high))
        .collect();
    // Down from the top, then back up from the bottom: two passes settle a row of labels.
    let mut floor = low;
    for y in &mut sorted {
        *y = (*y).max(floor);
        floor = *y + pitch;
    }
    let mut ceiling = high;
    for y in sorted.iter_mut().rev() {
        *y = (*y).min(ceiling);
        ceiling = *y - pitch;
    }
    let mut out = vec![0; middles.len()];
    for (i, y) in order.into_iter().zip(sorted) {
        if let Some(slot) = out.get_mut(i) {
            *slot = y;
        }
    }
    Some(out)
}

/// Boxes already taken, inside a frame.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    frame: Rect,
    boxes: Vec<Rect>,
}

impl Taken {
    /// An empty frame.
    pub fn new(frame: Rect) -> Taken {
        Taken {
            frame,
            boxes: Vec::new(),
        }
    }

    /// Takes a box whether free or not (a mark).
    pub fn take(&mut self, rect: Rect) {
        self.boxes.push(rect);
    }

    /// Whether a box is inside the frame and free.
    pub fn is_free(&self, rect: &Rect) -> bool {
        self.frame.holds(rect) && !self.boxes.iter().any(|taken| taken.overlaps(rect))
    }

    /// Takes the first free box of the candidates.
    pub fn place(&mut self, candidates: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let found = candidates.into_iter().find(|rect| self.is_free(rect))?;
        self.boxes.push(found);
        Some(found)
    }
}

/// Places around a point, nearest and most readable first: right, left, above, below, the corners, then further out.
pub fn around((x, y): (i32, i32), w: i32, h: i32, gap: i32) -> Vec<Rect> {
    let mut out = Vec::with_capacity(24);
    for ring in 0..3 {
        let far = gap + ring * (h - 2);
        for (dx, dy) in [
            (far, -h / 2),
            (-far - w, -h / 2),
            (-w / 2, -far - h),
            (-w / 2, far),
            (far, -far - h / 2),
            (far, far - h / 2),
            (-far - w, -far - h / 2),
            (-far - w, far - h / 2),
        ] {
            out.push(Rect::new(x + dx, y + dy, w, h));
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_pushed_apart_in_the_order_of_their_values() {
        let out = spread(&[50, 52, 10, 51], 14, 0, 100).unwrap();
        assert_eq!(out[2], 10);
        assert!(out[0] + 14 <= out[3] && out[3] + 14 <= out[1], "{out:?}");
        assert_eq!(spread(&[1, 2, 3], 60, 0, 100), None);
        assert!(
            spread(&[99, 99], 14, 0, 100)
                .unwrap()
                .iter()
                .all(|y| *y <= 100)
        );
    }

    #[test]
    fn a_place_is_given_once_and_only_inside_the_frame() {
        let mut taken = Taken::new(Rect::new(0, 0, 100, 40));
        let first = taken.place(around((50, 20), 30, 12, 6)).unwrap();
        let second = taken.place(around((50, 20), 30, 12, 6)).unwrap();
        assert!(!first.overlaps(&second));
        assert_eq!(taken.place([Rect::new(90, 0, 20, 10)]), None);
    }
}
