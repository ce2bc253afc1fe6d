//! Two currencies are never added. Each amount of a source is in the source's currency: the US dollar where any file is in
//! it, else the one that most rows are in. An amount in another one is converted where a rate was given, else its row is
//! set aside with a sentence that asks for one.
//!
//! A file's currency is read from the header of its amounts (`Amount spent (EUR)`), from signs beside them (`5 €`), or row
//! by row from a column `currency` of a preset. What says nothing is taken to be in the currency of its source.

use super::aside::Aside;
use super::file::FileData;
use crate::engine::base::{Column, Result, SourceSpec, Table, Unit};
use crate::protocol::Params;
use std::collections::{BTreeMap, BTreeSet};

/// The dollar, which amounts without a word are in.
pub const DOLLAR: &str = "USD";

/// The column of a preset that names each row's currency.
const CURRENCY: &str = "currency";

/// Dollars for one unit of a currency, as the link gives them: `EUR~1.08,GBP~1.27`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates(BTreeMap<String, f64>);

impl Rates {
    /// Reads the parameter `rate`; what is no rate is left out.
    pub fn parse(text: &str) -> Rates {
        let pairs = text.split(',').filter_map(|pair| {
            let (code, rate) = pair.split_once('~')?;
            let code = super::number::currency(code)?;
            let rate: f64 = rate.trim().parse().ok()?;
            (rate.is_finite() && rate > 0.0).then(|| (code.to_owned(), rate))
        });
        Rates(pairs.collect())
    }

    /// The rates that a link gives: `rate=EUR~1.08`, `rate_eur=1.08`.
    pub fn of_link(params: &Params) -> Rates {
        let mut rates = Rates::parse(params.other("rate").unwrap_or_default());
        for (key, rate) in &params.others {
            if let Some(code) = key.strip_prefix("rate_") {
                rates.0.extend(Rates::parse(&format!("{code}~{rate}")).0);
            }
        }
        rates
    }

    /// The rate of a currency as text.
    pub fn text(&self, code: &str) -> Option<String> {
        self.0.get(code).map(f64::to_string)
    }

    fn of(&self, code: &str) -> Option<f64> {
        if code == DOLLAR {
            return Some(1.0);
        }
        self.0.get(code).copied()
    }
}

/// The currencies that files say, each once.
pub fn seen(files: &[(&FileData, &Table)]) -> Result<Vec<String>> {
    let mut codes = BTreeSet::new();
    for (file, table) in files {
        codes.extend(counted(file, table)?.into_iter().map(|(code, _)| code));
    }
    Ok(codes.into_iter().collect())
}

/// The currency that a source's amounts are in, after those with a rate have become dollars; `None` where no file says.
pub fn of_source(files: &[(&FileData, &Table)], rates: &Rates) -> Result<Option<String>> {
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    for (file, table) in files {
        for (code, count) in counted(file, table)? {
            let code = if rates.of(&code).is_some() {
                DOLLAR.to_owned()
            } else {
                code
            };
            *rows.entry(code).or_default() += count;
        }
    }
    if rows.contains_key(DOLLAR) {
        return Ok(Some(DOLLAR.to_owned()));
    }
    Ok(rows
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(code, _)| code))
}

/// Rows by currency, as far as it is said.
fn counted(file: &FileData, table: &Table) -> Result<Vec<(String, u64)>> {
    if let Some(code) = file.said_currency() {
        return Ok(vec![(code.to_owned(), table.height() as u64)]);
    }
    if table.has(CURRENCY) {
        let text = table.text(CURRENCY)?;
        let mut counts = vec![0; text.dict.len()];
        for code in text.codes {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        let named = text.dict.iter().zip(counts).filter(|(_, count)| *count > 0);
        let named: Vec<(String, u64)> = named
            .map(|(code, count)| (code.to_uppercase(), count))
            .collect();
        if !named.is_empty() {
            return Ok(named);
        }
    }
    let rows = table.height() as u64;
    Ok(file
        .currencies
        .iter()
        .map(|code| ((*code).to_owned(), rows))
        .collect())
}

/// Brings a file's amounts into the currency of its source; also how many rows were converted.
pub fn settle(
    file: &FileData,
    source: &SourceSpec,
    table: &Table,
    base: &str,
    rates: &Rates,
    aside: &mut Aside<'_>,
) -> Result<Option<(Table, u64)>> {
    let foreign = counted(file, table)?;
    if foreign.iter().all(|(code, _)| code == base) {
        return Ok(None);
    }
    // What a unit of a currency is in the source's; a row without a word is in it already.
    let factor = |code: &str| {
        if code == base {
            return Some(1.0);
        }
        rates.of(code).filter(|_| base == DOLLAR)
    };
    let of_row: Vec<Option<f64>> = if let Some(code) = file.said_currency() {
        vec![factor(code); table.height()]
    } else if table.has(CURRENCY) && file.currencies.is_empty() {
        let text = table.text(CURRENCY)?;
        let factors: Vec<Option<f64>> = text
            .dict
            .iter()
            .map(|c| factor(&c.to_uppercase()))
            .collect();
        let rows = text.codes.iter();
        rows.map(|code| factors.get(code as usize).copied().unwrap_or(Some(1.0)))
            .collect()
    } else {
        // Signs of two currencies in one column: no row says which it is in.
        let one = match file.currencies.as_slice() {
            [only] => factor(only),
            _ => None,
        };
        vec![one; table.height()]
    };
    let gone: Vec<bool> = of_row.iter().map(Option::is_none).collect();
    let named: Vec<&str> = foreign
        .iter()
        .map(|(code, _)| code.as_str())
        .filter(|code| factor(code).is_none())
        .collect();
    let example = named.iter().find(|code| **code != base).unwrap_or(&"EUR");
    let message = format!(
        "This amount is in {}, and {} is in {base}: two currencies are not added. Give a rate beside a page's other controls or in the link, like rate={example}~1.08 ({DOLLAR} for one {example}).",
        named.join(" and "),
        source.id,
    );
    let kept = aside.take(table, &gone, CURRENCY, "other_currency", &message)?;
    let mut table = kept.unwrap_or_else(|| table.clone());
    let factors: Vec<f64> = of_row.into_iter().flatten().collect();
    let converted = factors
        .iter()
        .filter(|factor| factor.to_bits() != 1.0_f64.to_bits())
        .count() as u64;
    if converted > 0 {
        let money = file.source.columns.iter().map(|c| c.column);
        for column in money.filter(|c| c.unit == Unit::Usd) {
            let amounts = table.amounts(column.name)?;
            let values = amounts.iter().zip(&factors).map(|(v, f)| v.map(|v| v * f));
            let values = Column::amounts(column.name, values);
            table = table.with(values)?;
        }
    }
    Ok(Some((table, converted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_from_the_link_and_nonsense_is_left_out() {
        let rates = Rates::parse("EUR~1.08,gbp~1.27,XXX~2,CHF~-1,SEK");
        assert_eq!(rates.of("EUR"), Some(1.08));
        assert_eq!(rates.of("GBP"), Some(1.27));
        assert_eq!((rates.of("CHF"), rates.of("SEK")), (None, None));
        assert_eq!(rates.of("USD"), Some(1.0));
    }
}
