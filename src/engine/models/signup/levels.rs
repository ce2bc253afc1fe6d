//! How far a visitor came: ordered events of one visitor in, the events of the counted attempt out.
//!
//! An attempt starts at an entry and takes steps 1..k inside the window (its end in). The attempt with most steps counts,
//! of several the earliest; each step is the first that continues it. Pure: no tables, no text, no clock. Linear in the
//! events but for the length of the chain, so that a robot with a hundred thousand events costs no more than a hundred
//! thousand visitors. Left out: who the visitor is, and whether an unfinished attempt is over (`int_funnel_visitors`).

/// How steps must follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// In the order of the chain; other events may lie between.
    #[default]
    Ordered,
    /// The next event of any name must be the next step; a repeat of the step just taken is passed over.
    Strict,
    /// As many different steps as one window holds, whatever their order.
    AnyOrder,
}

/// An event, as far as the funnel is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Milliseconds. Events come in order of time, equal times in order of the files.
    pub at: i64,
    /// Code of its name: equal for equal names.
    pub name: u32,
    /// Its place in the chain from 1; 0 where it is no step of the chain.
    pub step: u32,
}

/// Finds attempts; keeps its memory from visitor to visitor.
pub struct Walker {
    mode: Mode,
    window: i64,
    /// Positions of the events of each step, rising.
    places: Vec<Vec<u32>>,
    cursors: Vec<usize>,
    /// The next event of another name, one an event.
    others: Vec<u32>,
    path: Vec<u32>,
    best: Vec<u32>,
}

impl Walker {
    /// For a chain of `steps` steps and a window in milliseconds.
    pub fn new(mode: Mode, window: i64, steps: usize) -> Walker {
        Walker {
            mode,
            window,
            places: vec![Vec::new(); steps],
            cursors: vec![0; steps],
            others: Vec::new(),
            path: Vec::with_capacity(steps),
            best: Vec::with_capacity(steps),
        }
    }

    /// Positions of the events that the counted attempt is made of, the entry first. Its length is the level; empty:
    /// the visitor never entered.
    pub fn attempt(&mut self, events: &[Event]) -> &[u32] {
        self.best.clear();
        for list in &mut self.places {
            list.clear();
        }
        for (event, place) in events.iter().zip(0..) {
            if let Some(list) = self.places.get_mut((event.step as usize).wrapping_sub(1)) {
                list.push(place);
            }
        }
        match self.mode {
            Mode::Ordered => self.ordered(events),
            Mode::Strict => self.strict(events),
            Mode::AnyOrder => self.any_order(events),
        }
        &self.best
    }

    /// From each entry the first later event of each next step. A later entry never needs an earlier event than the one
    /// before it did, so each list is walked once.
    fn ordered(&mut self, events: &[Event]) {
        self.cursors.fill(0);
        let Some((entries, later)) = self.places.split_first() else {
            return;
        };
        for entry in entries {
            let end = events[*entry as usize].at.saturating_add(self.window);
            self.path.clear();
            self.path.push(*entry);
            let mut last = *entry;
            for (list, cursor) in later.iter().zip(&mut self.cursors) {
                while list.get(*cursor).is_some_and(|place| *place <= last) {
                    *cursor += 1;
                }
                match list.get(*cursor) {
                    Some(place) if events[*place as usize].at <= end => last = *place,
                    _ => break,
                }
                self.path.push(last);
            }
            if keep(&self.path, &mut self.best, self.places.len()) {
                return;
            }
        }
    }

    fn strict(&mut self, events: &[Event]) {
        self.others.clear();
        self.others.resize(events.len(), events.len() as u32);
        for at in (1..events.len()).rev() {
            self.others[at - 1] = if events[at].name == events[at - 1].name {
                self.others[at]
            } else {
                at as u32
            };
        }
        let Some(entries) = self.places.first() else {
            return;
        };
        for entry in entries {
            let end = events[*entry as usize].at.saturating_add(self.window);
            self.path.clear();
            self.path.push(*entry);
            let mut last = *entry;
            while self.path.len() < self.places.len() {
                let next = self.others[last as usize];
                match events.get(next as usize) {
                    Some(event)
                        if event.step as usize == self.path.len() + 1 && event.at <= end =>
                    {
                        last = next;
                    }
                    _ => break,
                }
                self.path.push(last);
            }
            if keep(&self.path, &mut self.best, self.places.len()) {
                return;
            }
        }
    }

    /// A window slides over the steps; `cursors` count the events of each step inside it.
    fn any_order(&mut self, events: &[Event]) {
        self.cursors.fill(0);
        self.path.clear();
        let is_step = |event: &Event| (1..=self.places.len()).contains(&(event.step as usize));
        self.path.extend(
            (0..)
                .zip(events)
                .filter(|(_, event)| is_step(event))
                .map(|(at, _)| at),
        );
        let (mut to, mut different, mut most, mut entry) = (0, 0, 0, 0);
        for (from, first) in self.path.iter().enumerate() {
            let first = &events[*first as usize];
            let end = first.at.saturating_add(self.window);
            while let Some(event) = self.path.get(to).map(|at| &events[*at as usize])
                && event.at <= end
            {
                let count = &mut self.cursors[event.step as usize - 1];
                different += usize::from(*count == 0);
                *count += 1;
                to += 1;
            }
            if different > most {
                (most, entry) = (different, from);
            }
            let count = &mut self.cursors[first.step as usize - 1];
            *count -= 1;
            different -= usize::from(*count == 0);
        }
        self.cursors.fill(0);
        for at in self.path.get(entry..).unwrap_or_default() {
            let count = &mut self.cursors[events[*at as usize].step as usize - 1];
            if *count == 0 && self.best.len() < most {
                self.best.push(*at);
            }
            *count += 1;
        }
    }
}

/// Keeps a path that is longer than the best so far; true where it cannot be outdone.
fn keep(path: &[u32], best: &mut Vec<u32>, steps: usize) -> bool {
    if path.len() > best.len() {
        best.clear();
        best.extend_from_slice(path);
    }
    best.len() == steps
}

/// Whether an event can start an attempt.
pub fn is_entry(mode: Mode, step: u32) -> bool {
    match mode {
        Mode::Ordered | Mode::Strict => step == 1,
        Mode::AnyOrder => step > 0,
    }
}

#[cfg(test)]
mod tests;
