//! Glances of the page on show as its link may say next, worked out while nobody waits: whoever then moves the slider has
//! the numbers in the next frame. A glance rests on nothing but the data and the link, so it is kept until either the data
//! or another control's value is another.

use super::answer::encoded;
use super::{House, prose};
use crate::engine::pages;
use crate::protocol::{Params, Reply};
use std::collections::VecDeque;

/// Glances kept (8 KB each): every position of a slider, and what was on show under a few other settings.
const MOST: usize = 256;

/// What is known ahead of one page.
#[derive(Default)]
pub(super) struct Ahead {
    page: String,
    waiting: VecDeque<Params>,
    /// Parameters and the reply to them as it is sent, oldest first.
    known: VecDeque<(Params, Vec<u8>)>,
}

impl Ahead {
    /// The data is another: nothing is known.
    pub(super) fn clear(&mut self) {
        *self = Ahead::default();
    }

    /// The reply to a link, as it is sent.
    pub(super) fn find(&self, page: &str, params: &Params) -> Option<&[u8]> {
        let mut known = self.known.iter().filter(|_| self.page == page);
        let found = known.find(|(known, _)| known == params);
        found.map(|(_, reply)| reply.as_slice())
    }

    /// Keeps the reply to a link.
    pub(super) fn keep(&mut self, page: &str, params: Params, reply: Vec<u8>) {
        if self.page != page {
            self.known.clear();
            page.clone_into(&mut self.page);
        }
        if self.known.len() >= MOST {
            self.known.pop_front();
        }
        self.known.push_back((params, reply));
    }
}

impl House {
    /// Puts in the queue what the link of the page on show may say next.
    pub(super) fn look_ahead(&mut self, page: &str, params: &Params) {
        let next = pages::page(page).and_then(|spec| spec.glance);
        let next = next.map_or_else(Vec::new, |glance| (glance.ahead)(params));
        let ahead = &self.ahead;
        let unknown = next
            .into_iter()
            .filter(|next| ahead.find(page, next).is_none());
        self.ahead.waiting = unknown.collect();
    }

    /// Whether there is anything to work out ahead.
    pub fn can_think_ahead(&self) -> bool {
        !self.ahead.waiting.is_empty()
    }

    /// Works out the next glance; false where none is left. Tables that it needs are not kept: there would be one of
    /// each for every position of a slider.
    pub fn think_ahead(&mut self) -> bool {
        let Some((page, params)) = self.composed_next() else {
            return false;
        };
        self.warehouse.begin_trial();
        let view = self.compose(&page, &params, true);
        self.warehouse.end_trial();
        if let Ok(view) = view
            && let Some(reply) = encoded(&Reply::Page(prose::tied(view)))
        {
            self.ahead.keep(&page, params, reply);
        }
        true
    }

    /// The page on show and the parameters to think of next.
    fn composed_next(&mut self) -> Option<(String, Params)> {
        let params = self.ahead.waiting.pop_front()?;
        let page = self.composed.clone();
        let (shown, _) = self.shown.as_ref()?;
        (*shown == page).then_some((page, params))
    }
}

#[cfg(test)]
mod tests {
    use super::super::House;
    use super::super::support::arrival;
    use crate::protocol::{self, PageView, Params, Reply, Request};

    const EVENTS: &[u8] = include_bytes!("../../../sample-data/attribution/events.csv");

    fn house() -> House {
        let mut house = House::new(|| 0.0);
        house.adopt(vec![arrival("events.csv", EVENTS, &[])], true, false);
        house
    }

    fn page(query: &str) -> Request {
        let (params, _) = Params::parse(query);
        let page = "attribution".to_owned();
        Request::Page { page, params }
    }

    fn ask(house: &mut House, query: &str) {
        let request = page(query);
        house.show(&request);
        house.answer(request);
    }

    fn glance(house: &mut House, query: &str) -> Option<PageView> {
        let bytes = house.glance(&page(query))?;
        match protocol::decode(&bytes).expect("a reply") {
            Reply::Page(view) => Some(view),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_worked_out_ahead_is_what_would_be_worked_out_when_asked() {
        let mut ahead = house();
        ask(&mut ahead, "lookback_days=45");
        let before = ahead.warehouse.records();
        let mut steps = 0;
        while ahead.think_ahead() {
            steps += 1;
        }
        assert_eq!(steps, 89);
        assert_eq!(ahead.warehouse.records(), before, "no table is kept");
        for query in [
            "",
            "lookback_days=7",
            "lookback_days=44",
            "lookback_days=90",
        ] {
            let mut asked = house();
            ask(&mut asked, "lookback_days=45");
            assert!(
                ahead
                    .ahead
                    .find("attribution", &Params::parse(query).0)
                    .is_some()
            );
            let view = glance(&mut ahead, query);
            assert!(view.as_ref().is_some_and(|view| view.is_glance));
            assert_eq!(view, glance(&mut asked, query), "{query}");
        }
    }

    #[test]
    fn another_rule_or_other_data_is_not_answered_from_what_was_known() {
        let mut house = house();
        ask(&mut house, "");
        assert!(house.can_think_ahead() && house.think_ahead());
        let seven = Params::parse("lookback_days=7").0;
        assert!(house.ahead.find("attribution", &seven).is_some());
        let linear = Params::parse("model=linear&lookback_days=7").0;
        assert!(house.ahead.find("attribution", &linear).is_none());
        assert!(house.ahead.find("journeys", &seven).is_none());
        house.adopt(vec![arrival("more.csv", EVENTS, &[])], false, false);
        house.settle(1);
        assert!(house.ahead.find("attribution", &seven).is_none());
    }

    #[test]
    fn a_page_without_a_glance_has_nothing_to_think_of() {
        let mut house = house();
        let request = Request::Page {
            page: "journeys".to_owned(),
            params: Params::default(),
        };
        house.show(&request);
        house.answer(request);
        assert!(!house.can_think_ahead() && !house.think_ahead());
    }
}
