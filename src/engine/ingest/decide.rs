//! The decisions that import takes, in words for the file's card; and those that only the whole file can settle.

use super::body::{Body, Settled};
use super::column::Data;
use super::date::{Choice, Format, Rule};
use super::dialect::delimiter_name;
use super::head::Start;
use super::number::Mark;
use super::outline::Role;
use super::presets;
use super::recognise::Recognised;
use crate::protocol::Decision;

fn decision(what: &str, value: impl Into<String>, because: impl Into<String>) -> Decision {
    Decision {
        what: what.to_owned(),
        value: value.into(),
        because: because.into(),
    }
}

/// What the beginning of a file decided.
pub fn at_start(start: &Start<'_>, found: &Recognised, marked: bool) -> Vec<Decision> {
    let header = &start.header;
    let mut out = vec![
        if marked {
            decision(
                "Encoding",
                "UTF-8",
                "the file begins with its byte order mark",
            )
        } else {
            decision("Encoding", "UTF-8", "no byte order mark says otherwise")
        },
        decision("Delimiter", delimiter_name(start.delimiter), start.because),
        decision(
            "Source",
            presets::title(found.source),
            found.because.clone(),
        ),
    ];
    if !start.above.is_empty() {
        let lines = counted(start.above.len() as u64, "line");
        out.push(decision(
            "Header row",
            format!("line {}", start.line),
            format!("{lines} above it name no column of a source"),
        ));
    }
    let renamed: Vec<String> = found
        .source
        .columns
        .iter()
        .zip(&found.fit.places)
        .filter_map(|(column, place)| {
            let at = (*place)?;
            (header.normal.get(at)? != column.column.name).then(|| {
                Some(format!(
                    "{} → {}",
                    header.names.get(at)?,
                    column.column.name
                ))
            })?
        })
        .collect();
    if !renamed.is_empty() {
        out.push(decision(
            "Mapping",
            renamed.join(", "),
            "known other names of these columns",
        ));
    }
    let unused: Vec<&str> = (0..)
        .zip(&header.names)
        .filter(|(at, _)| !found.fit.places.contains(&Some(*at)))
        .map(|(_, name)| name.as_str())
        .filter(|name| !name.is_empty())
        .take(20)
        .collect();
    if !unused.is_empty() {
        out.push(decision(
            "Not used",
            unused.join(", "),
            "no column of this source has such a name",
        ));
    }
    let repeated = header.repeated();
    if !repeated.is_empty() {
        out.push(decision(
            "Repeated header",
            repeated.join(", "),
            "the first column of a name counts",
        ));
    }
    out
}

/// What stands beside the rows: how many lines of each kind were set aside, and why.
pub fn outline(body: &Body) -> Vec<Decision> {
    let told = [
        (
            "Comments",
            &[Role::Comment][..],
            "line",
            "they begin with #",
        ),
        (
            "Totals",
            &[Role::Totals, Role::UnnamedTotals],
            "row",
            "they add up other rows",
        ),
        (
            "Repeated headers",
            &[Role::Header],
            "row",
            "they repeat the header",
        ),
        (
            "Other tables",
            &[Role::OtherTable],
            "row",
            "another header stands above them",
        ),
        (
            "Footer",
            &[Role::Footer],
            "line",
            "nothing of the table stands below them",
        ),
    ];
    told.iter()
        .filter_map(|(what, roles, unit, because)| {
            let count: u64 = roles.iter().map(|role| body.rejects.of(*role)).sum();
            let value = format!("{} set aside", counted(count, unit));
            (count > 0).then(|| decision(what, value, *because))
        })
        .collect()
}

fn counted(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Whether day-first is the better reading where no value tells, and why.
pub fn day_first(body: &Body) -> (bool, &'static str) {
    for column in &body.columns {
        if let Data::Date(cells) = &column.data {
            match cells.choice(true) {
                Choice {
                    format: Some(Format::DayFirst | Format::DayFirstShort),
                    unclear: false,
                    ..
                } => {
                    return (true, "another column of the file is day-first");
                }
                Choice {
                    format: Some(Format::MonthFirst | Format::MonthFirstShort),
                    unclear: false,
                    ..
                } => {
                    return (false, "another column of the file is month-first");
                }
                _ => {}
            }
        }
    }
    match (body.mark, body.day_first) {
        (Mark::Comma, _) => (true, "the file writes a decimal comma"),
        (_, Some(true)) => (true, "the amounts carry € or £"),
        (_, Some(false)) => (false, "the amounts carry $"),
        _ => (true, "nothing in the file tells day from month"),
    }
}

/// What must be settled by another reading of the file: a decimal mark that most telling values contradict, date
/// formats that some rows do not fit. `None` where the file can be finished as it was read.
pub fn settle(body: &Body, settled: &Settled) -> Option<Settled> {
    let evidence = body.evidence();
    let flip = settled.mark.is_none() && evidence.differs > evidence.agrees;
    let mark = if flip { body.mark.other() } else { body.mark };
    let day_first = day_first(body).0 || (flip && mark == Mark::Comma);
    let mut misfits = false;
    let mut dates = vec![Rule::Open; body.source.columns.len()];
    for column in &body.columns {
        let Data::Date(cells) = &column.data else {
            continue;
        };
        let at = body
            .source
            .columns
            .iter()
            .position(|c| c.column.name == column.spec.column.name);
        let choice = cells.choice(day_first);
        misfits |= cells.misfits(choice) > 0;
        if let Some(slot) = at.and_then(|at| dates.get_mut(at)) {
            *slot = choice.format.map_or(Rule::Unsettled, Rule::Fixed);
        }
    }
    // Formats settled once stand.
    if !settled.dates.is_empty() {
        return None;
    }
    if misfits {
        return Some(Settled {
            mark: Some(mark),
            dates,
            strict: settled.strict,
        });
    }
    flip.then_some(Settled {
        mark: Some(mark),
        dates: Vec::new(),
        strict: settled.strict,
    })
}

/// What the whole file decided: the decision, and the issue where it was not clear.
pub fn dates(
    name: &str,
    choice: Choice,
    because: &str,
) -> (Option<Decision>, Option<(String, u64)>) {
    let Some(format) = choice.format else {
        let issue = format!(
            "two-digit years in {name} fit day-first and month-first: write the year in full"
        );
        return (None, Some((issue, choice.rows)));
    };
    let what = format!("Dates in {name}");
    let why = if choice.unclear {
        because
    } else {
        "more values parse under it than under any other"
    };
    let issue = if choice.unclear {
        Some(format!(
            "{name} could be day-first or month-first, read as {}",
            format.pattern()
        ))
    } else if format.is_short() {
        Some(format!("two-digit years in {name} read as 1969 to 2068"))
    } else {
        None
    };
    let told = (format != Format::Iso).then(|| decision(&what, format.pattern(), why));
    (told, issue.map(|issue| (issue, choice.rows)))
}

/// The decimal mark: told where it is a comma, or where numbers read either way.
pub fn mark(body: &Body, settled: bool) -> (Option<Decision>, Option<(String, u64)>) {
    let evidence = body.evidence();
    let (value, example) = match body.mark {
        Mark::Comma => ("comma", "1.234 read as 1234, 1,234 as 1.234"),
        Mark::Point => ("point", "1,234 read as 1234, 1.234 as 1.234"),
    };
    let unclear = evidence.unclear > 0 && evidence.agrees == 0;
    let because = if settled || evidence.agrees > 0 {
        "more numbers fit it than fit the other"
    } else {
        "the delimiter suggests it, and no number tells"
    };
    let told = (body.mark == Mark::Comma && evidence.agrees + evidence.unclear > 0 || unclear)
        .then(|| decision("Decimal mark", value, because));
    let issue = unclear.then(|| {
        (
            format!("numbers with one separator could be thousands or decimals: {example}"),
            evidence.unclear,
        )
    });
    (told, issue)
}
