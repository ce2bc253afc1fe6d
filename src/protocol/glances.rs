//! Glances of a page that crossed the line ahead of being asked for, counted alike at both ends: the page keeps what it
//! received, the engine which ones it sent, and neither has to ask the other.

use super::Params;

/// Glances kept (8 KB each): every position of a slider under two settings of the other controls.
const MOST: usize = 256;

/// What is kept of the glances of one page, by the parameters of their links. Another page's, or one too many, and the
/// earlier ones are let go.
pub struct Glances<T> {
    page: String,
    kept: Vec<(Params, T)>,
}

impl<T> Default for Glances<T> {
    fn default() -> Glances<T> {
        Glances {
            page: String::new(),
            kept: Vec::new(),
        }
    }
}

impl<T> Glances<T> {
    /// What is kept of a link's glance.
    pub fn find(&self, page: &str, params: &Params) -> Option<&T> {
        let mut of_page = self.kept.iter().filter(|_| self.page == page);
        of_page.find(|(of, _)| of == params).map(|(_, kept)| kept)
    }

    /// Keeps something of a link's glance.
    pub fn keep(&mut self, page: &str, params: &Params, what: T) {
        if self.page != page || self.kept.len() >= MOST {
            self.kept.clear();
            page.clone_into(&mut self.page);
        }
        self.kept.push((params.clone(), what));
    }
}

#[cfg(test)]
mod tests {
    use super::{Glances, MOST};
    use crate::protocol::Params;

    fn days(days: usize) -> Params {
        Params::parse(&format!("lookback_days={days}")).0
    }

    #[test]
    fn a_link_finds_its_own_until_another_page_or_one_too_many_comes() {
        let mut glances = Glances::default();
        for day in 0..MOST {
            glances.keep("attribution", &days(day), day);
        }
        assert_eq!(glances.find("attribution", &days(7)), Some(&7));
        assert_eq!(glances.find("overview", &days(7)), None);
        glances.keep("attribution", &days(MOST), MOST);
        assert_eq!(glances.find("attribution", &days(7)), None);
        assert_eq!(glances.find("attribution", &days(MOST)), Some(&MOST));
        glances.keep("overview", &days(7), 1);
        assert_eq!(glances.find("attribution", &days(MOST)), None);
        assert_eq!(glances.find("overview", &days(7)), Some(&1));
    }
}
