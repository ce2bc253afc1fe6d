//! A million events through the funnel, in release: `cargo test --release --lib million_events -- --ignored --nocapture`.

use crate::engine::base::{Column, Dict, Interner, NULL_CODE, Table};
use crate::engine::models::tests::measure::{Chance, clock, print_builds, took};
use crate::engine::models::tests::support::params;
use crate::engine::models::{MODELS, SOURCES};
use crate::engine::warehouse::{SOURCE_ROW, Warehouse};
use std::sync::Arc;

const ROWS: u64 = 1_000_000;
const VISITORS: u64 = 250_000;

/// Events of a quarter of a million devices, a third of them signed in, in the order of time.
fn events() -> Arc<Table> {
    let mut chance = Chance(7);
    let mut random = |below: u64| chance.below(below);
    let spec = SOURCES
        .iter()
        .find(|s| s.id == "funnel_events")
        .expect("a source");
    let mut ids = Dict::default();
    let (mut devices, mut users, mut steps) = (Interner::new(), Interner::new(), Interner::new());
    let (mut id, mut device, mut user, mut step, mut at) = (vec![], vec![], vec![], vec![], vec![]);
    let names = super::super::settings::MEMBER_INTAKE;
    for row in 0..ROWS {
        let visitor = random(VISITORS);
        id.push(ids.append(&format!("e{row}"), false));
        device.push(devices.intern(&format!("d{visitor}")));
        let is_known = visitor % 3 == 0 && random(2) == 0;
        user.push(if is_known {
            users.intern(&format!("M{visitor}"))
        } else {
            NULL_CODE
        });
        let name = names.get(random(8) as usize).copied().unwrap_or("HELP");
        step.push(steps.intern(name));
        at.push(1_743_465_600_000 + (row * 15_000) as i64);
    }
    let (ids, devices, users, steps) = (
        Arc::new(ids),
        devices.finish(),
        users.finish(),
        steps.finish(),
    );
    let mut columns: Vec<Column> = spec
        .columns
        .iter()
        .map(|column| {
            let name = column.column.name;
            match name {
                "event_id" => Column::text(name, id.clone(), ids.clone()),
                "domain_userid" => Column::text(name, device.clone(), devices.clone()),
                "user_id" => Column::text(name, user.clone(), users.clone()),
                "funnel_step_name" => Column::text(name, step.clone(), steps.clone()),
                "derived_tstamp" => Column::timestamps_dense(name, at.clone()),
                "collector_tstamp" => Column::timestamps(name, (0..ROWS).map(|_| None)),
                "user_is_eligibility_verified" | "is_mobile_device" => {
                    Column::flags(name, (0..ROWS).map(|row| Some(row % 2 == 0)))
                }
                _ => Column::text(name, vec![0; ROWS as usize], steps.clone()),
            }
        })
        .collect();
    columns.push(Column::integers_dense(
        SOURCE_ROW,
        (2..ROWS as i64 + 2).collect(),
    ));
    Arc::new(Table::new(columns).expect("columns of one length"))
}

#[test]
#[ignore = "a measurement: run it in release"]
fn a_million_events_become_a_funnel_and_a_range_reads_none_of_them_again() {
    let mut house = Warehouse::new(MODELS, SOURCES).with_clock(clock);
    house
        .set_source("funnel_events", Some(events()))
        .expect("a source");
    let marts = ["funnel_steps", "funnel_steps_by", "optional_steps_seen"];
    for query in [
        "",
        "from=2025-05-01",
        "goal=CREATE_ACCOUNT",
        "window_days=7",
        "mode=strict",
        "mode=any_order",
    ] {
        let millis = took(|| {
            for id in marts {
                house.table(id, &params(query)).expect(id);
            }
        });
        println!("“{query}”: {millis:.1} ms");
    }
    print_builds(&house);
    let builds = |id: &str| {
        house
            .records()
            .iter()
            .find(|r| r.id == id)
            .map(|r| r.builds)
    };
    assert_eq!(
        builds("int_funnel_visitors"),
        Some(4),
        "window and modes, not range or goal"
    );
}
