//! What a file leaves open is asked, and what the user says is done.

use super::super::specs::SOURCES;
use super::super::{FileData, Finished, Reader, Recipe, Refusal};
use super::column;

fn read(text: &str, answers: &[(&str, &str)], recipes: &[Recipe]) -> Result<FileData, Refusal> {
    let answers: Vec<(String, String)> = answers
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let mut reader =
        Box::new(Reader::new("x.csv", text.len() as u64, SOURCES).answered(&answers, recipes));
    loop {
        reader.push(text.as_bytes())?;
        match reader.finish()? {
            Finished::Done(file) => return Ok(*file),
            Finished::Again(again) => reader = again,
        }
    }
}

fn values(file: &FileData, name: &str) -> Vec<String> {
    column(
        &super::super::combine(file.source, &[file]).expect("a source"),
        name,
    )
}

const DATES: &str = "session_id,session_date\nS1,03/04/2025\nS2,05/06/2025\n";

#[test]
fn a_date_that_reads_two_ways_is_asked_with_both_readings_and_the_answer_settles_it() {
    let open = read(DATES, &[], &[]).expect("a source");
    let question = open.questions.first().expect("a question");
    assert!(question.sentence.contains("session_date"));
    let previews: Vec<&str> = question
        .choices
        .iter()
        .filter_map(|choice| choice.preview.first().map(String::as_str))
        .collect();
    assert!(
        previews[0].contains("3 April") || previews[0].contains("3 Apr"),
        "{previews:?}"
    );
    assert!(
        previews[1].contains("4 March") || previews[1].contains("4 Mar"),
        "{previews:?}"
    );
    for (pattern, first) in [("DD/MM/YYYY", "2025-04-03"), ("MM/DD/YYYY", "2025-03-04")] {
        let file = read(DATES, &[("dates session_date", pattern)], &[]).expect("a source");
        assert!(file.questions.is_empty());
        assert_eq!(values(&file, "session_date")[0], first);
    }
    // Where a value tells, nothing is asked.
    let told = read(
        "session_id,session_date\nS1,03/04/2025\nS2,05/26/2025\n",
        &[],
        &[],
    );
    assert!(told.expect("a source").questions.is_empty());
}

#[test]
fn an_unknown_header_is_mapped_and_a_recipe_replays_it_on_the_next_file() {
    let text = "Visit,When,Seite\nS1,2025-07-01,/a\n";
    assert_eq!(
        read(text, &[], &[]).expect_err("unknown").code,
        "unknown_header"
    );
    let answers = [
        ("source", "web_analytics"),
        ("column session_id", "Visit"),
        ("column session_date", "When"),
        ("column landing_page", "Seite"),
    ];
    let file = read(text, &answers, &[]).expect("a source");
    assert_eq!(values(&file, "landing_page"), ["/a"]);
    let recipe = Recipe {
        header: file.header.clone(),
        answers: file.answers.clone(),
    };
    let kept = Recipe::parse(&recipe.write());
    let next = "Visit,When,Seite\nS7,2025-08-01,/b\n";
    let file = read(next, &[], &kept).expect("a source");
    assert_eq!(values(&file, "session_id"), ["S7"]);
    assert_eq!(
        read("Visit,When\nS1,2025-07-01\n", &[], &kept)
            .expect_err("unknown")
            .code,
        "unknown_header"
    );
}

#[test]
fn a_delimiter_a_header_row_and_a_decimal_mark_are_read_as_the_user_says() {
    let text = "session_id~session_date\nS1~2025-07-01\n";
    assert_eq!(
        read(text, &[], &[]).expect_err("one column").code,
        "one_column"
    );
    let file = read(text, &[("delimiter", "~")], &[]).expect("a source");
    assert_eq!(values(&file, "session_id"), ["S1"]);
    let twice = "session_id,session_date\nx,y\nsession_id,session_date\nS1,2025-07-01\n";
    let file = read(twice, &[("header", "3")], &[]).expect("a source");
    assert_eq!(file.rows(), 1);
    let money = "date,campaign_id,channel,spend\n2025-07-01,a,b,\"1,234\"\n";
    let of = |mark| {
        values(
            &read(money, &[("decimal", mark)], &[]).expect("a source"),
            "spend_usd",
        )
    };
    assert_eq!(
        (of("point"), of("comma")),
        (vec!["1234".to_owned()], vec!["1.234".to_owned()])
    );
}

/// How a decision stands, and what else it may be.
fn told(file: &FileData, what: &str) -> (String, String, Vec<String>) {
    let mut decisions = file.decisions.iter();
    let decision = decisions.find(|d| d.what == what).expect("a decision");
    let labels = decision.choices.iter().map(|c| c.label.clone());
    (
        decision.value.clone(),
        decision.because.clone(),
        labels.collect(),
    )
}

#[test]
fn each_decision_is_told_with_what_it_may_be_instead_and_the_user_s_word_is_called_so() {
    let text = "session_id;session_date;pageviews\nS1;05/13/2025;1\nTotal;;1\n";
    let file = read(text, &[], &[]).expect("a source");
    for (what, value) in [
        ("Encoding", "UTF-8"),
        ("Delimiter", "semicolon"),
        ("Quote", "double"),
        ("Header row", "line 1"),
        ("Dates in session_date", "MM/DD/YYYY"),
        ("Totals", "1 row set aside"),
    ] {
        let (is, because, labels) = told(&file, what);
        assert_eq!(is, value, "{what}");
        assert!(
            labels.iter().any(|l| *l != value) && because != "as you said",
            "{what}"
        );
    }
    let said = [
        ("encoding", "macintosh"),
        ("delimiter", ";"),
        ("lines Totals", "rows"),
    ];
    let file = read(text, &said, &[]).expect("a source");
    assert_eq!(told(&file, "Encoding").0, "Mac Roman");
    assert_eq!(told(&file, "Delimiter").1, "as you said");
    assert_eq!(told(&file, "Totals").0, "read as rows");
    // A total that is a row lacks its date, like any other.
    assert_eq!(file.rejects[0].code, "missing_session_date");
}

#[test]
fn totals_and_other_tables_are_rows_where_the_user_says_so() {
    let text = "session_id,session_date\nS1,2025-07-01\nTotal,2025-07-02\n\nsession_no,day\nS3,2025-07-03\n";
    let kept = |answers: &[(&str, &str)]| {
        let file = read(text, answers, &[]).expect("a source");
        assert_eq!(file.rows_read, file.rows() + file.rows_rejected);
        values(&file, "session_id")
    };
    assert_eq!(kept(&[]), ["S1"]);
    assert_eq!(kept(&[("lines Totals", "rows")]), ["S1", "Total"]);
    assert_eq!(kept(&[("lines Other tables", "rows")]), ["S1", "S3"]);
}

#[test]
fn single_quotes_are_read_as_the_user_says_and_a_recipe_replays_it() {
    let text =
        "session_id,session_date,landing_page\n'S1',2025-07-01,'/a,b'\nS2,2025-07-02,'it''s'\n";
    let answers = [("quote", "single"), ("delimiter", ",")];
    let file = read(text, &answers, &[]).expect("a source");
    assert_eq!(values(&file, "landing_page"), ["/a,b", "it's"]);
    let recipe = Recipe {
        header: file.header.clone(),
        answers: file.answers.clone(),
    };
    let file = read(text, &[], &[recipe]).expect("a source");
    assert_eq!(values(&file, "session_id"), ["S1", "S2"]);
}

#[test]
fn a_refusal_leaves_what_was_decided_so_that_it_can_be_decided_otherwise() {
    let decided = |bytes: &[u8]| {
        let mut reader = Reader::new("x.csv", 0, SOURCES);
        if reader.push(bytes).is_err() {
            return reader.decided().to_vec();
        }
        reader.finish_with().expect_err("a refusal").decided
    };
    let whats =
        |bytes: &[u8]| -> Vec<String> { decided(bytes).into_iter().map(|d| d.what).collect() };
    let all = ["Encoding", "Delimiter", "Quote", "Header row"];
    assert_eq!(whats(b"colour,size\nred,1\n"), all);
    assert_eq!(whats(&[1, 2, 0, 0, 3, 0, 0, 0, 0]), ["Encoding"]);
}
