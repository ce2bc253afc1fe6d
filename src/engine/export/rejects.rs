//! `rejects.csv`: every row that was set aside, with its file, line, column, value, rule and the row as it stood; then
//! the columns of its own file, to be corrected there and dropped again (`ingest::Corrections`).
//! One row a rejected row, in the order given (source, file, line).

use super::csv::{broken, guarded};
use crate::engine::base::Result;
use crate::protocol::RejectRow;

/// File name.
pub const FILE_NAME: &str = "rejects.csv";

/// Names of the own columns of some rows; and for each row its cells, each with its place among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    names: Vec<String>,
    cells: Vec<Vec<(usize, String)>>,
}

impl Own {
    /// Adds the next row, by its columns; a name that a row has several times is several columns.
    pub fn push(&mut self, row: Vec<(&str, String)>) {
        let mut taken: Vec<usize> = Vec::with_capacity(row.len());
        let mut cells = Vec::with_capacity(row.len());
        for (name, value) in row {
            let mut places = self.names.iter().enumerate();
            let free = places.position(|(at, known)| known == name && !taken.contains(&at));
            let at = free.unwrap_or_else(|| {
                self.names.push(name.to_owned());
                self.names.len() - 1
            });
            taken.push(at);
            cells.push((at, value));
        }
        self.cells.push(cells);
    }
}

/// Writes the set-aside rows, each with its own columns.
///
/// # Errors
/// Internal ones only.
pub fn write(rows: &[RejectRow], own: &Own) -> Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let names = own.names.iter().map(String::as_str);
    let header: Vec<&str> = RejectRow::COLUMNS.into_iter().chain(names).collect();
    file.write_record(&header).map_err(broken)?;
    for (at, row) in rows.iter().enumerate() {
        let line = row.line.to_string();
        let mut cells = vec![""; own.names.len()];
        for (place, value) in own.cells.get(at).into_iter().flatten() {
            if let Some(cell) = cells.get_mut(*place) {
                *cell = value;
            }
        }
        let fixed = [
            &row.source,
            &row.file,
            &line,
            &row.column,
            &row.value,
            &row.code,
            &row.message,
            &row.raw,
        ];
        for cell in fixed.into_iter().map(String::as_str).chain(cells) {
            file.write_field(guarded(cell).as_bytes()).map_err(broken)?;
        }
        file.write_record(None::<&[u8]>).map_err(broken)?;
    }
    file.into_inner().map_err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_row_is_written_as_text_and_its_own_columns_stand_behind() {
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
        let mut own = Own::default();
        own.push(vec![
            ("date", "=1".into()),
            ("x", "a".into()),
            ("x", "b".into()),
        ]);
        own.push(vec![("x", "c".into())]);
        let text = write(&[row.clone(), row], &own).expect("a file");
        let text = String::from_utf8(text).expect("UTF-8");
        let fixed = "ad_spend,\"a, b.csv\",7,date,\"'=HYPERLINK(\"\"x\"\")\",bad_date,Not a day.,\"'-1,\n\"";
        assert_eq!(
            text,
            format!(
                "source,file,line,column,value,code,message,raw,date,x,x\n{fixed},'=1,a,b\n{fixed},,c,\n"
            )
        );
    }
}
