//! `rejects.csv`: every row that was set aside, with its file, line, column, value, rule and the row as it stood.
//! One row a rejected row, in the order given (source, file, line).

use super::csv::{broken, guarded};
use crate::engine::base::Result;
use crate::protocol::RejectRow;

/// File name.
pub const FILE_NAME: &str = "rejects.csv";

/// Columns in order (spec 00).
pub const COLUMNS: [&str; 8] = [
    "source", "file", "line", "column", "value", "code", "message", "raw",
];

/// Writes the set-aside rows.
///
/// # Errors
/// Internal ones only.
pub fn write(rows: &[RejectRow]) -> Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(COLUMNS).map_err(broken)?;
    for row in rows {
        let line = row.line.to_string();
        file.write_record([
            guarded(&row.source).as_ref(),
            guarded(&row.file).as_ref(),
            line.as_str(),
            guarded(&row.column).as_ref(),
            guarded(&row.value).as_ref(),
            guarded(&row.code).as_ref(),
            guarded(&row.message).as_ref(),
            guarded(&row.raw).as_ref(),
        ])
        .map_err(broken)?;
    }
    file.into_inner().map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_row_is_written_as_text() {
        let row = RejectRow {
            source: "ad_spend".into(),
            file: "a, b.csv".into(),
            line: 7,
            column: "date".into(),
            value: "=HYPERLINK(\"x\")".into(),
            code: "bad_date".into(),
            message: "Not a day.".into(),
            raw: "-1,\n".into(),
        };
        let text = String::from_utf8(write(&[row]).expect("a file")).expect("UTF-8");
        assert_eq!(
            text,
            "source,file,line,column,value,code,message,raw\n\
             ad_spend,\"a, b.csv\",7,date,\"'=HYPERLINK(\"\"x\"\")\",bad_date,Not a day.,\"'-1,\n\"\n"
        );
    }
}
