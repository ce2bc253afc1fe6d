//! In which currency a page's amounts are, and what to say about it. Two currencies are never added within a source
//! (`ingest::currency`); where the sources of a page differ, its amounts carry no dollar sign and a notice says why.
//! A rate can be given beside the page's other controls (`rate_eur=1.08`), for every currency that a file is in.

use super::House;
use crate::engine::base::Unit;
use crate::engine::pages::Need;
use crate::protocol::{Control, ControlKind, PageView, currency};

const DOLLAR: &str = "USD";

/// What the amounts of some sources are in.
#[derive(Debug, Default)]
pub(super) struct Money {
    /// Each source with amounts, and its currency.
    sources: Vec<(&'static str, String)>,
    /// Currencies of their files other than the dollar, each once.
    foreign: Vec<String>,
    /// Rows that are set aside for their currency.
    aside: u64,
}

impl House {
    /// What the amounts of these sources are in, or of all.
    pub(super) fn money(&self, needs: Option<&[Need]>) -> Money {
        let mut money = Money::default();
        for (id, made) in &self.sources {
            let is_read = needs.is_none_or(|needs| needs.iter().any(|need| need.source == *id));
            let has_amounts = made.spec.columns.iter().any(|c| c.column.unit == Unit::Usd);
            if !is_read || !has_amounts {
                continue;
            }
            let of_source = made.data.currency.as_deref().unwrap_or(DOLLAR);
            money.sources.push((*id, of_source.to_owned()));
            for code in &made.data.currencies {
                if code != DOLLAR && !money.foreign.contains(code) {
                    money.foreign.push(code.clone());
                }
            }
            let aside = made.data.rejects.iter();
            money.aside += aside.filter(|row| row.code == "other_currency").count() as u64;
        }
        money.foreign.sort();
        money
    }

    /// Says on a page what its amounts are in, and asks for the rates that it could use.
    pub(super) fn price(&self, view: &mut PageView, money: &Money) {
        money.code().clone_into(&mut view.currency);
        for code in &money.foreign {
            let rate = self.rates.text(code);
            if let Some(rate) = &rate {
                view.notices.push(format!(
                    "Amounts in {code} were converted at {rate} US dollars for one {code}."
                ));
            }
            view.controls.push(Control {
                key: format!("rate_{}", code.to_lowercase()),
                fold: String::new(),
                label: format!("US dollars for 1 {code}"),
                kind: ControlKind::Search {
                    hint: "no rate".to_owned(),
                    options: Vec::new(),
                },
                value: rate.unwrap_or_default(),
                default: String::new(),
                help: format!("With a rate, amounts in {code} become US dollars everywhere."),
            });
        }
        view.notices.extend(money.notice());
    }
}

impl Money {
    /// The currency that all amounts are in; where they differ, the sign of several.
    pub fn code(&self) -> &str {
        let mut codes = self.sources.iter().map(|(_, code)| code.as_str());
        let first = codes.next().unwrap_or(DOLLAR);
        if codes.all(|code| code == first) {
            first
        } else {
            currency::MIXED
        }
    }

    fn notice(&self) -> Vec<String> {
        let mut out = Vec::new();
        match self.code() {
            DOLLAR => {}
            currency::MIXED => {
                let each: Vec<String> = self
                    .sources
                    .iter()
                    .map(|(source, code)| format!("{source} is in {code}"))
                    .collect();
                out.push(format!(
                    "These amounts are in several currencies ({}), so they carry the sign {} and ratios between them mean nothing. Give a rate, or say in a file's card what it is in.",
                    each.join(", "),
                    currency::MIXED
                ));
            }
            code => out.push(format!(
                "All amounts are in {code}, as the files say. Give a rate to see US dollars."
            )),
        }
        match self.aside {
            0 => {}
            1 => {
                out.push(
                    "1 row in another currency is set aside until a rate is given.".to_owned(),
                );
            }
            rows => out.push(format!(
                "{rows} rows in other currencies are set aside until a rate is given."
            )),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Arrival, support};
    use super::*;
    use crate::protocol::{Params, Request};

    fn arrival(name: &str, text: &str, answers: &[(&str, &str)]) -> Arrival {
        support::arrival(name, text.as_bytes(), answers)
    }

    const EUROS: &str = "date,campaign_id,channel,spend (EUR)\n2025-07-01,A,Meta,100\n";
    const DOLLARS: &str = "date,campaign_id,channel,spend (USD)\n2025-07-01,B,Meta,10\n";
    const SALES: &str = "opportunity_id,stage,created_date,amount\nO1,Closed Won,2025-07-02,500\n";

    fn overview(house: &mut House, query: &str) -> PageView {
        let params = Params::parse(query).0;
        house.show(&Request::Page {
            page: "overview".to_owned(),
            params: params.clone(),
        });
        house.page("overview", &params).expect("a page")
    }

    fn house(files: Vec<Arrival>) -> House {
        let mut house = House::new(|| 0.0);
        house.adopt(files, true, false);
        house
    }

    #[test]
    fn one_foreign_currency_alone_is_shown_in_its_own_unit_until_a_rate_is_given() {
        let mut house = house(vec![arrival("a.csv", EUROS, &[])]);
        let view = overview(&mut house, "");
        assert_eq!(view.currency, "EUR");
        assert!(
            view.notices
                .iter()
                .any(|n| n.contains("All amounts are in EUR"))
        );
        assert!(format!("{view:?}").contains("€100"), "an amount in euros");
        assert!(
            view.controls
                .iter()
                .any(|c| c.key == "rate_eur" && c.value.is_empty())
        );
        let view = overview(&mut house, "rate_eur=1.5");
        assert_eq!(view.currency, "USD");
        assert!(format!("{view:?}").contains("$150"), "an amount in dollars");
        assert!(view.controls.iter().any(|c| c.value == "1.5"));
    }

    #[test]
    fn sources_in_different_currencies_carry_no_dollar_sign_and_a_notice() {
        let files = || vec![arrival("a.csv", EUROS, &[]), arrival("s.csv", SALES, &[])];
        let view = overview(&mut house(files()), "");
        assert_eq!(view.currency, currency::MIXED);
        let notice = view
            .notices
            .iter()
            .find(|n| n.contains("several currencies"));
        assert!(
            notice.is_some_and(|n| n.contains("ad_spend is in EUR")),
            "{:?}",
            view.notices
        );
        let shown = format!("{view:?}");
        assert!(shown.contains("¤500") && !shown.contains("$500"));
        // The user says what the sales are in.
        let said = arrival("s.csv", SALES, &[("currency", "EUR")]);
        let mut house = house(vec![arrival("a.csv", EUROS, &[]), said]);
        assert_eq!(overview(&mut house, "").currency, "EUR");
        let view = overview(&mut house, "rate_eur=2");
        assert!(format!("{view:?}").contains("$1,000"));
    }

    #[test]
    fn two_currencies_of_one_source_are_never_added() {
        let mut house = house(vec![
            arrival("a.csv", EUROS, &[]),
            arrival("b.csv", DOLLARS, &[]),
        ]);
        let spend = |house: &mut House, query: &str| {
            overview(house, query);
            let table = house
                .table("ad_spend", &Params::parse(query).0)
                .expect("it");
            table
                .amounts("spend_usd")
                .expect("it")
                .iter()
                .flatten()
                .sum::<f64>()
        };
        assert!((spend(&mut house, "") - 10.0).abs() < 1e-9);
        let notices = overview(&mut house, "").notices;
        assert!(
            notices
                .iter()
                .any(|n| n.contains("1 row in another currency")),
            "{notices:?}"
        );
        assert!((spend(&mut house, "rate_eur=2") - 210.0).abs() < 1e-9);
    }
}
