//! The job under way: what, how far, how fast, and the way to stop it.

use super::words;
use crate::app::dom::{El, button, slot, tag};
use crate::app::state::{App, stage};
use crate::protocol::{Progress, Stage, Unit};
use leptos::prelude::*;

/// A bar while a job runs; nothing else. It lies over the page's lower edge, so nothing moves.
pub fn progress(app: App) -> El {
    slot(move || {
        if !app.is_busy.get() {
            return Vec::new();
        }
        let done = move || {
            app.job
                .with(|job| job.as_ref().and_then(|(_, p)| p.as_ref().and_then(share)))
        };
        let bar = tag("div", "bar")
            .attr("role", "progressbar")
            .attr("aria-label", "Loading")
            .attr("aria-valuemin", "0")
            .attr("aria-valuemax", "100")
            .live_attr("aria-valuenow", move || {
                done().map(|share| format!("{:.0}", share * 100.0))
            });
        let filled = tag("div", "").live_style("transform", move || {
            format!("scaleX({:.3})", done().unwrap_or(0.02))
        });
        let line = tag("p", "").live_text(move || {
            app.job.with(|job| match job {
                Some((_, Some(progress))) => sentence(progress),
                _ => "Loading".to_owned(),
            })
        });
        let stop = button("button", "Cancel", move || app.cancel());
        vec![
            tag("div", "progress")
                .put(bar.put(filled))
                .put(line)
                .put(stop),
        ]
    })
}

fn share(progress: &Progress) -> Option<f64> {
    (progress.total > 0).then(|| (progress.done as f64 / progress.total as f64).min(1.0))
}

/// `Reading a.csv · 44.1 of 88.0 MB · 512,000 rows · 120.4 MB a second`.
fn sentence(progress: &Progress) -> String {
    let mut parts = vec![stage(progress)];
    match progress.stage {
        Stage::Read => {
            parts.push(format!(
                "{} of {}",
                words::bytes(progress.done),
                words::bytes(progress.total)
            ));
            parts.push(words::count(progress.rows, "row", "rows"));
            if progress.millis > 200.0 {
                let rate = progress.done as f64 / progress.millis * 1000.0;
                parts.push(format!("{} a second", words::bytes(rate as u64)));
            }
        }
        Stage::Model if progress.total > 0 => parts.push(format!(
            "{} of {}",
            Unit::Count.full(Some(progress.done as f64)),
            words::count(progress.total, "table", "tables")
        )),
        Stage::Model | Stage::Draw => {}
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_says_what_how_far_and_how_fast() {
        let progress = Progress {
            job: 1,
            file: "web.csv".to_owned(),
            stage: Stage::Read,
            done: 44_000_000,
            total: 88_000_000,
            rows: 512_000,
            millis: 400.0,
        };
        assert_eq!(
            sentence(&progress),
            "Reading web.csv · 44.0\u{a0}MB of 88.0\u{a0}MB · 512,000 rows · 110.0\u{a0}MB a second"
        );
        assert_eq!(share(&progress), Some(0.5));
    }
}
