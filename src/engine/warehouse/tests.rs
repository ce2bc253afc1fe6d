//! The build itself, on a tiny graph: failure stays with the model and what hangs on it, parameters do not evict each
//! other, undeclared reads are refused.

use super::{Build, Derived, Input, Layer, ModelSpec, Param, Warehouse};
use crate::engine::base::{
    Adds, Column, ColumnSpec, Error, Kind, Result, SourceColumn, SourceSpec, Table, Unit,
};
use crate::protocol::{Params, TestStatus};
use std::cell::Cell;
use std::sync::Arc;

const ID: ColumnSpec = ColumnSpec {
    name: "id",
    kind: Kind::Text,
    unit: Unit::Text,
    doc: "Id.",
    adds: Adds::Never,
};
static SOURCE: SourceSpec = SourceSpec {
    id: "things",
    grain: "one thing",
    key: &["id"],
    keeps_equal_rows: false,
    columns: &[SourceColumn {
        column: ID,
        required: true,
        aliases: &[],
        keeps_null_words: false,
        one_of: &[],
    }],
};

const fn model(
    id: &'static str,
    inputs: &'static [Input],
    build: fn(&Build<'_>) -> Result<Table>,
) -> ModelSpec {
    ModelSpec {
        id,
        subject: "test",
        layer: Layer::Mart,
        grain: "one thing",
        key: &["id"],
        columns: &[ID],
        inputs,
        tests: &[],
        sql: "",
        build,
    }
}

static GOOD: ModelSpec = model("good", &[Input::Source("things")], |b| {
    b.source("things")?.select(&["id"])
});
static BROKEN: ModelSpec = model("broken", &[Input::Model("good")], |_| {
    Err(Error::new("Nothing fits here."))
});
static CHILD: ModelSpec = model("child", &[Input::Model("broken")], |b| {
    Ok(b.model("broken")?.clone())
});
static GRANDCHILD: ModelSpec = model("grandchild", &[Input::Model("child")], |b| {
    Ok(b.model("child")?.clone())
});
static SNEAKY: ModelSpec = model("sneaky", &[], |b| b.source("things")?.select(&["id"]));
static WRONG: ModelSpec = model("wrong", &[], |_| {
    Table::new(vec![Column::integers_dense("id", vec![1])])
});
static RANGED: ModelSpec = model(
    "ranged",
    &[Input::Model("good"), Input::Param(Param::Range)],
    |b| {
        b.range()?;
        Ok(b.model("good")?.clone())
    },
);
thread_local! {
    static COUNTED: Cell<usize> = const { Cell::new(0) };
}
static HEIGHT: Derived<usize> = Derived {
    id: "height",
    inputs: &[Input::Model("good")],
    make: |b| {
        COUNTED.set(COUNTED.get() + 1);
        Ok(b.model("good")?.height())
    },
};
static RUSHED: Derived<usize> = Derived {
    id: "rushed",
    inputs: &[],
    make: |b| Ok(b.model("good")?.height()),
};
static COUNT: ModelSpec = model(
    "count",
    &[Input::Model("good"), Input::Param(Param::Range)],
    |b| {
        b.range()?;
        let ids = vec![Some("a"); *b.derived(&HEIGHT)?];
        Table::new(vec![Column::text_of("id", ids)])
    },
);
static SLY: ModelSpec = model("sly", &[], |b| {
    b.derived(&HEIGHT)?;
    Table::new(Vec::new())
});
static HASTY: ModelSpec = model("hasty", &[Input::Model("good")], |b| {
    b.derived(&RUSHED)?;
    Table::new(Vec::new())
});
static BROAD: ModelSpec = model(
    "broad",
    &[Input::Model("good"), Input::Param(Param::Range)],
    |b| {
        b.range()?;
        Ok(b.model("good")?.clone())
    },
);
static FEW: ModelSpec = model("few", &[Input::Model("broad")], |b| {
    let rows = b.model("broad")?.height();
    Table::new(vec![Column::text_of(
        "id",
        [Some(rows.to_string().as_str())],
    )])
});
static ALL: [&ModelSpec; 12] = [
    &BROAD,
    &FEW,
    &COUNT,
    &SLY,
    &HASTY,
    &RANGED,
    &GRANDCHILD,
    &CHILD,
    &BROKEN,
    &GOOD,
    &SNEAKY,
    &WRONG,
];
static SOURCES: [&SourceSpec; 1] = [&SOURCE];

fn house(ids: &[Option<&str>]) -> Warehouse {
    let mut house = Warehouse::new(&ALL, &SOURCES);
    let table = Table::new(vec![
        Column::text_of("id", ids.iter().copied()),
        Column::integers_dense("_source_row", (0..ids.len() as i64).collect()),
    ]);
    house
        .set_source("things", Some(Arc::new(table.expect("a table"))))
        .expect("a source");
    house
}

#[test]
fn a_failed_model_blocks_its_descendants_and_says_why() {
    let mut house = house(&[Some("b"), Some("a")]);
    let params = Params::default();
    let error = house.table("grandchild", &params).expect_err("blocked");
    assert_eq!(
        error.sentence,
        "It waits for broken, which failed: Nothing fits here."
    );
    let sorted = house.table("good", &params).expect("a table");
    assert_eq!(sorted.text("id").expect("ids").get(0), Some("a"));
    let blocked: Vec<String> = house
        .cards(&params)
        .into_iter()
        .filter(|c| !c.blocked.is_empty())
        .map(|c| c.id)
        .collect();
    assert_eq!(blocked, ["broken", "child", "grandchild"]);
    // A failure is remembered as well as a table is.
    assert!(house.table("grandchild", &params).is_err());
    assert!(house.records().iter().all(|record| record.builds == 1));
}

#[test]
fn undeclared_reads_and_undeclared_columns_are_mistakes() {
    let mut house = house(&[Some("a")]);
    for (id, words) in [
        ("sneaky", "not declared"),
        ("sly", "not declared"),
        ("hasty", "not declared"),
        ("wrong", "declares"),
    ] {
        let error = house.table(id, &Params::default()).expect_err(id);
        assert!(error.detail.contains(words), "{error}");
    }
    assert!(house.table("nowhere", &Params::default()).is_err());
    let wrong = Table::new(vec![Column::integers_dense("id", vec![1])]).expect("a table");
    assert!(house.set_source("things", Some(Arc::new(wrong))).is_err());
}

#[test]
fn two_ranges_live_side_by_side_and_the_fifth_drives_out_the_first() {
    let mut house = house(&[Some("a")]);
    let days = |n: u32| Params::parse(&format!("from=2025-01-{n:02}")).0;
    let builds = |house: &Warehouse| {
        house
            .records()
            .iter()
            .find(|r| r.id == "ranged")
            .map_or(0, |r| r.builds)
    };
    for _ in 0..3 {
        house.table("ranged", &days(1)).expect("a table");
        house.table("ranged", &days(2)).expect("a table");
    }
    assert_eq!(builds(&house), 2);
    for n in 3..6 {
        house.table("ranged", &days(n)).expect("a table");
    }
    house.table("ranged", &days(2)).expect("a table");
    assert_eq!(builds(&house), 5);
    house.table("ranged", &days(1)).expect("a table");
    assert_eq!(builds(&house), 6);
}

#[test]
fn of_a_large_table_the_last_two_stay_and_what_was_built_from_the_others_too() {
    let mut house = house(&vec![Some("a"); 300_000]);
    let days = |n: u32| Params::parse(&format!("from=2025-01-{n:02}")).0;
    for n in 1..4 {
        house.table("few", &days(n)).expect("a table");
    }
    let kept = |house: &Warehouse, id: &str| {
        (1..4)
            .map(|n| house.is_fresh(id, &days(n)))
            .collect::<Vec<_>>()
    };
    assert_eq!(kept(&house, "broad"), [false, true, true]);
    assert_eq!(kept(&house, "few"), [true, true, true]);
    let builds = |house: &Warehouse| house.records().iter().map(|r| r.builds).sum::<u64>();
    let before = builds(&house);
    house.table("few", &days(1)).expect("a table");
    assert_eq!(builds(&house), before, "nothing is built for what is fresh");
    assert_eq!(house.reads("few", &days(1)).expect("reads").len(), 1);
    assert_eq!(kept(&house, "broad"), [true, false, true]);
}

#[test]
fn what_is_built_on_trial_drives_nothing_out_and_is_forgotten() {
    let mut house = house(&[Some("a")]);
    let days = |n: u32| Params::parse(&format!("from=2025-01-{n:02}")).0;
    for n in 1..5 {
        house.table("few", &days(n)).expect("a table");
    }
    let before = house.records();
    house.begin_trial();
    for n in 3..9 {
        assert_eq!(house.table("few", &days(n)).expect("a table").height(), 1);
    }
    house.end_trial();
    assert_eq!(house.records(), before);
    for n in 1..9 {
        assert_eq!(house.is_fresh("broad", &days(n)), n < 5, "{n}");
    }
}

#[test]
fn keys_are_tested_on_every_table_and_duplicates_are_counted_on_the_source() {
    let mut house = house(&[Some("b"), None, Some("b"), Some("a")]);
    let status = |house: &mut Warehouse, id: &str| -> Vec<(TestStatus, u64)> {
        let results = house.run_tests(id, &Params::default()).expect(id);
        results.iter().map(|r| (r.status, r.failures)).collect()
    };
    assert_eq!(
        status(&mut house, "good"),
        [(TestStatus::Failed, 1), (TestStatus::Failed, 1)]
    );
    assert_eq!(
        status(&mut house, "things"),
        [(TestStatus::Failed, 1), (TestStatus::Warned, 1)]
    );
    assert_eq!(house.key_rejects("things").expect("rejects").len(), 1);
}

#[test]
fn a_large_table_that_only_its_tests_wanted_is_let_go_and_its_rows_and_results_stay_known() {
    let rows = 1_100_000;
    let mut house = house(&vec![Some("a"); rows]);
    let params = Params::default();
    let is_kept = |house: &Warehouse, id: &str| house.is_fresh(id, &params);
    let failures = |house: &mut Warehouse, id: &str| -> Vec<u64> {
        let results = house.run_tests(id, &params).expect(id);
        results.iter().map(|r| r.failures).collect()
    };
    let of_tests = failures(&mut house, "ranged");
    assert_eq!(of_tests, [0, rows as u64 - 1]);
    // Another table is built from the one, and nothing from the other.
    assert!(is_kept(&house, "good") && !is_kept(&house, "ranged"));
    house.count("ranged", &params).expect("a number");
    assert_eq!(failures(&mut house, "ranged"), of_tests);
    assert!(!is_kept(&house, "ranged"));
    let cards = house.cards(&params);
    let card = cards.iter().find(|card| card.id == "ranged");
    assert_eq!(card.and_then(|card| card.rows), Some(rows as u64));
    // Whoever asks for it has it built again, and then it stays.
    assert_eq!(house.table("ranged", &params).map(|t| t.height()), Ok(rows));
    assert_eq!(failures(&mut house, "ranged"), of_tests);
    assert!(is_kept(&house, "ranged"));
}

#[test]
fn what_is_derived_is_kept_until_its_tables_change() {
    COUNTED.set(0);
    let mut house = house(&[Some("b"), Some("a")]);
    let days = |n: u32| Params::parse(&format!("from=2025-01-{n:02}")).0;
    let rows = |house: &mut Warehouse, n| house.table("count", &days(n)).expect("a table").height();
    assert_eq!((rows(&mut house, 1), rows(&mut house, 2)), (2, 2));
    assert_eq!(COUNTED.get(), 1);
    // Whoever looks at a table puts its rows in order: it is another table now.
    house.table("good", &days(1)).expect("a table");
    assert_eq!((rows(&mut house, 3), COUNTED.get()), (2, 2));
    let one = Table::new(vec![
        Column::text_of("id", [Some("a")]),
        Column::integers_dense("_source_row", vec![0]),
    ]);
    let one = Arc::new(one.expect("a table"));
    house.set_source("things", Some(one)).expect("a source");
    assert_eq!((rows(&mut house, 1), COUNTED.get()), (1, 3));
    let reads = house.reads("count", &days(1)).expect("reads");
    assert_eq!(reads.len(), 2);
}
