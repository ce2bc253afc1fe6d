//! Steps of a test run: a heading, the seconds, a stop at the first failure, one closing line.

use crate::house::Result;
use std::time::Instant;

/// Runs steps one after another and counts them.
pub struct Steps {
    only: Vec<String>,
    passed: u32,
    failed: u32,
    seconds: Vec<(String, f64)>,
    failure: Option<String>,
}

impl Steps {
    /// A run of the named steps; of all where none is named.
    pub fn new(only: &[String]) -> Steps {
        Steps {
            only: only.to_vec(),
            passed: 0,
            failed: 0,
            seconds: Vec::new(),
            failure: None,
        }
    }

    /// Runs a step, unless one failed before or it is not among those named.
    pub fn step(&mut self, name: &str, what: &str, run: impl FnOnce() -> Result<()>) {
        if self.failure.is_some() || (!self.only.is_empty() && !self.only.iter().any(|n| n == name))
        {
            return;
        }
        println!("\n── {name}: {what}");
        let start = Instant::now();
        let outcome = run();
        let seconds = start.elapsed().as_secs_f64();
        self.seconds.push((name.to_string(), seconds));
        match outcome {
            Ok(()) => {
                println!("── {name} passed in {seconds:.1} s");
                self.passed += 1;
            }
            Err(sentence) => {
                println!("── {name} FAILED after {seconds:.1} s\n{sentence}");
                self.failed += 1;
                self.failure = Some(name.to_string());
            }
        }
    }

    /// Says how it went; the last line stands alone.
    pub fn finish(self) -> Result<()> {
        println!("\nSeconds by step:");
        for (name, seconds) in &self.seconds {
            println!("  {seconds:>7.1}  {name}");
        }
        if let Some(name) = &self.failure {
            println!("The step `{name}` failed; the steps after it did not run.");
        }
        if self.passed + self.failed == 0 {
            return Err("No step has that name.".into());
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        match self.failure {
            None => Ok(()),
            Some(_) => std::process::exit(1),
        }
    }
}
