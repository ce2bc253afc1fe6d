//! Prints a page as the engine composes it, as text, and writes its charts as SVG: what a maintainer looks at before
//! there is a browser.
//!
//! ```text
//! cargo run --example page -- IN_DIR 'overview?from=2025-07-01' [CHARTS_DIR]
//! ```

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tributary::chart;
use tributary::engine::house::{About, Arrival, House, Outcome};
use tributary::engine::ingest::{Finished, Reader};
use tributary::engine::models::SOURCES;
use tributary::protocol::{Block, Cell, PageView, Params};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, link, charts) = match arguments.as_slice() {
        [folder, link] => (folder, link, None),
        [folder, link, charts] => (folder, link, Some(Path::new(charts))),
        _ => return Err("usage: page IN_DIR 'page?query' [CHARTS_DIR]".into()),
    };
    let (page, query) = link.split_once('?').unwrap_or((link, ""));
    let (params, notices) = Params::parse(query);
    for notice in notices {
        println!("notice: {notice}");
    }
    let mut house = House::new(|| 0.0);
    house.adopt(arrivals(Path::new(folder))?, true, true);
    let view = house.page(page, &params).map_err(|e| e.to_string())?;
    print(&view);
    if let Some(charts) = charts {
        draw(&view, charts)?;
    }
    Ok(())
}

fn arrivals(folder: &Path) -> Result<Vec<Arrival>> {
    let mut out = Vec::new();
    for path in files(folder)? {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(&path)?;
        out.push(Arrival {
            bytes: bytes.len() as u64,
            outcome: read(&name, &bytes),
            millis: 0.0,
            about: About::default(),
            name,
        });
    }
    Ok(out)
}

fn read(name: &str, bytes: &[u8]) -> Outcome {
    let mut reader = Reader::new(name, bytes.len() as u64, SOURCES);
    loop {
        if let Err(refusal) = reader.push(bytes) {
            return Outcome::Refused(refusal);
        }
        match reader.finish() {
            Ok(Finished::Done(file)) => return Outcome::Loaded(file),
            Ok(Finished::Again(again)) => reader = *again,
            Err(refusal) => return Outcome::Refused(refusal),
        }
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn print(view: &PageView) {
    println!("# {}\n{}", view.title, view.headline);
    println!("range {:?}, compared {:?}", view.range, view.compared);
    for notice in &view.notices {
        println!("notice: {notice}");
    }
    for missing in &view.missing {
        println!("missing: {} ({})", missing.source, missing.lost);
    }
    for control in &view.controls {
        println!("control: {control:?}");
    }
    for section in &view.sections {
        println!("\n## {} [{}]\n{}", section.title, section.id, section.intro);
        for (span, block) in &section.blocks {
            print_block(&format!("{span:?}"), block);
        }
    }
}

fn print_block(span: &str, block: &Block) {
    match block {
        Block::Kpis(kpis) => {
            for kpi in kpis {
                println!(
                    "kpi {}: {:?} {:?} | {}",
                    kpi.label, kpi.value, kpi.unit, kpi.filled
                );
            }
        }
        Block::Chart(chart) => println!(
            "chart {span} {} ({}): {}\n  {}\n  {} categories, {} series, {} nodes, {} links. {}",
            chart.id,
            chart.kind,
            chart.finding,
            chart.subtitle,
            chart.axis.names.len(),
            chart.series.len(),
            chart.nodes.len(),
            chart.links.len(),
            chart.footnote
        ),
        Block::Table(table) => {
            println!(
                "table {span} {}: {} ({})",
                table.table, table.title, table.subtitle
            );
            let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
            println!("  | {} |", names.join(" | "));
            for row in table.rows.iter().take(30).chain([&table.totals]) {
                let cells: Vec<String> = row.iter().map(cell).collect();
                println!("  | {} |", cells.join(" | "));
            }
        }
        Block::Findings(findings) => {
            for finding in findings {
                println!(
                    "finding {}: {}\n  {}\n  {} {}",
                    finding.id,
                    finding.sentence,
                    finding.evidence,
                    finding.confidence,
                    finding.assumption
                );
            }
        }
        Block::Metrics(metrics) => println!("{} metrics", metrics.len()),
        Block::Note(note) => println!("note: {note}"),
        Block::Text { title, body } => println!("text: {title}\n{body}"),
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Null => "—".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(n) => n.to_string(),
        Cell::Number(n) => format!("{n:.4}"),
        Cell::Day(day) => tributary::protocol::Day(*day).to_string(),
        Cell::Time(ms) => tributary::protocol::format::timestamp(*ms),
        Cell::Flag(flag) => flag.to_string(),
    }
}

fn draw(view: &PageView, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (_, block) in view.sections.iter().flat_map(|section| &section.blocks) {
        if let Block::Chart(view) = block {
            for (theme, word) in [(chart::Theme::Light, "light"), (chart::Theme::Dark, "dark")] {
                for width in [360, 800] {
                    let svg =
                        chart::render_svg(view, theme, width).map_err(|e| format!("{e:?}"))?;
                    fs::write(folder.join(format!("{}_{word}_{width}.svg", view.id)), svg)?;
                }
            }
        }
    }
    Ok(())
}
