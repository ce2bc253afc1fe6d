//! What happened when: a lane a series, a mark an event (a category) at its moment, named where its name fits. The
//! values are milliseconds; an event stands in the lane of the series that has its moment. Good events are diamonds.

use super::kit::{FOOT, Rows, foot_axis, hue};
use super::layout::{Rect, Taken, order};
use super::pen::{Align, BODY, Pen};
use super::scale::{Linear, ticks};
use super::{Area, ChartError, Drawn, Hit, Theme, note, value};
use crate::protocol::{ChartView, Day, Hue, format};
use plotters_backend::DrawingBackend;

const LANE: i32 = 76;
const RADIUS: i32 = 6;
const DAY: f64 = 86_400_000.0;

/// A lane a series, and the axis.
pub fn height(view: &ChartView, _width: u32) -> u32 {
    (view.series.len().clamp(1, 8) as i32 * LANE + FOOT).max(96) as u32
}

/// An event: its category, lane and moment.
type Event = (usize, usize, f64);

fn events(view: &ChartView) -> Vec<Event> {
    let lane = |i| (0..view.series.len()).find_map(|s| Some((i, s, value(view, s, i)?)));
    // No calendar reaches further.
    let is_day = |event: &Event| event.2.abs() < 1e14;
    let all = (0..view.axis.names.len()).filter_map(lane).filter(is_day);
    let all: Vec<Event> = all.collect();
    let order = order(all.len(), &|a, b| all[a].2.total_cmp(&all[b].2));
    order.into_iter().map(|at| all[at]).collect()
}

/// Draws the events.
pub fn draw<DB: DrawingBackend>(
    view: &ChartView,
    theme: Theme,
    area: &Area<DB>,
) -> Result<Drawn, ChartError> {
    let pen = Pen::new(area, theme);
    let mut drawn = Drawn::default();
    let events = events(view);
    let (Some(first), Some(last)) = (events.first(), events.last()) else {
        pen.empty("No events to show.");
        pen.finish()?;
        return Ok(drawn);
    };
    let bottom = pen.height - FOOT;
    let names: Vec<&str> = view.series.iter().map(|s| s.name.as_str()).collect();
    let lanes = Rows::new(&pen, &names, (0, bottom), LANE);
    let end = lanes.row(names.len()).y;
    // A single moment stands in the middle of its day.
    let around = if last.2 > first.2 { 0.0 } else { DAY / 2.0 };
    let (low, high) = (first.2 - around, last.2 + around);
    let x = Linear::new(low, high, lanes.left + RADIUS, pen.width - RADIUS - 2);
    let most = if pen.width < 480 { 3 } else { 6 };
    foot_axis(&pen, &moments(x, low, high, most), (0, end), lanes.left);
    let mut taken = Taken::new(Rect::new(lanes.left, 0, pen.width - lanes.left, end));
    for s in 0..names.len() {
        let y = lanes.row(s).centre().1;
        pen.line((lanes.left, y), (pen.width, y), pen.t.line, 1);
        taken.take(Rect::new(lanes.left, y, pen.width - lanes.left, 1));
    }
    let place = |event: &Event| (x.at(event.2), lanes.row(event.1).centre().1);
    for event in &events {
        let (px, py) = place(event);
        let colour = pen.t.hue(hue(view, event.0, event.1));
        if view.axis.hues.get(event.0) == Some(&Hue::Good) {
            diamond(&pen, (px, py), RADIUS + 4, pen.t.surface);
            diamond(&pen, (px, py), RADIUS + 2, colour);
        } else {
            pen.dot(px, py, RADIUS - 1, colour);
        }
        taken.take(Rect::new(px - RADIUS, py - RADIUS, 2 * RADIUS, 2 * RADIUS));
    }
    for event in &events {
        let (px, py) = place(event);
        let name = view.axis.names.get(event.0).map_or("", String::as_str);
        let text = pen.fit(name, pen.width / 3, BODY);
        let wide = pen.measure(&text, BODY) + 4;
        let lane = lanes.row(event.1);
        let left = (px - wide / 2).clamp(lanes.left, (pen.width - wide).max(lanes.left));
        // Above the line or under it, near or far, inside the lane.
        let tops = [py - 24, py + 10, py - 38, py + 24];
        let inside = tops
            .into_iter()
            .filter(|y| *y >= lane.y && y + 14 <= lane.bottom());
        if let Some(free) = taken.place(inside.map(|y| Rect::new(left, y, wide, 14))) {
            if (free.y - py).abs() > 30 || free.y - py > 20 {
                let (from, to) = if free.y < py {
                    (free.bottom(), py - RADIUS)
                } else {
                    (py + RADIUS, free.y)
                };
                pen.line((px, from), (px, to), pen.t.line, 1);
            }
            let (_, y) = free.centre();
            pen.fill(free, pen.t.surface, 0.85);
            pen.text(&text, left + 2, y, Align::Left, BODY, pen.t.text);
        }
        let rect = Rect::new(px - 10, py - 14, 20, 28);
        let hit = Hit::new(rect, (px, py), text_of(view, event));
        drawn.hits.push(hit.of(view, event.0, event.1));
    }
    pen.finish()?;
    Ok(drawn)
}

fn diamond<DB: DrawingBackend>(
    pen: &Pen<'_, DB>,
    (x, y): (i32, i32),
    r: i32,
    colour: super::tokens::Rgb,
) {
    let corners = vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
    pen.polygon(corners, colour, 1.0);
}

fn text_of(view: &ChartView, event: &Event) -> String {
    let name = view.axis.names.get(event.0).map_or("", String::as_str);
    let lane = view.series.get(event.1).map_or("", |s| s.name.as_str());
    let moment = format::moment(event.2 as i64);
    let text = format!("{name}\n{lane} {moment}\n{}", note(view, event.0));
    text.trim_end().to_owned()
}

/// Round moments inside a span, a few of them: days as people say them; hours where the span is short.
fn moments(x: Linear, low: f64, high: f64, most: usize) -> Vec<(i32, String)> {
    let hour = DAY / 24.0;
    let hours = [1.0, 3.0, 6.0, 12.0].map(|n| n * hour);
    let fits = |step: f64| (high - low) / step <= most as f64;
    let hourly = hours.into_iter().find(|step| fits(*step));
    let at: Vec<f64> = match hourly {
        Some(step) => {
            let first = (low / step).ceil();
            let count = (high / step).floor() - first + 1.0;
            (0..count.max(0.0) as usize)
                .map(|n| (first + n as f64) * step)
                .collect()
        }
        None => ticks(low / DAY, high / DAY, most + 1)
            .into_iter()
            .map(|d| d.round() * DAY)
            .collect(),
    };
    at.into_iter()
        .filter(|t| (low..=high).contains(t))
        .map(|t| {
            let day = Day((t / DAY).floor() as i32).short();
            let clock = (t.rem_euclid(DAY) / hour) as i32;
            let text = if hourly.is_some() && clock > 0 {
                format!("{clock:02}:00")
            } else {
                day
            };
            (x.at(t), text)
        })
        .collect()
}
