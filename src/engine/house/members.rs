//! The tables of one file: sheets of a workbook, members of an archive.
//!
//! Each that is a table of a source is a file of its own. Those that are none (notes, a README, an empty sheet) are said
//! beside them; where there is no table at all, the file is refused once.

use super::files::{Arrival, Outcome};
use crate::protocol::Decision;

/// Refusals of what is no table of a source; any other is worth a card of its own.
const NO_TABLE: [&str; 6] = [
    "one_column",
    "unknown_header",
    "empty_file",
    "header_only",
    "not_csv",
    "binary",
];

/// What to keep of the tables of one file.
pub fn of_one_file(arrivals: Vec<Arrival>) -> Vec<Arrival> {
    let is_none = |arrival: &Arrival| matches!(&arrival.outcome, Outcome::Refused(refusal) if NO_TABLE.contains(&refusal.code));
    let (none, mut tables): (Vec<Arrival>, Vec<Arrival>) =
        arrivals.into_iter().partition(|arrival| is_none(arrival));
    if tables.is_empty() {
        // The nearest to a table speaks for all.
        let unknown = |arrival: &Arrival| matches!(&arrival.outcome, Outcome::Refused(refusal) if refusal.code == "unknown_header");
        let mut none = none;
        let nearest = none.iter().position(unknown).unwrap_or(0);
        return none.drain(nearest..).take(1).collect();
    }
    if none.is_empty() {
        return tables;
    }
    let names: Vec<&str> = none
        .iter()
        .map(|arrival| arrival.name.rsplit(" › ").next().unwrap_or_default())
        .take(20)
        .collect();
    for table in &mut tables {
        if let Outcome::Loaded(data) = &mut table.outcome {
            data.decisions.push(Decision {
                what: "Left out".to_owned(),
                value: names.join(", "),
                because: "no header of a source is in there".to_owned(),
                choices: Vec::new(),
            });
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::super::support;
    use super::*;

    fn arrival(name: &str, text: &str) -> Arrival {
        support::arrival(name, text.as_bytes(), &[])
    }

    const SPEND: &str = "date,campaign_id,channel,spend_usd\n2025-07-01,C1,Meta,1\n";

    #[test]
    fn a_sheet_without_a_source_is_said_beside_those_with_one() {
        let kept = of_one_file(vec![
            arrival("b.xlsx › Notes", "Ask Ana\n"),
            arrival("b.xlsx › Spend", SPEND),
            arrival("b.xlsx › Empty", ""),
        ]);
        let [only] = kept.as_slice() else {
            panic!("one table")
        };
        let Outcome::Loaded(data) = &only.outcome else {
            panic!("it is loaded")
        };
        let told = data.decisions.iter().find(|d| d.what == "Left out");
        assert_eq!(told.map(|d| d.value.as_str()), Some("Notes, Empty"));
    }

    #[test]
    fn a_file_without_a_table_is_refused_once_by_what_comes_nearest() {
        let kept = of_one_file(vec![
            arrival("b.xlsx › Empty", ""),
            arrival("b.xlsx › Colours", "colour,size\nred,1\n"),
            arrival("b.xlsx › Notes", "Ask Ana\n"),
        ]);
        let names: Vec<&str> = kept.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["b.xlsx › Colours"]);
    }
}
