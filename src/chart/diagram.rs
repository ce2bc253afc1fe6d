//! Boxes and the lines between them: tables with their grain, keys and joins. Wide, each rank is a column and lines
//! run at right angles through the gaps between boxes; narrow, boxes stand one under another and each names its joins.

use super::layout::{Rect, order};
use super::pen::{Align, BODY, LINE, Pen, STRONG};
use super::text;
use super::{Area, ChartError, Drawn, Hit, Theme};
use crate::protocol::{ChartView, Link, Node};
use plotters_backend::DrawingBackend;

const PAD: i32 = 10;
const GAP_Y: i32 = 20;
const FIELDS: usize = 8;
/// How far a line between two boxes of one column stands out: beyond the lanes of the others.
const LOOP: i32 = 42;
const MIN_BOX: i32 = 150;
const MAX_BOX: i32 = 230;

/// A box with its place and what is written in it.
struct Placed<'v> {
    node: &'v Node,
    rect: Rect,
    column: usize,
    joins: Vec<String>,
}

/// The ranks in use, ascending.
pub(super) fn ranks(view: &ChartView) -> Vec<u16> {
    let mut out: Vec<u16> = Vec::new();
    let next = |out: &[u16]| {
        let ranks = view.nodes.iter().map(|node| node.rank);
        ranks
            .filter(|rank| out.last().is_none_or(|last| rank > last))
            .min()
    };
    while let Some(rank) = next(&out) {
        out.push(rank);
    }
    out
}

fn table_width(text: &str) -> i32 {
    text::width(text, 12.0, false).ceil() as i32
}

/// The room between columns: enough for the longest label of a join and its lanes.
fn gap_x(view: &ChartView) -> i32 {
    let label = view.links.iter().map(|l| table_width(&l.label)).max();
    label.unwrap_or(0).min(130) + 56
}

fn is_wide(view: &ChartView, width: i32) -> bool {
    let columns = ranks(view).len() as i32;
    columns * MIN_BOX + (columns - 1) * gap_x(view) <= width
}

fn box_height(node: &Node, joins: usize) -> i32 {
    let fields = node.fields.len().min(FIELDS) as i32 + i32::from(node.fields.len() > FIELDS);
    let subtitle = i32::from(!node.subtitle.is_empty());
    2 * PAD + LINE * (1 + subtitle + fields + joins as i32) + if fields > 0 { 6 } else { 0 }
}

/// Where each box stands at a width; the height follows from it.
fn place(view: &ChartView, width: i32) -> (Vec<Placed<'_>>, i32) {
    let ranks = ranks(view);
    let wide = is_wide(view, width);
    let columns = ranks.len().max(1) as i32;
    let gap = gap_x(view);
    let box_width = if wide {
        ((width - (columns - 1) * gap) / columns).min(MAX_BOX)
    } else {
        width
    };
    // What the boxes do not need, the gaps take.
    let step = if columns > 1 && wide {
        (width - box_width) / (columns - 1)
    } else {
        0
    };
    let mut out: Vec<Placed<'_>> = Vec::new();
    let mut bottom = 0;
    let mut y = 0;
    for (column, rank) in ranks.iter().enumerate() {
        if wide {
            y = 0;
        }
        for node in view.nodes.iter().filter(|n| n.rank == *rank) {
            let joins = if wide { Vec::new() } else { joins(view, node) };
            let h = box_height(node, joins.len());
            let x = if wide { column as i32 * step } else { 0 };
            out.push(Placed {
                node,
                rect: Rect::new(x, y, box_width, h),
                column,
                joins,
            });
            y += h + GAP_Y;
        }
        bottom = bottom.max(y - GAP_Y);
    }
    if wide {
        // Each column stands in the middle of the tallest.
        for column in 0..ranks.len() {
            let low = out
                .iter()
                .filter(|p| p.column == column)
                .map(|p| p.rect.bottom())
                .max();
            let shift = (bottom - low.unwrap_or(bottom)) / 2;
            for placed in out.iter_mut().filter(|p| p.column == column) {
                placed.rect.y += shift;
            }
        }
    }
    (out, bottom.max(0))
}

/// The joins of a box in words, for the narrow layout.
fn joins(view: &ChartView, node: &Node) -> Vec<String> {
    view.links
        .iter()
        .filter(|link| link.from == node.id)
        .map(|link| {
            let to = view
                .nodes
                .iter()
                .find(|n| n.id == link.to)
                .map_or(link.to.as_str(), |n| n.title.as_str());
            if link.label.is_empty() {
                format!("→ {to}")
            } else {
                format!("{} → {to}", link.label)
            }
        })
        .collect()
}

/// As tall as its boxes.
pub fn height(view: &ChartView, width: u32) -> u32 {
    (place(view, width as i32 - 2).1 + 2).max(96) as u32
}

/// Draws the lines, then the boxes.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    if view.nodes.is_empty() {
        pen.empty("Nothing to draw.");
        pen.finish()?;
        return Ok(drawn);
    }
    let (mut boxes, bottom) = place(view, pen.width - 2);
    let down = ((pen.height - bottom) / 2).max(1);
    for placed in &mut boxes {
        placed.rect.y += down;
        placed.rect.x += 1;
    }
    let labels = if is_wide(view, pen.width - 2) {
        draw_links(view, &pen, &boxes)
    } else {
        Vec::new()
    };
    for placed in &boxes {
        draw_box(&pen, placed);
        let index = view.nodes.iter().position(|n| n.id == placed.node.id);
        let mut hit = Hit::new(
            placed.rect,
            placed.rect.centre(),
            box_text(view, placed.node),
        );
        hit.category = index.unwrap_or(0);
        hit.filter = view.filter.as_ref().map(|_| placed.node.id.clone());
        drawn.hits.push(hit);
    }
    for (text, place) in labels {
        pen.fill(place, pen.t.surface, 1.0);
        let (x, y) = place.centre();
        pen.text(&text, x, y, Align::Middle, BODY, pen.t.text);
    }
    pen.finish()?;
    Ok(drawn)
}

fn box_text(view: &ChartView, node: &Node) -> String {
    let mut out = vec![node.title.clone()];
    if !node.subtitle.is_empty() {
        out.push(node.subtitle.clone());
    }
    let keys: Vec<&str> = node
        .fields
        .iter()
        .filter(|f| f.is_key)
        .map(|f| f.name.as_str())
        .collect();
    if !keys.is_empty() {
        out.push(format!("Key: {}", keys.join(", ")));
    }
    out.extend(joins(view, node));
    out.join("\n")
}

fn draw_box<DB: DrawingBackend>(pen: &Pen<'_, DB>, placed: &Placed<'_>) {
    let (node, r) = (placed.node, placed.rect);
    let colour = pen.t.hue(node.hue);
    pen.fill(r, pen.t.raised, 1.0);
    pen.edge(r, pen.t.line, 1);
    pen.fill(Rect::new(r.x, r.y, 3, r.h), colour, 1.0);
    let (left, max) = (r.x + PAD + 2, r.w - 2 * PAD - 2);
    let mut y = r.y + PAD + LINE / 2;
    let title = pen.fit(&node.title, max, STRONG);
    pen.text(&title, left, y, Align::Left, STRONG, pen.t.text);
    if !node.subtitle.is_empty() {
        y += LINE;
        let text = pen.fit(&node.subtitle, max, BODY);
        pen.text(&text, left, y, Align::Left, BODY, pen.t.muted);
    }
    if !node.fields.is_empty() {
        y += 6;
        pen.line((left, y + 5), (r.right() - PAD, y + 5), pen.t.line, 1);
    }
    let key_width = pen.measure("key", BODY);
    for field in node.fields.iter().take(FIELDS) {
        y += LINE;
        let room = if field.is_key { key_width + 8 } else { 0 };
        let text = pen.fit(&field.name, max - room, BODY);
        pen.text(&text, left, y, Align::Left, BODY, pen.t.text);
        if field.is_key {
            pen.text("key", r.right() - PAD, y, Align::Right, BODY, pen.t.muted);
        }
    }
    if node.fields.len() > FIELDS {
        y += LINE;
        let more = pen.fit(
            &format!("and {} more", node.fields.len() - FIELDS),
            max,
            BODY,
        );
        pen.text(&more, left, y, Align::Left, BODY, pen.t.muted);
    }
    for join in &placed.joins {
        y += LINE;
        let text = pen.fit(join, max, BODY);
        pen.text(&text, left, y, Align::Left, BODY, pen.t.accent);
    }
}

/// Draws each join at right angles, arrow at the one side; hands back the labels, which go on top of everything.
fn draw_links<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    boxes: &[Placed<'_>],
) -> Vec<(String, Rect)> {
    let find = |id: &str| boxes.iter().find(|p| p.node.id == id);
    let ends: Vec<(&Link, &Placed<'_>, &Placed<'_>)> = view
        .links
        .iter()
        .filter_map(|link| Some((link, find(&link.from)?, find(&link.to)?)))
        .filter(|(_, from, to)| from.node.id != to.node.id)
        .collect();
    // Lines that leave a side of a box in the order of where they go cross least. Those that come back to their own
    // column go last: their labels find a place anywhere along them.
    let key = |end: usize| {
        ends.get(end).map(|(link, from, to)| {
            (
                from.column == to.column,
                from.column,
                from.rect.y,
                to.rect.centre().1,
                link.to.as_str(),
            )
        })
    };
    let order = order(ends.len(), &|a, b| key(a).cmp(&key(b)));
    let ends: Vec<_> = order
        .into_iter()
        .filter_map(|end| ends.get(end).copied())
        .collect();
    let mut taken: Vec<Rect> = boxes.iter().map(|p| p.rect).collect();
    let mut labels = Vec::new();
    let lanes = ends.len() as i32;
    let mut passages: Vec<i32> = Vec::new();
    for (n, (link, from, to)) in ends.iter().enumerate() {
        let start_y = port(&ends, from, n, true);
        let end_y = port(&ends, to, n, false);
        let is_right = to.column >= from.column;
        let (start_x, side) = if is_right {
            (from.rect.right(), 1)
        } else {
            (from.rect.x, -1)
        };
        let is_loop = to.column == from.column;
        let end_x = if is_right && !is_loop || !is_right && is_loop {
            to.rect.x
        } else {
            to.rect.right()
        };
        // A lane of its own for each line: in the half of the gap next to the end.
        let lane = 10 + n as i32 * 28 / lanes.max(1);
        let mut points = vec![(start_x, start_y)];
        if is_loop {
            let x = (start_x + LOOP).min(pen.width - 1);
            points.extend([(x, start_y), (x, end_y)]);
        } else {
            let mut at = (start_x, start_y);
            let mut column = from.column as i32 + side;
            while column != to.column as i32 {
                let (left, right) = bounds(boxes, column as usize);
                let wanted = i32::midpoint(at.1, end_y);
                let y = gap_near(boxes, column as usize, (wanted, pen.height), &passages);
                passages.push(y);
                let (near, far) = if side > 0 {
                    (left, right)
                } else {
                    (right, left)
                };
                points.extend([(near - side * lane, at.1), (near - side * lane, y)]);
                at = (far, y);
                points.push(at);
                column += side;
            }
            let x = end_x - side * lane;
            points.extend([(x, at.1), (x, end_y)]);
        }
        points.push((end_x, end_y));
        for pair in points.windows(2) {
            if let [a, b] = pair {
                pen.line(*a, *b, pen.t.muted, 1);
            }
        }
        let tip = if is_loop { -1 } else { side };
        pen.polygon(
            vec![
                (end_x, end_y),
                (end_x - tip * 6, end_y - 4),
                (end_x - tip * 6, end_y + 4),
            ],
            pen.t.muted,
            1.0,
        );
        let room = gap_x(view) - 44;
        let text = pen.fit(&link.label, room, BODY);
        let w = pen.measure(&text, BODY) + 6;
        let (x, y) = if is_loop {
            (start_x + LOOP + 3, i32::midpoint(start_y, end_y))
        } else if side > 0 {
            (start_x + 5, start_y)
        } else {
            (start_x - 5 - w, start_y)
        };
        let spots = [0, -15, 15, -30, 30, -45, 45]
            .into_iter()
            .map(|dy| Rect::new(x, y - 7 + dy, w, 14));
        let free = spots
            .into_iter()
            .find(|spot| pen.frame().holds(spot) && !taken.iter().any(|t| t.overlaps(spot)));
        if let (Some(spot), false) = (free, text.is_empty()) {
            taken.push(spot);
            labels.push((text, spot));
        }
    }
    labels
}

/// The height at which line `n` meets a box: lines share a side evenly, in their order.
fn port(
    ends: &[(&Link, &Placed<'_>, &Placed<'_>)],
    placed: &Placed<'_>,
    n: usize,
    is_start: bool,
) -> i32 {
    let is_mine = |(_, from, to): &(&Link, &Placed<'_>, &Placed<'_>)| {
        let end = if is_start { from } else { to };
        end.node.id == placed.node.id
    };
    let mine: Vec<(usize, i32)> = ends
        .iter()
        .enumerate()
        .filter(|(_, end)| is_mine(end))
        .map(|(i, (_, from, to))| {
            let other = if is_start { to } else { from };
            (i, other.rect.centre().1)
        })
        .collect();
    let its = mine.iter().find(|(i, _)| *i == n).map(|(i, y)| (*y, *i));
    let rank = mine.iter().filter(|(i, y)| Some((*y, *i)) < its).count() as i32;
    let count = mine.len().max(1) as i32;
    placed.rect.y + placed.rect.h * (rank + 1) / (count + 1)
}

/// Left and right of a column of boxes.
fn bounds(boxes: &[Placed<'_>], column: usize) -> (i32, i32) {
    let of = || boxes.iter().filter(|p| p.column == column);
    (
        of().map(|p| p.rect.x).min().unwrap_or(0),
        of().map(|p| p.rect.right()).max().unwrap_or(0),
    )
}

/// The height nearest to `y` at which a line passes a column between its boxes, apart from those that pass already.
fn gap_near(boxes: &[Placed<'_>], column: usize, (y, height): (i32, i32), passages: &[i32]) -> i32 {
    let inside = |at: i32| {
        boxes
            .iter()
            .any(|p| p.column == column && at > p.rect.y - 4 && at < p.rect.bottom() + 4)
            || passages.iter().any(|used| (used - at).abs() < 4)
    };
    (0..height)
        .flat_map(|d| [y - d, y + d])
        .find(|at| (1..height).contains(at) && !inside(*at))
        .unwrap_or(y)
}
