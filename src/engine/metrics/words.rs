//! Column ids in plain words, and the unit each is shown in: what formulas, table headers and sentences share.

use crate::protocol::Unit;

/// A column or metric in plain words (`closed_won` is "won"); an id that is not known loses its underscores and its
/// unit.
pub fn word(id: &str) -> String {
    if let Some(rest) = id.strip_prefix("total_") {
        return format!("total {}", word(rest));
    }
    let known = match id {
        "spend_usd" => "spend",
        "revenue_usd" => "revenue",
        "pipeline_usd" => "pipeline",
        "closed_won" => "won",
        "closed_lost" => "lost",
        "open_opportunities" => "open opportunities",
        "cycle_days" => "days to close",
        "avg_deal_usd" => "average deal",
        "owner_region" => "region",
        "utm_source" => "source",
        "utm_campaign" => "campaign",
        "ctr" => "click-through rate",
        "roas" => "return on ad spend",
        "roi" => "return on investment",
        "mer" => "marketing efficiency ratio",
        "cac_usd" => "cost per customer",
        _ => "",
    };
    if known.is_empty() {
        id.strip_suffix("_usd").unwrap_or(id).replace('_', " ")
    } else {
        known.to_owned()
    }
}

/// A count's column as things (`closed_won` is "won opportunities").
pub fn things(id: &str) -> String {
    match id {
        "closed_won" => "won opportunities".to_owned(),
        "closed_lost" => "lost opportunities".to_owned(),
        _ => word(id),
    }
}

/// As `word`, with a capital: a column header.
pub fn title(id: &str) -> String {
    let known = match id {
        "ctr" => "CTR",
        "cpc_usd" => "CPC",
        "cpm_usd" => "CPM",
        "cac_usd" => "CAC",
        "roas" => "ROAS",
        "roi" => "ROI",
        "mer" => "MER",
        "avg_deal_usd" => "Average deal",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let word = word(id);
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + chars.as_str()
    })
}

/// The unit of an additive column; metrics know their own.
pub fn column_unit(id: &str) -> Unit {
    if id.ends_with("_usd") {
        Unit::Usd
    } else if id.ends_with("_days") {
        Unit::Days
    } else {
        Unit::Count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_words_and_headers() {
        assert_eq!(word("spend_usd"), "spend");
        assert_eq!(word("total_revenue_usd"), "total revenue");
        assert_eq!(word("cost_per_conversion_usd"), "cost per conversion");
        assert_eq!(title("win_rate"), "Win rate");
        assert_eq!(title("roas"), "ROAS");
        assert_eq!(title(""), "");
    }
}
