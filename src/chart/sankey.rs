//! Flows between columns of nodes: as thick as their value, in the hue of the node they leave. A node's rank is its
//! column; nodes keep their order. A link to nowhere or backwards is left out. Every name has a line of its own.
//!
//! The unit of the flows is that of the first series; counts without one.

use super::diagram::ranks;
use super::layout::{Rect, order};
use super::pen::{Align, BODY, LINE, Pen};
use super::{Area, ChartError, Drawn, Hit, Theme, text};
use crate::protocol::{ChartView, Unit};
use plotters_backend::DrawingBackend;

const NODE: i32 = 10;
/// Between the nodes of a column.
const GAP: i32 = 6;
/// What a node and the space around its name take of the distance of two columns.
const BESIDE: i32 = NODE + 4;
/// Between the two lines of one name.
const CLOSE: i32 = 14;
/// Points along an edge of a flow.
const CURVE: i32 = 16;

/// A flow between two nodes of the view, by index.
struct Flow {
    from: usize,
    to: usize,
    value: f64,
    /// The link of the view.
    link: usize,
}

fn flows(view: &ChartView) -> Vec<Flow> {
    let find = |id: &str| view.nodes.iter().position(|node| node.id == id);
    let rank = |i: usize| view.nodes.get(i).map_or(0, |node| node.rank);
    view.links
        .iter()
        .enumerate()
        .filter_map(|(index, link)| {
            let (from, to) = (find(&link.from)?, find(&link.to)?);
            let is_forward = rank(from) < rank(to);
            let is_there = link.value > 0.0 && link.value < 1e300;
            (is_forward && is_there).then_some(Flow {
                from,
                to,
                value: link.value,
                link: index,
            })
        })
        .collect()
}

/// What flows through each node: the greater of what comes and what goes.
fn throughput(view: &ChartView, flows: &[Flow]) -> Vec<f64> {
    let (mut come, mut go) = (vec![0.0; view.nodes.len()], vec![0.0; view.nodes.len()]);
    for flow in flows {
        go[flow.from] += flow.value;
        come[flow.to] += flow.value;
    }
    come.into_iter()
        .zip(go)
        .map(|(a, b): (f64, f64)| a.max(b))
        .collect()
}

/// The ranks in use, rising, and the nodes of each that something flows through.
fn columns(view: &ChartView, through: &[f64]) -> Vec<Vec<usize>> {
    let members = |rank: u16| -> Vec<usize> {
        (0..view.nodes.len())
            .filter(|i| view.nodes[*i].rank == rank && through[*i] > 0.0)
            .collect()
    };
    let columns = ranks(view).into_iter().map(members);
    columns.filter(|column| !column.is_empty()).collect()
}

/// Room for the name of each node of the fullest column, and for the flows.
pub fn height(view: &ChartView, width: u32) -> u32 {
    let through = throughput(view, &flows(view));
    let columns = columns(view, &through);
    let most = columns.iter().map(Vec::len).max().unwrap_or(0);
    let slot = slot(view, &columns, width as i32);
    (most as u32 * (slot as u32 + 14) + 40).max(220)
}

/// What a name takes at least: a line, or two (set close) where one of them is too long for its column.
fn slot(view: &ChartView, columns: &[Vec<usize>], width: i32) -> i32 {
    let gaps = (columns.len() as i32 - 1).max(1);
    // The last column takes three tenths at most.
    let room = f64::from((width * 7 / 10 - NODE) / gaps - BESIDE);
    let is_long = |i: &usize| text::width(&view.nodes[*i].title, BODY.size, BODY.bold) > room;
    if columns.iter().flatten().any(is_long) {
        2 * CLOSE
    } else {
        LINE
    }
}

/// Draws the flows.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let flows = flows(view);
    let through = throughput(view, &flows);
    let columns = columns(view, &through);
    if columns.len() < 2 {
        pen.empty("Nothing flows from one step to the next in this range.");
        pen.finish()?;
        return Ok(drawn);
    }
    let least = slot(view, &columns, pen.width);
    let scale = scale(&columns, &through, f64::from(pen.height), least);
    let (places, pitch) = places(view, &pen, &columns, &through, (scale, least));
    let hits = draw_flows(view, &pen, &flows, &places, scale);
    draw_nodes(view, &pen, &through, &places, (pitch, least), &mut drawn);
    drawn.hits.extend(hits);
    pen.finish()?;
    Ok(drawn)
}

/// Pixels a unit at which the fullest column fits, each node with room for its name; halving finds it.
fn scale(columns: &[Vec<usize>], through: &[f64], room: f64, least: i32) -> f64 {
    let used = |k: f64| {
        let tall = |i: &usize| (through[*i] * k).max(f64::from(least)) + f64::from(GAP);
        columns
            .iter()
            .map(|column| column.iter().map(tall).sum())
            .fold(0.0, f64::max)
    };
    let greatest = through.iter().copied().fold(0.0, f64::max);
    let (mut k, mut too_much) = (0.0, room / greatest);
    for _ in 0..40 {
        let middle = f64::midpoint(k, too_much);
        if used(middle) <= room {
            k = middle;
        } else {
            too_much = middle;
        }
    }
    k
}

/// The box of each node (empty for one that nothing flows through) and the distance of the columns.
fn places<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    columns: &[Vec<usize>],
    through: &[f64],
    (k, least): (f64, i32),
) -> (Vec<Rect>, i32) {
    let mut places = vec![Rect::default(); view.nodes.len()];
    let gaps = columns.len() as i32 - 1;
    // The names of the last column stand beside it as well.
    let beside = |i: &usize| {
        let value = unit(view).compact(Some(through[*i]));
        let title = pen.measure(&view.nodes[*i].title, BODY);
        if least > LINE {
            return title + 8;
        }
        title + pen.measure(&value, BODY) + 16
    };
    let widest = columns
        .last()
        .and_then(|last| last.iter().map(beside).max());
    let margin = widest.unwrap_or(0).min(pen.width * 3 / 10);
    let pitch = (pen.width - NODE - margin) / gaps;
    for (c, column) in columns.iter().enumerate() {
        let tall = |i: &usize| ((through[*i] * k) as i32).max(1);
        let slot = |i: &usize| tall(i).max(least);
        let used: i32 = column.iter().map(|i| slot(i) + GAP).sum::<i32>() - GAP;
        let mut y = (pen.height - used) / 2;
        for i in column {
            let tall = tall(i);
            places[*i] = Rect::new(c as i32 * pitch, y + (slot(i) - tall) / 2, NODE, tall);
            y += slot(i) + GAP;
        }
    }
    (places, pitch)
}

fn unit(view: &ChartView) -> Unit {
    view.series.first().map_or(Unit::Count, |s| s.unit)
}

fn draw_flows<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    flows: &[Flow],
    places: &[Rect],
    k: f64,
) -> Vec<Hit> {
    let mut hits = Vec::with_capacity(flows.len());
    // Flows leave and arrive in the order of the nodes at their other end, so that they cross least.
    let ends = |f: usize| (places[flows[f].from].y, places[flows[f].to].y);
    let leaving = order(flows.len(), &|a, b| ends(a).cmp(&ends(b)));
    let mut left: Vec<f64> = places.iter().map(|p| f64::from(p.y)).collect();
    let mut starts = vec![0.0; flows.len()];
    for f in leaving {
        let from = flows[f].from;
        starts[f] = left[from];
        left[from] += flows[f].value * k;
    }
    let turned = |f: usize| (ends(f).1, ends(f).0);
    let arriving = order(flows.len(), &|a, b| turned(a).cmp(&turned(b)));
    let mut arrived: Vec<f64> = places.iter().map(|p| f64::from(p.y)).collect();
    for f in arriving {
        let flow = &flows[f];
        let (from, to) = (&places[flow.from], &places[flow.to]);
        let tall = flow.value * k;
        let (start, end) = (starts[f], arrived[flow.to]);
        arrived[flow.to] += tall;
        let (x0, x1) = (f64::from(from.right()), f64::from(to.x));
        let edge = |below: f64| {
            (0..=CURVE).map(move |n| {
                let t = f64::from(n) / f64::from(CURVE);
                let rise = t * t * (3.0 - 2.0 * t);
                let y = start + (end - start) * rise + below;
                ((x0 + (x1 - x0) * t).round() as i32, y.round() as i32)
            })
        };
        let colour = pen.t.hue(view.nodes[flow.from].hue);
        let below: Vec<(i32, i32)> = edge(tall.max(1.0)).collect();
        let outline = edge(0.0).chain(below.into_iter().rev()).collect();
        pen.polygon(outline, colour, 0.32);

        let title = |i: usize| view.nodes[i].title.as_str();
        let share = flow.value / sum_from(flows, flow.from);
        let text = format!(
            "{} → {}\n{}\n{} of {}",
            title(flow.from),
            title(flow.to),
            unit(view).full(Some(flow.value)),
            Unit::Percent.full(Some(share)),
            title(flow.from),
        );
        let middle = (
            f64::midpoint(x0, x1) as i32,
            (f64::midpoint(start, end) + tall / 2.0) as i32,
        );
        let (wide, high) = (((x1 - x0) / 3.0) as i32, (tall as i32).max(6));
        let rect = Rect::new(middle.0 - wide / 2, middle.1 - high / 2, wide, high);
        let mut hit = Hit::new(rect, middle, text);
        hit.category = view.nodes.len() + flow.link;
        hits.push(hit);
    }
    hits
}

fn sum_from(flows: &[Flow], from: usize) -> f64 {
    let same = flows.iter().filter(|flow| flow.from == from);
    same.map(|flow| flow.value).sum()
}

fn draw_nodes<DB: DrawingBackend>(
    view: &ChartView,
    pen: &Pen<'_, DB>,
    through: &[f64],
    places: &[Rect],
    (pitch, least): (i32, i32),
    drawn: &mut Drawn,
) {
    let last = places.iter().map(|place| place.x).max().unwrap_or(0);
    for (i, (node, place)) in view.nodes.iter().zip(places).enumerate() {
        if place.h == 0 {
            continue;
        }
        pen.fill(*place, pen.t.hue(node.hue), 1.0);
        let value = unit(view).compact(Some(through[i]));
        let left = place.right() + 3;
        let end = if place.x == last {
            pen.width
        } else {
            place.x + pitch
        };
        let room = end - left - 1;
        let y = place.centre().1;
        let most = if least > LINE { 2 } else { 1 };
        let mut lines = pen.wrap(&node.title, room, most, BODY);
        // The value stands behind the name where there is room for it, or below a name of one line.
        if let Some(last) = lines.last_mut() {
            let valued = format!("{last} {value}");
            if pen.measure(&valued, BODY) + 2 <= room {
                *last = valued;
            } else if lines.len() < most && pen.measure(&value, BODY) <= room {
                lines.push(value);
            }
        }
        let all = pen.widest(lines.iter().map(String::as_str), BODY);
        let mut at = y - (lines.len() as i32 - 1) * CLOSE / 2;
        for line in &lines {
            // The flow shows through, the text stays legible.
            let wide = pen.measure(line, BODY);
            pen.fill(
                Rect::new(left - 2, at - 7, wide + 4, 14),
                pen.t.surface,
                0.8,
            );
            pen.text(line, left, at, Align::Left, BODY, pen.t.text);
            at += CLOSE;
        }
        let mut text = format!("{}\n{}", node.title, unit(view).full(Some(through[i])));
        if !node.subtitle.is_empty() {
            text = format!("{text}\n{}", node.subtitle);
        }
        let rect = Rect::new(
            place.x,
            y - place.h.max(least) / 2,
            NODE + all + 6,
            place.h.max(least),
        );
        let mut hit = Hit::new(rect, (place.right(), y), text);
        hit.category = i;
        drawn.hits.push(hit);
    }
}
