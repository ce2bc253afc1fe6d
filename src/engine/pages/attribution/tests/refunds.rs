//! Refunds are purchases of negative revenue: where purchases are counted, it is said how many.

use super::*;

fn purchases(page: &str, events: &[Event]) -> String {
    let view = shown(page, "", &[super::events(events)]);
    let kpis = kpis(&view).into_iter();
    let mut found = kpis.filter(|kpi| kpi.id == "purchases");
    found.next().expect("a card").definition.clone()
}

#[test]
fn a_card_of_purchases_says_how_many_are_refunds() {
    let mut events = shop();
    assert_eq!(
        purchases("attribution", &events),
        "Purchase events in the range; each is credited on its own. 1 of them is a refund (−$100)."
    );
    assert_eq!(
        purchases("journeys", &events),
        "Purchase events in the range. 1 of them is a refund (−$100)."
    );
    events.push(("c01".to_owned(), 500, "email", Some(-50.0)));
    assert!(purchases("journeys", &events).ends_with(" 2 of them are refunds (−$150)."));
    events.retain(|event| event.3.is_none_or(|revenue| revenue > 0.0));
    assert_eq!(
        purchases("journeys", &events),
        "Purchase events in the range."
    );
}

#[test]
fn an_acquisition_cost_that_divides_by_purchases_says_so() {
    let view = shown("attribution", "", &[events(&shop()), spend()]);
    let names = tables(&view).into_iter().flat_map(|table| &table.columns);
    let costs: Vec<&str> = names
        .map(|column| column.name.as_str())
        .filter(|name| name.contains("cac") || name.starts_with("cost"))
        .collect();
    assert_eq!(costs, ["cac_per_purchase_usd"; 2]);
}
