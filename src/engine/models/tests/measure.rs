//! What the measurements share: made-up numbers that are the same in every run, a clock, and what was built.

use crate::engine::warehouse::Warehouse;
use std::sync::OnceLock;
use std::time::Instant;

/// Numbers that follow no rule to speak of, from a seed.
pub struct Chance(pub u64);

impl Chance {
    /// The next number below a limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Milliseconds since it was first asked.
pub fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// Milliseconds that something takes.
pub fn took(work: impl FnOnce()) -> f64 {
    let start = clock();
    work();
    clock() - start
}

/// Prints how large each table is and what its last build cost.
pub fn print_builds(house: &Warehouse) {
    for record in house.records() {
        println!(
            "  {:30} {:>9} rows {:7.1} ms, {} builds",
            record.id,
            record.rows.unwrap_or(0),
            record.millis,
            record.builds
        );
    }
}
