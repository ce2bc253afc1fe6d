//! Glances of the page on show as its link may say next, worked out and sent while nobody waits: whoever then moves the
//! slider has the numbers in the next frame, without a word to the engine. A glance rests on nothing but the data and the
//! link, so it holds until the data is another.

use super::{House, prose};
use crate::engine::pages;
use crate::protocol::{Glances, PageView, Params, Reply};
use std::collections::VecDeque;

/// What the page on show has been told ahead.
#[derive(Default)]
pub(super) struct Ahead {
    waiting: VecDeque<Params>,
    sent: Glances<()>,
}

impl Ahead {
    /// The data is another: nothing holds any more.
    pub(super) fn clear(&mut self) {
        *self = Ahead::default();
    }

    /// Whether the page has a link's glance.
    pub(super) fn is_sent(&self, page: &str, params: &Params) -> bool {
        self.sent.find(page, params).is_some()
    }

    /// A glance is sent now.
    pub(super) fn send(&mut self, view: PageView) -> Reply {
        let view = prose::tied(view);
        self.sent.keep(&view.page, &view.params, ());
        Reply::Page(view)
    }
}

impl House {
    /// Puts in the queue what the link of the page on show may say next.
    pub(super) fn look_ahead(&mut self, page: &str, params: &Params) {
        let next = pages::page(page).and_then(|spec| spec.glance);
        let next = next.map_or_else(Vec::new, |glance| (glance.ahead)(params));
        let ahead = &self.ahead;
        let unknown = next.into_iter().filter(|next| !ahead.is_sent(page, next));
        self.ahead.waiting = unknown.collect();
    }

    /// Whether there is anything to work out ahead.
    pub fn can_think_ahead(&self) -> bool {
        !self.ahead.waiting.is_empty()
    }

    /// Works out the next glance, to be sent; `None` where none is left. Tables that it needs are not kept: there would be
    /// one of each for every position of a slider.
    pub fn think_ahead(&mut self) -> Option<Vec<Reply>> {
        let (page, params) = self.composed_next()?;
        self.warehouse.begin_trial();
        let view = self.compose(&page, &params, true);
        self.warehouse.end_trial();
        Some(view.map(|view| self.ahead.send(view)).into_iter().collect())
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
    use super::super::answer::Glance;
    use super::super::support::arrival;
    use crate::protocol::{PageView, Params, Reply, Request};

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
        match house.glance(&page(query)) {
            Glance::New(reply) => Some(view(*reply)),
            Glance::None | Glance::Sent => None,
        }
    }

    fn view(reply: Reply) -> PageView {
        match reply {
            Reply::Page(view) => view,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_sent_ahead_is_what_would_be_answered() {
        let mut ahead = house();
        ask(&mut ahead, "lookback_days=45");
        let before = ahead.warehouse.records();
        let mut sent = Vec::new();
        while let Some(replies) = ahead.think_ahead() {
            sent.extend(replies.into_iter().map(view));
        }
        assert_eq!(sent.len(), 89);
        assert_eq!(ahead.warehouse.records(), before, "no table is kept");
        for query in [
            "",
            "lookback_days=7",
            "lookback_days=44",
            "lookback_days=90",
        ] {
            let mut asked = house();
            ask(&mut asked, "lookback_days=45");
            let answered = glance(&mut asked, query);
            assert!(answered.as_ref().is_some_and(|view| view.is_glance));
            let params = Params::parse(query).0;
            let foreseen = sent.iter().find(|view| view.params == params);
            assert_eq!(foreseen, answered.as_ref(), "{query}");
            assert!(matches!(ahead.glance(&page(query)), Glance::Sent));
        }
    }

    #[test]
    fn another_rule_or_other_data_was_not_sent() {
        let mut house = house();
        ask(&mut house, "");
        assert!(house.can_think_ahead() && house.think_ahead().is_some());
        let is_sent = |house: &House, page: &str, query: &str| {
            house.ahead.is_sent(page, &Params::parse(query).0)
        };
        assert!(is_sent(&house, "attribution", "lookback_days=7"));
        let linear = "model=linear&lookback_days=7";
        assert!(!is_sent(&house, "attribution", linear));
        assert!(!is_sent(&house, "journeys", "lookback_days=7"));
        house.adopt(vec![arrival("more.csv", EVENTS, &[])], false, false);
        house.settle(1);
        assert!(!is_sent(&house, "attribution", "lookback_days=7"));
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
        assert!(!house.can_think_ahead() && house.think_ahead().is_none());
    }
}
