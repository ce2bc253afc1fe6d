//! Workbooks that claim more than they hold: a sentence, at once, and no more memory than their bytes explain.

use super::{only, sentence, zip};

const XLS: &[u8] = include_bytes!("../../../tests/golden/formats/ad_spend.xls");
const GROWN: &str = "times its size";
const DAMAGED: &str = "save the sheet as \"CSV UTF-8\"";

/// An `OpenDocument` workbook of one sheet with this in it.
fn ods(sheet: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><table:table table:name=\"Export\">{sheet}</table:table></office:document-content>"
    );
    zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

/// A workbook of Excel of one sheet with these rows.
fn xlsx(rows: &str) -> Vec<u8> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook {main} xmlns:r=\"{office}\"><sheets><sheet name=\"Export\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let sheet = format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
    let root = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zip(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// The old workbook with these bytes in place of those at a place.
fn xls(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut book = XLS.to_vec();
    book[at..at + bytes.len()].copy_from_slice(bytes);
    book
}

fn long(at: usize) -> usize {
    let bytes = XLS[at..at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(bytes) as usize
}

#[test]
fn a_cell_beyond_every_program_is_refused() {
    for place in ["A4294967295", "A1048577", "XFE1"] {
        let row = format!("<row><c r=\"{place}\"><v>1</v></c></row>");
        assert!(sentence(xlsx(&row)).contains(DAMAGED), "{place}");
    }
    let (text, _) = only(
        "x.xlsx",
        xlsx("<row><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>2</v></c></row>"),
    );
    assert_eq!(text, "\n,1,2\n");
}

#[test]
fn rows_out_of_order_are_refused_and_never_shifted() {
    let rows = "<row><c r=\"A5\"><v>1</v></c></row><row><c r=\"B3\"><v>2</v></c></row>";
    assert!(sentence(xlsx(rows)).contains(DAMAGED));
}

#[test]
fn a_part_that_holds_more_than_it_claims_is_refused() {
    let mut numbers = String::new();
    for i in 0..60_000 {
        numbers += "<c><v>";
        numbers += &(i * 7919).to_string();
        numbers += "</v></c>";
    }
    let mut book = xlsx(&format!("<row>{numbers}</row>"));
    let named: Vec<usize> = (0..book.len() - 24)
        .filter(|at| book[*at..].starts_with(b"xl/worksheets/sheet1.xml"))
        .collect();
    // The size in the directory stands 22 bytes before the name.
    let at = named.last().expect("a directory") - 22;
    book[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    assert!(sentence(book).contains(GROWN));
}

#[test]
fn text_attributes_and_repeats_of_an_open_document_are_read() {
    let cell = |attributes: &str, inside: &str| {
        format!("<table:table-cell {attributes}>{inside}</table:table-cell>")
    };
    let string = "office:value-type=\"string\"";
    let row = [
        cell(
            string,
            "<text:p>a<text:s text:c=\"2\"/>b &amp; <text:span>c</text:span></text:p><text:p>d</text:p>",
        ),
        cell("table:number-columns-repeated=\"2\"", ""),
        cell(
            "office:value-type=\"float\" office:value=\"1.50\" table:number-columns-repeated=\"2\"",
            "<text:p>1,5</text:p>",
        ),
        cell(
            "office:value-type=\"boolean\" office:boolean-value=\"true\"",
            "<text:p>WAHR</text:p>",
        ),
        cell(
            string,
            "<office:annotation><text:p>note</text:p></office:annotation><draw:frame><text:p>shape</text:p></draw:frame><text:p>e</text:p>",
        ),
    ];
    let rows = format!(
        "<table:table-row>{}</table:table-row><table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row><table:table-row table:number-rows-repeated=\"2\">{}{}</table:table-row><table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        row.concat(),
        cell(string, "<text:p>x</text:p>"),
        cell(string, "<text:p>y</text:p>"),
    );
    let (text, _) = only("x.ods", ods(&rows));
    assert_eq!(
        text,
        "\"a  b & c\nd\",,,1.5,1.5,true,e\n\n\nx,y,,,,,\nx,y,,,,,\n"
    );
}

#[test]
fn an_open_document_that_repeats_without_end_is_refused_at_once() {
    let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell>";
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"4294967295\">{cell}</table:table-row>"
    );
    assert!(sentence(ods(&rows)).contains(GROWN));
    let spaces = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>x<text:s text:c=\"4294967295\"/></text:p></table:table-cell></table:table-row>";
    assert_eq!(only("x.ods", ods(spaces)).0.trim_end(), "x");
}

#[test]
fn a_comment_that_never_ends_does_not_keep_the_reader() {
    let open =
        "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation>";
    assert!(sentence(ods(open)).contains(DAMAGED));
}

#[test]
fn a_locked_open_document_says_so() {
    let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let book = zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", b"?"),
    ]);
    assert!(sentence(book).contains("password"));
}

#[test]
fn an_old_workbook_whose_chain_of_sectors_has_no_end_is_refused() {
    // The table of chains lies in the sector that the header names first; the directory's first sector leads to itself.
    let table = 512 * (1 + long(76));
    let directory = long(48);
    let next = (directory as u32).to_le_bytes();
    assert!(sentence(xls(table + 4 * directory, &next)).contains(DAMAGED));
}

#[test]
fn an_old_workbook_whose_grid_fits_no_memory_is_refused() {
    // The last number of the first sheet moves to the last cell that can be named.
    let at = |kind: [u8; 4]| XLS.windows(4).rposition(|bytes| bytes == kind);
    let cell = at([0x03, 0x02, 14, 0])
        .or_else(|| at([0x7E, 0x02, 10, 0]))
        .expect("a number");
    assert!(sentence(xls(cell + 4, &[0xFF; 4])).contains(GROWN));
}

#[test]
fn an_old_workbook_whose_sheet_lies_behind_its_end_is_refused() {
    let named = |bytes: &&[u8]| bytes[..2] == [0x85, 0] && bytes[3] == 0 && bytes[2] < 64;
    let at = XLS
        .windows(4)
        .position(|bytes| named(&bytes))
        .expect("a sheet");
    assert!(sentence(xls(at + 4, &[0xFF, 0xFF, 0xFF, 0x7F])).contains(DAMAGED));
}
