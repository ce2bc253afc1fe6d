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
