//! The decisions that import takes, in words for the file's card; and those that only the whole file can settle.

use super::body::{Body, Settled};
use super::choices::{decision, delimiters, encoding, header_rows, quotes, reading};
use super::column::Data;
use super::date::{Choice, Format, Rule};
use super::dialect::delimiter_name;
use super::head::Start;
use super::number::Mark;
use super::outline::Role;
use super::presets;
use super::recognise::Recognised;
use crate::engine::base::{SourceSpec, Unit};
use crate::protocol::currency::codes;
use crate::protocol::{Day, Decision, Question, Reading};

/// What nothing in the file tells.
const UNTOLD: &str = "nothing in the file tells day from month";

/// Asks how a column's dates are meant, where nothing tells.
pub fn ask_dates(name: &str, choice: Choice, because: &str, texts: &[&str]) -> Option<Question> {
    if !choice.unclear || choice.format.is_some() && because != UNTOLD {
        return None;
    }
    let formats = match choice.format {
        Some(_) => [Format::DayFirst, Format::MonthFirst],
        None => [Format::DayFirstShort, Format::MonthFirstShort],
    };
    let of = |format: Format| {
        let read = |text: &&str| {
            let day = super::date::parse(text, format)?;
            Some(format!("{text} is {}", Day(day).long()))
        };
        let preview = texts.iter().filter_map(read).collect();
        reading(
            format.pattern(),
            &format!("dates {name}"),
            format.pattern(),
            preview,
        )
    };
    Some(Question {
        sentence: format!("Is the day or the month first in {name}? Every value reads both ways."),
        choices: formats.into_iter().map(of).collect(),
    })
}

/// Asks which source a file is, where its header speaks for several alike.
pub fn ask_source(rivals: &[&'static SourceSpec]) -> Option<Question> {
    (rivals.len() > 1).then(|| Question {
        sentence: "The header fits several kinds of export equally well. Which one is it?"
            .to_owned(),
        choices: rivals
            .iter()
            .map(|source| {
                let title = presets::title(source);
                reading(
                    &title,
                    "source",
                    &title,
                    vec![format!("One row is {}.", source.grain)],
                )
            })
            .collect(),
    })
}

/// Asks what divides the columns of a file whose first line is this, where something may.
pub fn ask_delimiter(line: &str) -> Option<Question> {
    let known = [
        (" ", "a space"),
        (":", "a colon"),
        ("~", "a tilde"),
        ("^", "a caret"),
        ("/", "a slash"),
    ];
    let choices: Vec<Reading> = known
        .into_iter()
        .filter(|(by, _)| line.trim().contains(by))
        .map(|(by, label)| {
            let columns: Vec<&str> = line.trim().split(by).collect();
            reading(label, "delimiter", by, vec![columns.join(" │ ")])
        })
        .collect();
    (!choices.is_empty()).then(|| Question {
        sentence: "No comma, semicolon, tab or bar divides the first line. What stands between the columns?".to_owned(),
        choices,
    })
}

/// How the beginning of a file is read, whatever it holds.
pub fn at_start(start: &Start<'_>, marked: bool) -> Vec<Decision> {
    let above = match start.above.len() as u64 {
        0 => "nothing stands above it".to_owned(),
        lines => {
            let verb = if lines == 1 { "names" } else { "name" };
            format!(
                "{} above it {verb} no column of a source",
                counted(lines, "line")
            )
        }
    };
    vec![
        encoding(
            "UTF-8",
            if marked {
                "the file begins with its byte order mark"
            } else {
                "no byte order mark says otherwise"
            },
        ),
        Decision {
            choices: delimiters(),
            ..decision("Delimiter", delimiter_name(start.delimiter), start.because)
        },
        Decision {
            choices: quotes(start.delimiter),
            ..decision("Quote", "double", "as RFC 4180 has it")
        },
        Decision {
            choices: header_rows(start.line),
            ..decision("Header row", format!("line {}", start.line), above)
        },
    ]
}

/// What a header was recognised as.
pub fn recognised(start: &Start<'_>, found: &Recognised) -> Vec<Decision> {
    let header = &start.header;
    let mut out = vec![decision(
        "Source",
        presets::title(found.source),
        found.because.clone(),
    )];
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
    LINES
        .iter()
        .filter_map(|(what, roles, unit, because)| {
            let count: u64 = roles.iter().map(|role| body.rejects.of(*role)).sum();
            let is_row = roles.iter().any(|role| body.rejects.is_row(*role));
            let value = format!("{} set aside", counted(count, unit));
            let key = format!("lines {what}");
            let choices = [("set aside", "aside"), ("read as rows", "rows")];
            (count > 0 || is_row).then(|| Decision {
                choices: choices
                    .into_iter()
                    .filter(|(_, how)| is_row || *how == "rows")
                    .map(|(label, how)| reading(label, &key, how, Vec::new()))
                    .collect(),
                ..decision(what, value, *because)
            })
        })
        .collect()
}

/// What lines beside the rows may be called, and the roles that they have.
type Lines = (&'static str, &'static [Role], &'static str, &'static str);

/// Lines that are set aside because of their words or place, each kind with the reason.
const LINES: [Lines; 5] = [
    ("Comments", &[Role::Comment], "line", "they begin with #"),
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

/// Roles that the user says are rows like any other.
pub fn rows_said(answers: &[(String, String)]) -> Vec<Role> {
    let said = |what: &str| {
        answers
            .iter()
            .any(|(key, how)| key.strip_prefix("lines ") == Some(what) && how == "rows")
    };
    let lines = LINES.iter().filter(|(what, ..)| said(what));
    lines
        .flat_map(|(_, roles, ..)| roles.iter().copied())
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
        _ => (true, UNTOLD),
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
            asked: settled.asked.clone(),
            rows: settled.rows.clone(),
        });
    }
    flip.then_some(Settled {
        mark: Some(mark),
        dates: Vec::new(),
        strict: settled.strict,
        asked: settled.asked.clone(),
        rows: settled.rows.clone(),
    })
}

/// The currency of a file's amounts, where it has some.
pub fn currency(body: &Body, said: &[&str]) -> Option<Decision> {
    let amounts = || body.columns.iter().map(|c| c.spec.column);
    amounts().find(|column| column.unit == Unit::Usd)?;
    let of = |code: &'static str| reading(code, "currency", code, Vec::new());
    let (value, because) = match said {
        [] if amounts().any(|column| column.name == "currency") => {
            ("as each row says", "a column names it")
        }
        [] => (
            "not said",
            "no header and no sign names one; it is taken for that of its source",
        ),
        _ => ("", "its header or the signs beside the amounts say so"),
    };
    let value = if value.is_empty() {
        said.join(" and ")
    } else {
        value.to_owned()
    };
    Some(Decision {
        choices: codes().take(16).map(of).collect(),
        ..decision("Currency", value, because)
    })
}

/// What a row must be read by to be read as this file was.
pub fn alike(body: &Body, day_first: bool) -> Settled {
    let mut dates = vec![Rule::Open; body.source.columns.len()];
    for column in &body.columns {
        let Data::Date(cells) = &column.data else {
            continue;
        };
        let mut declared = body.source.columns.iter();
        let at = declared.position(|c| c.column.name == column.spec.column.name);
        let format = cells.choice(day_first).format;
        if let Some(slot) = at.and_then(|at| dates.get_mut(at)) {
            *slot = format.map_or(Rule::Unsettled, Rule::Fixed);
        }
    }
    Settled {
        mark: Some(body.mark),
        dates,
        ..Settled::default()
    }
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
    let orders: &[Format] = match format {
        Format::DayFirst | Format::MonthFirst => &[Format::DayFirst, Format::MonthFirst],
        Format::DayFirstShort | Format::MonthFirstShort => {
            &[Format::DayFirstShort, Format::MonthFirstShort]
        }
        // A month that is named reads one way.
        Format::Iso | Format::Named | Format::NamedShort => &[],
    };
    let choices = orders.iter().map(|format| {
        let key = format!("dates {name}");
        reading(format.pattern(), &key, format.pattern(), Vec::new())
    });
    let told = (format != Format::Iso).then(|| Decision {
        choices: choices.collect(),
        ..decision(&what, format.pattern(), why)
    });
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
    let told = (evidence.agrees + evidence.unclear > 0).then(|| Decision {
        choices: ["comma", "point"]
            .into_iter()
            .map(|mark| reading(mark, "decimal", mark, Vec::new()))
            .collect(),
        ..decision("Decimal mark", value, because)
    });
    let issue = unclear.then(|| {
        (
            format!("numbers with one separator could be thousands or decimals: {example}"),
            evidence.unclear,
        )
    });
    (told, issue)
}
