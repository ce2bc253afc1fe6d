//! Data tests: the key of every table, then what the model declares. A test returns the offending rows as text.
//!
//! The helpers below are what declared tests are made of: a relation, two sums that must agree, a range of values.

use super::variants::Tested;
use super::{DataTest, Input, ModelSpec, Severity, Warehouse, keys};
use crate::engine::base::{Error, Ordered, Result, Table};
use crate::protocol::{Day, Params, TestResult, TestStatus};
use std::collections::BTreeSet;

/// Offending rows shown; all are counted.
const SHOWN: usize = 20;

/// Two sums agree within this share of the larger.
const TOLERANCE: f64 = 1e-6;

impl Warehouse {
    /// Builds a table where needed and runs its tests, unless their results are fresh.
    ///
    /// # Errors
    /// As `table`. A test that cannot run is a failed test, not an error.
    pub fn run_tests(&mut self, id: &str, params: &Params) -> Result<Vec<TestResult>> {
        if let Some(slot) = self.sources.get(id) {
            return source_tests(slot.spec, &slot.table, slot.duplicates()?);
        }
        let spec = self.spec(id)?;
        if let Some(results) = self.fresh_tests(spec, params) {
            return Ok(results);
        }
        self.ensure(spec, params)?;
        let mut results = Vec::with_capacity(spec.tests.len() + 2);
        let mut reads = BTreeSet::new();
        let stamps = self.stamps(params);
        if let Some(Ok(table)) = self.built(spec.id, &stamps) {
            results.extend(key_tests(spec, table)?);
        }
        for test in spec.tests {
            let (result, read) = self.run_test(spec, test, params);
            results.push(result);
            reads.extend(read);
        }
        let stamps = self.stamps(params);
        let stamp = self.stamp(spec.id, &reads, params, &stamps);
        if let Some(variant) = self.variant_mut(spec.id, params) {
            variant.tests = Some(Tested {
                results: results.clone(),
                reads,
                stamp,
            });
        }
        self.let_go(spec, params);
        Ok(results)
    }

    /// The results of a test run that still hold.
    pub(super) fn fresh_tests(&self, spec: &ModelSpec, params: &Params) -> Option<Vec<TestResult>> {
        let stamps = self.stamps(params);
        let tested = self.variant(spec.id, &stamps)?.tests.as_ref()?;
        let now = self.stamp(spec.id, &tested.reads, params, &stamps);
        (tested.stamp == now).then(|| tested.results.clone())
    }

    /// Runs one test; what it reads beyond the model is built when it first asks.
    fn run_test(
        &mut self,
        spec: &'static ModelSpec,
        test: &DataTest,
        params: &Params,
    ) -> (TestResult, BTreeSet<Input>) {
        loop {
            let stamps = self.stamps(params);
            let Some(Ok(table)) = self.built(spec.id, &stamps) else {
                let gone = Err(Error::internal("the table was not kept"));
                return (result(test.sentence, test.severity, gone), BTreeSet::new());
            };
            let build = self.reader(params, &stamps, None);
            let outcome = (test.run)(table, &build);
            let missing = build.missing.take();
            let reads = build.reads.take();
            let mut grew = false;
            if outcome.is_err() {
                for id in missing {
                    grew |= self
                        .spec(id)
                        .is_ok_and(|model| self.ensure(model, params).is_ok());
                }
            }
            if !grew {
                return (result(test.sentence, test.severity, outcome), reads);
            }
        }
    }
}

/// The tests of a model as they stand before they run.
pub(super) fn pending(spec: &ModelSpec) -> Vec<TestResult> {
    key_sentences(spec.key)
        .into_iter()
        .chain(spec.tests.iter().map(|test| test.sentence.to_owned()))
        .map(|sentence| TestResult {
            sentence,
            status: TestStatus::Pending,
            failures: 0,
            examples: Vec::new(),
        })
        .collect()
}

fn key_sentences(key: &[&str]) -> [String; 2] {
    let key = key.join(", ");
    [
        format!("The primary key ({key}) is never null."),
        format!("The primary key ({key}) is unique."),
    ]
}

fn key_tests(spec: &ModelSpec, table: &Table) -> Result<[TestResult; 2]> {
    let show = |row: u32| table.row_text(row, spec.key, ", ");
    let nulls: Result<Vec<String>> = keys::null_keys(table, spec.key)?
        .into_iter()
        .map(show)
        .collect();
    let twice: Result<Vec<String>> = keys::duplicates(table, spec.key, None)?
        .into_iter()
        .map(|(row, _)| show(row))
        .collect();
    let [not_null, unique] = key_sentences(spec.key);
    Ok([
        result(&not_null, Severity::Error, nulls),
        result(&unique, Severity::Error, twice),
    ])
}

fn source_tests(
    spec: &crate::engine::base::SourceSpec,
    table: &Table,
    duplicates: &[(u32, u32)],
) -> Result<Vec<TestResult>> {
    let mut nulls = Vec::new();
    for column in spec.columns.iter().filter(|c| c.required) {
        let name = column.column.name;
        let count = table.null_count(name)?;
        nulls.extend((0..count).map(|_| name.to_owned()));
    }
    let twice: Result<Vec<String>> = duplicates
        .iter()
        .map(|(row, _)| table.row_text(*row, spec.key, ", "))
        .collect();
    Ok(vec![
        result(
            "Every row has the required columns.",
            Severity::Error,
            Ok(nulls),
        ),
        result(
            "No two rows share a key (staging keeps the first and sets the others aside).",
            Severity::Warn,
            twice,
        ),
    ])
}

fn result(sentence: &str, severity: Severity, outcome: Result<Vec<String>>) -> TestResult {
    let broken = match severity {
        Severity::Error => TestStatus::Failed,
        Severity::Warn => TestStatus::Warned,
    };
    let (status, failures, examples) = match outcome {
        Ok(rows) if rows.is_empty() => (TestStatus::Passed, 0, rows),
        Ok(rows) => (broken, rows.len() as u64, rows),
        Err(error) => (broken, 1, vec![format!("The test could not run: {error}")]),
    };
    TestResult {
        sentence: sentence.to_owned(),
        status,
        failures,
        examples: examples.into_iter().take(SHOWN).collect(),
    }
}

/// Each text of a column is found in a column of another table. Offenders: the texts that are not, each once.
pub fn relation(
    table: &Table,
    column: &str,
    parent: &Table,
    parent_column: &str,
) -> Result<Vec<String>> {
    let known: BTreeSet<&str> = parent.text(parent_column)?.iter().flatten().into_set();
    let child = table.text(column)?;
    let mut used = vec![false; child.dict.len() + 1];
    for code in child.codes {
        used[(code as usize).min(child.dict.len())] = true;
    }
    Ok(child
        .dict
        .iter()
        .zip(&used)
        .filter(|(text, used)| **used && !known.contains(text))
        .map(|(text, _)| format!("{column} “{text}” is not in the parent table"))
        .collect())
}

/// Each day of a column is found in a column of another table. Offenders: the days that are not, each once.
pub fn day_relation(
    table: &Table,
    column: &str,
    parent: &Table,
    parent_column: &str,
) -> Result<Vec<String>> {
    let known: BTreeSet<i32> = parent.days(parent_column)?.iter().flatten().into_set();
    let used: BTreeSet<i32> = table.days(column)?.iter().flatten().into_set();
    Ok(used
        .difference(&known)
        .map(|day| format!("{column} {} is not in the parent table", Day(*day)))
        .collect())
}

/// Two sums that must agree. Offender: the pair, where it does not.
pub fn same_sum(what: &str, here: f64, there: f64) -> Vec<String> {
    let close = (here - there).abs() <= TOLERANCE * here.abs().max(there.abs()).max(1.0);
    if close {
        return Vec::new();
    }
    vec![format!("{what}: {here} here, {there} in staging")]
}

/// Numbers of a column that are below `least` or above `most`; nulls pass. Offenders: key and value.
pub fn within(
    table: &Table,
    key: &[&str],
    column: &str,
    least: f64,
    most: f64,
) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for (row, value) in table.numbers(column)?.into_iter().enumerate() {
        if let Some(value) = value
            && !(least..=most).contains(&value)
        {
            let key = table.row_text(row as u32, key, ", ")?;
            out.push(format!("{key}: {column} is {value}"));
        }
    }
    Ok(out)
}
