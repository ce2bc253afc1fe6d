//! The rows of a table by windows: a million scroll as easily as ten.
//!
//! Rows have one fixed height. A browser cannot make an element much taller than 16 million pixels, so beyond
//! `TALLEST` the scroll position is scaled to rows. Windows are asked for in chunks; a row not yet here is blank.

use super::row;
use super::wheres::wheres;
use crate::app::browser;
use crate::app::components::table::{Sort, header, number_class, region};
use crate::app::components::words as say;
use crate::app::dom::{El, effect, el, tag, words};
use crate::app::state::App;
use crate::protocol::{Cell, Column, Params, RowQuery, Unit};
use leptos::prelude::*;
use std::cell::Cell as Held;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::HtmlElement;

const ROW: f64 = 32.0;
const TALLEST: f64 = 8_000_000.0;
const CHUNK: u64 = 200;
/// Rows drawn beyond the frame, above and below.
const MARGIN: u64 = 8;
/// Chunks kept; the farthest go first.
const KEPT: usize = 12;

/// What is said of cells: (row, column, words).
type Notes = Vec<(u32, u32, String)>;

/// What has been fetched of one query.
#[derive(Clone, Default)]
struct Window {
    matching: Option<u64>,
    total: u64,
    totals: Vec<Cell>,
    /// Notes on the totals, and where they stand in the window that they came with.
    total_notes: (u32, Notes),
    /// Widths of the columns, from the first rows that came.
    widths: Vec<f64>,
    chunks: Vec<(u64, Vec<Vec<Cell>>, Notes)>,
    /// Ticket and chunk of each request under way.
    asked: Vec<(u32, u64)>,
}

impl Window {
    fn chunk(&self, number: u64) -> Option<&(u64, Vec<Vec<Cell>>, Notes)> {
        self.chunks.iter().find(|chunk| chunk.0 == number)
    }
}

/// What the rows on screen depend on.
#[derive(Clone)]
struct Browser {
    app: App,
    table: Rc<str>,
    columns: Rc<[Column]>,
    sort: Sort,
    filter: RwSignal<String>,
    window: RwSignal<Window>,
    params: RwSignal<Params>,
    /// First row on screen and how many fit.
    at: RwSignal<(u64, u64)>,
    frame: HtmlElement,
    /// Ticket of the row that is opened.
    opened: Rc<Held<u32>>,
}

/// A table's rows in their frame, with a box to filter them and sorting by their headers.
pub fn rows(app: App, id: &str, columns: &[Column]) -> El {
    let frame = region(&format!("Rows of {id}")).attr("class", "scroll rows");
    let browser = Browser {
        app,
        table: id.into(),
        columns: columns.into(),
        params: params(app),
        sort: RwSignal::new(None),
        filter: RwSignal::new(String::new()),
        window: RwSignal::new(Window::default()),
        at: RwSignal::new((0, 20)),
        frame: frame.html().clone(),
        opened: Rc::default(),
    };
    browser.clone().start_over();
    browser.clone().ask();
    browser.clone().take_in();
    let (filter, window) = (browser.filter, browser.window);
    let search = el("input")
        .attr("type", "search")
        .attr("placeholder", "Filter rows")
        .attr("aria-label", "Keep rows that contain")
        .on("input", debounced(filter));
    let said = tag("p", "muted")
        .attr("aria-live", "polite")
        .live_text(move || window.with(said));
    let scrolled = browser.clone();
    let dialog = row::dialog(app, browser.columns.clone(), browser.opened.clone());
    let frame = frame
        .put(browser.sizer())
        .on("scroll", move |_| scrolled.scroll());
    let bar = tag("div", "title")
        .put(tag("label", "search").put(search))
        .put(said);
    tag("div", "card")
        .put(wheres(app, columns))
        .put(bar)
        .put(frame)
        .put(dialog)
}

/// The parameters that rows depend on: all but those of the page's looks.
fn params(app: App) -> RwSignal<Params> {
    let params = RwSignal::new(Params::default());
    effect(move || {
        let mut new = app.link.with(|link| link.params.clone());
        new.set_other("theme", None);
        if params.with_untracked(|old| *old != new) {
            params.set(new);
        }
    });
    params
}

impl Browser {
    /// Another question: nothing fetched so far answers it.
    fn start_over(self) {
        effect(move || {
            self.app.data.track();
            self.params.track();
            self.sort.track();
            self.filter.track();
            self.frame.set_scroll_top(0);
            self.at.update(|(first, _)| *first = 0);
            self.window.set(Window::default());
        });
    }

    /// Asks for what is on screen and not here.
    fn ask(self) {
        effect(move || {
            let (first, count) = self.at.get();
            let wanted = self.window.with(|window| {
                let end = window.matching.unwrap_or(1).max(1);
                let last = (first + count + MARGIN).min(end).saturating_sub(1);
                (first.saturating_sub(MARGIN) / CHUNK..=last / CHUNK)
                    .filter(|chunk| {
                        window.chunk(*chunk).is_none()
                            && window.asked.iter().all(|(_, asked)| asked != chunk)
                    })
                    .collect::<Vec<_>>()
            });
            for chunk in wanted {
                let ticket = self.app.ask_rows(&self.table, self.query(chunk));
                self.window
                    .update_untracked(|window| window.asked.push((ticket, chunk)));
            }
        });
    }

    /// Opens a row in full.
    fn open(&self, row: u64) {
        let mut query = self.query(0);
        (query.offset, query.limit) = (row, 1);
        self.opened.set(self.app.ask_row(&self.table, query));
    }

    fn query(&self, chunk: u64) -> RowQuery {
        let sort = self.sort.get_untracked();
        RowQuery {
            sort: sort.and_then(|(i, _)| self.columns.get(i).map(|column| column.name.clone())),
            descending: sort.is_some_and(|(_, descending)| descending),
            filter: self.filter.get_untracked(),
            wheres: self.app.params().wheres(),
            offset: chunk * CHUNK,
            limit: CHUNK as u32,
        }
    }

    /// Takes in what comes.
    fn take_in(self) {
        effect(move || {
            self.app.rows.with(|(ticket, rows)| {
                let asked = self.window.with_untracked(|window| {
                    let mut asked = window.asked.iter();
                    asked
                        .find(|(asked, _)| asked == ticket)
                        .map(|(_, chunk)| *chunk)
                });
                let Some(chunk) = asked else { return };
                let near = self.at.get_untracked().0 / CHUNK;
                self.window.update(|window| {
                    window.asked.retain(|(asked, _)| asked != ticket);
                    window.matching = Some(rows.matching);
                    window.total = rows.total;
                    window.totals.clone_from(&rows.totals);
                    window.total_notes = (rows.rows.len() as u32, rows.notes.clone());
                    window
                        .chunks
                        .push((chunk, rows.rows.clone(), rows.notes.clone()));
                    if window.widths.is_empty() {
                        window.widths = widths(&self.columns, &rows.rows);
                    }
                    while window.chunks.len() > KEPT {
                        let chunks = window.chunks.iter().enumerate();
                        let far = chunks.max_by_key(|(_, chunk)| chunk.0.abs_diff(near));
                        far.map(|(at, _)| at)
                            .map(|at| window.chunks.swap_remove(at));
                    }
                });
            });
        });
    }

    fn scroll(&self) {
        let tall = f64::from(self.frame.client_height());
        let matching = self
            .window
            .with_untracked(|window| window.matching.unwrap_or(0));
        let first = first_row(f64::from(self.frame.scroll_top()), tall, matching);
        let now = (first, (tall / ROW).ceil() as u64);
        if self.at.get_untracked() != now {
            self.at.set(now);
        }
    }

    /// As tall as all rows together; the table in it holds the rows on screen.
    fn sizer(self) -> El {
        let (at, window) = (self.at, self.window);
        let opener = self.clone();
        let matching = move || window.with(|window| window.matching.unwrap_or(0));
        let frame = self.frame.clone();
        let (columns, names) = (self.columns.clone(), self.columns.clone());
        let head = names
            .iter()
            .enumerate()
            .map(|(i, column)| header(i, column, &column.name, self.sort, &self.table));
        let head = el("thead").put(el("tr").attr("aria-rowindex", "1").all(head));
        let cols = el("colgroup").live(move || {
            let widths = window.with(|window| window.widths.clone());
            let col = |width: &f64| {
                let out = el("col");
                let _ = out
                    .html()
                    .style()
                    .set_property("width", &format!("{width}px"));
                out
            };
            widths.iter().map(col).collect()
        });
        let drawn = el("tbody").live(move || {
            let (first, count) = at.get();
            window.with(|window| {
                let from = first.saturating_sub(MARGIN);
                let to = (first + count + MARGIN).min(window.matching.unwrap_or(0));
                (from..to).map(|row| line(&columns, window, row)).collect()
            })
        });
        // One listener for all rows: which one, its number among the rows says.
        let drawn = drawn.on("click", move |event| {
            if let Some(row) = row_of(&event) {
                opener.open(row);
            }
        });
        let columns = self.columns.clone();
        let foot = el("tfoot").live(move || {
            window.with(|window| {
                let totals = Some(window.totals.as_slice()).filter(|totals| !totals.is_empty());
                let (below, notes) = &window.total_notes;
                let row = totals.map(|totals| {
                    el("tr").all(cells(&columns, Some(totals), (*below, notes), None))
                });
                row.into_iter().collect()
            })
        });
        let table = tag("table", "fixed")
            .live_attr("aria-rowcount", move || Some((matching() + 1).to_string()))
            .live_style("width", move || {
                format!(
                    "{}px",
                    window.with(|window| window.widths.iter().sum::<f64>())
                )
            })
            .live_style("top", move || {
                let first = at.get().0;
                let from = first.saturating_sub(MARGIN);
                let scroll = f64::from(frame.scroll_top());
                format!("{}px", offset(from, first, matching(), scroll))
            })
            .put(cols)
            .put(head)
            .put(drawn)
            .put(foot);
        tag("div", "sizer")
            .live_style("height", move || {
                // The totals stand below the last row.
                let totals = window.with(|window| u64::from(!window.totals.is_empty()));
                format!("{}px", height(matching() + totals))
            })
            .put(table)
    }
}

fn said(window: &Window) -> String {
    match window.matching {
        None => "Loading rows".to_owned(),
        Some(matching) if matching == window.total => say::count(matching, "row", "rows"),
        Some(matching) => format!(
            "{} of {}",
            Unit::Count.full(Some(matching as f64)),
            say::count(window.total, "row", "rows")
        ),
    }
}

/// Sets the filter a moment after the last key, so that typing does not ask for every letter.
fn debounced(filter: RwSignal<String>) -> impl Fn(web_sys::Event) {
    let timer = Held::new(0_i32);
    move |event| {
        let text = browser::value(&event);
        let Some(window) = browser::window() else {
            return;
        };
        window.clear_timeout_with_handle(timer.get());
        let then = Closure::once_into_js(move || {
            filter.try_set(text);
        });
        timer.set(browser::after(150, &then));
    }
}

/// Height of all rows and the header in pixels, within what a browser can do.
fn height(rows: u64) -> f64 {
    ((rows + 1) as f64 * ROW).min(TALLEST)
}

/// The first row on screen for a scroll position.
fn first_row(scroll: f64, frame: f64, rows: u64) -> u64 {
    let real = (rows + 1) as f64 * ROW;
    if real <= TALLEST {
        return (scroll / ROW) as u64;
    }
    let share = (scroll / (TALLEST - frame).max(1.0)).clamp(0.0, 1.0);
    (share * (real - frame) / ROW) as u64
}

/// Where the drawn part of the table, from row `from`, stands in the sizer; `first` is the first row on screen.
fn offset(from: u64, first: u64, rows: u64, scroll: f64) -> f64 {
    if (rows + 1) as f64 * ROW > TALLEST {
        // Scaled: rows stand relative to the scroll position, not to the top.
        (scroll - (first - from) as f64 * ROW).max(0.0)
    } else {
        from as f64 * ROW
    }
}

fn line(columns: &[Column], window: &Window, row: u64) -> El {
    let (chunk, at) = (window.chunk(row / CHUNK), row % CHUNK);
    let values = chunk.and_then(|chunk| chunk.1.get(at as usize));
    let notes = chunk.map_or(&[][..], |chunk| &chunk.2);
    let values = values.map(Vec::as_slice);
    tag("tr", "filter")
        .attr("aria-rowindex", &(row + 2).to_string())
        .all(cells(columns, values, (at as u32, notes), Some(row)))
}

/// The number of the row that an event came from.
fn row_of(event: &web_sys::Event) -> Option<u64> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("tr").ok()??;
    let index: u64 = row.get_attribute("aria-rowindex")?.parse().ok()?;
    index.checked_sub(2)
}

/// The cells of a row, with the notes on row `at`; without an index, those of the totals.
fn cells(
    columns: &[Column],
    row: Option<&[Cell]>,
    (at, notes): (u32, &[(u32, u32, String)]),
    index: Option<u64>,
) -> Vec<El> {
    let is_total = index.is_none();
    columns
        .iter()
        .enumerate()
        .map(|(i, column)| {
            let cell = row.and_then(|row| row.get(i));
            let text = match cell {
                Some(Cell::Null) if is_total && i == 0 => "Total".to_owned(),
                Some(Cell::Null) if is_total && !column.unit.is_number() => String::new(),
                Some(cell) => say::cell(cell, column.unit),
                None => String::new(),
            };
            let class = match cell {
                // A number that is shown as words: the file and line of a row.
                Some(Cell::Text(_)) => "",
                _ => number_class(column),
            };
            let note = notes.iter().find(|note| (note.0, note.1) == (at, i as u32));
            // A row opens from its first cell and from the one that says its file and line.
            let is_place = class.is_empty() && column.unit.is_number() && cell.is_some();
            let out = match index {
                Some(index) if cell.is_some() && (i == 0 || is_place) => {
                    let what = if i == 0 { "row" } else { "place" };
                    let open = words("button", "link", &text).attr("type", "button");
                    tag("td", class).put(open.attr("id", &format!("{what}-{index}")))
                }
                _ => words("td", class, &text),
            };
            match cell {
                _ if note.is_some() => out.attr("title", note.map_or("", |note| &note.2)),
                // Why it is null is in the column's documentation.
                Some(Cell::Null) if !is_total => out.attr("title", &column.doc),
                Some(Cell::Text(text)) if text.len() > 24 => out.attr("title", text),
                _ => out,
            }
        })
        .collect()
}

/// Widths of the columns in pixels: the name and the longest of the first values, within reason.
fn widths(columns: &[Column], sample: &[Vec<Cell>]) -> Vec<f64> {
    let width = |(i, column): (usize, &Column)| {
        let longest = sample
            .iter()
            .filter_map(|row| row.get(i))
            .map(|cell| say::cell(cell, column.unit).chars().count())
            .max()
            .unwrap_or(8);
        let name = column.name.chars().count() + column.unit.label().len() + 3;
        // A figure of the widest system font, and the smaller letters of a header.
        let wide = (longest as f64 * 8.8).max(name as f64 * 7.6);
        (wide + 28.0).clamp(72.0, 320.0)
    };
    columns.iter().enumerate().map(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scroll_are_the_ends_of_the_table_whatever_its_size() {
        for rows in [10_u64, 100_000, 1_000_000, 50_000_000] {
            let frame = 640.0;
            assert_eq!(first_row(0.0, frame, rows), 0);
            let end = first_row((height(rows) - frame).max(0.0), frame, rows);
            let fits = (frame / ROW) as u64;
            assert!(end + fits >= rows, "{rows}: {end}");
        }
    }
}
