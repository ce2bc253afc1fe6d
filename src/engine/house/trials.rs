//! Data tests run after the page is painted, one table at a time, so that no number waits for them and no request
//! waits for all of them. Until they have run, the page says "tests running".

use super::House;
use crate::engine::models;
use crate::protocol::{Params, Reply, TestCount, TestStatus};
use std::collections::VecDeque;

/// Tables whose tests wait.
#[derive(Default)]
pub(super) struct Trials {
    waiting: VecDeque<&'static str>,
    params: Params,
}

impl House {
    /// Puts every table in the queue again; tests whose table and inputs did not change are not run again by the
    /// warehouse.
    pub(super) fn queue_tests(&mut self, params: &Params) {
        self.trials.waiting = models::MODELS
            .iter()
            .map(|model| model.id)
            .filter(|id| self.warehouse.has_data(id))
            .collect();
        self.trials.params = params.clone();
    }

    /// Whether tests wait.
    pub fn has_pending_tests(&self) -> bool {
        !self.trials.waiting.is_empty()
    }

    /// Runs the tests of one table; after the last, what changed on the page. The flag says whether more wait.
    pub fn run_next_test(&mut self) -> (Vec<Reply>, bool) {
        let Some(table) = self.trials.waiting.pop_front() else {
            return (Vec::new(), false);
        };
        let params = self.trials.params.clone();
        // A table that cannot be built has no tests; its card says why.
        let _ = self.warehouse.run_tests(table, &params);
        if self.has_pending_tests() {
            return (Vec::new(), true);
        }
        let tests = self.count_tests(&params);
        let mut replies = vec![Reply::Tests(tests)];
        if self.is_catalog_shown {
            replies.push(Reply::Catalog(self.warehouse.cards(&params)));
        }
        (replies, false)
    }

    /// How the data tests stand.
    pub(super) fn count_tests(&self, params: &Params) -> TestCount {
        let mut count = TestCount::default();
        for card in self.warehouse.cards(params) {
            for test in card.tests {
                match test.status {
                    TestStatus::Passed => count.passed += 1,
                    TestStatus::Warned => count.warned += 1,
                    TestStatus::Failed => count.failed += 1,
                    TestStatus::Pending => count.pending += 1,
                }
            }
        }
        count
    }
}
