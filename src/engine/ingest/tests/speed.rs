//! Timings of a million rows: `cargo test --release ingest_speed -- --ignored --nocapture`.

use super::super::scan::{Batch, Scanner, Stop};
use super::super::specs::{SOURCES, WEB_ANALYTICS};
use super::super::{Finished, Reader, combine};
use std::time::Instant;

/// Sessions, so many rows, and about 300,000 users for each million.
fn sessions(rows: u64) -> Vec<u8> {
    let mut out = b"session_id,user_id,session_date,landing_page,utm_source,utm_campaign,pageviews,conversions\n".to_vec();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below
    };
    let pages = [
        "/pricing",
        "/enterprise",
        "/",
        "/blog/how-to-measure-roi",
        "/product",
        "/signup",
        "/demo",
    ];
    let sources = [
        "google",
        "linkedin",
        "facebook",
        "twitter",
        "",
        "newsletter",
        "partner",
    ];
    let campaigns = [
        "brand-q3",
        "abm-q3",
        "retarget-q3",
        "demo-q3",
        "",
        "nurture-long-campaign-name-q3",
    ];
    for n in 0..rows {
        let line = format!(
            "S{:09},U{:07},2025-{:02}-{:02},{},{},{},{},{}\n",
            n,
            random(300_000 * rows / 1_000_000 + 1),
            random(6) + 4,
            random(28) + 1,
            pages[random(7) as usize],
            sources[random(7) as usize],
            campaigns[random(6) as usize],
            random(20),
            u64::from(random(30) == 0),
        );
        out.extend_from_slice(line.as_bytes());
    }
    out
}

#[test]
#[ignore = "timings, for release builds"]
fn ingest_speed() {
    let bytes = sessions(1_000_000);
    println!("{} MB", bytes.len() / 1_000_000);
    for _ in 0..4 {
        let begin = Instant::now();
        let scanner = Scanner::new(b',', Some(8));
        let mut batch = Batch::default();
        let (mut at, mut line, mut rows) = (0, 1, 0);
        while scanner.fill(&mut batch, &bytes, at, line, true, 1024) == Stop::Full {
            (at, line) = (batch.next, batch.next_line);
            rows += batch.rows();
        }
        let scan = begin.elapsed();

        let start = Instant::now();
        let mut reader = Reader::new("w.csv", bytes.len() as u64, SOURCES);
        for slice in bytes.chunks(4 << 20) {
            reader.push(slice).expect("a source");
        }
        let pushed = start.elapsed();
        let begin = Instant::now();
        let Finished::Done(file) = reader.finish().expect("a source") else {
            panic!("one reading is enough");
        };
        let finished = begin.elapsed();
        let begin = Instant::now();
        let data = combine(&WEB_ANALYTICS, &[&file]).expect("columns that fit");
        let combined = begin.elapsed();
        let all = start.elapsed();
        println!(
            "scan alone {scan:?} ({rows} rows); push {pushed:?}, finish {finished:?}, combine {combined:?}, in all {all:?}"
        );
        assert_eq!(data.table.height(), 1_000_000);
    }
}
