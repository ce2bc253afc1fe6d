//! The journeys that a Markov chain is made of, one by one: those of the purchases of the range, and one that led to
//! nothing for each client without a purchase in the range: the touches of the lookback that ends at the client's last
//! page view in the range. A path is the channels of the touches that take credit, neighbouring repeats once.

use super::channel::DIRECT;
use super::int_page_views::code_of;
use super::journeys::Journeys;
use super::paths::Paths;
use super::settings::{Lookback, MOST_DAYS, PRECISION, PRECISION_KEY, span};
use super::views::{Reach, Views};
use crate::engine::base::{Result, Table};
use crate::engine::warehouse::{Build, Derived, Input, Param};
use crate::protocol::Range;

/// One journey.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Client's code.
    pub client: u32,
    /// Its path.
    pub path: u32,
    /// The purchase among those of `Journeys`; `None`: it led to nothing.
    pub purchase: Option<usize>,
}

/// Who bought in a range, by client's code.
pub fn buyers(purchases: &Table, range: Range) -> Result<Vec<bool>> {
    let (from, to) = span(range);
    let client = purchases.text("client_id")?;
    let times = purchases.integers("event_time")?.values;
    let mut has_bought = vec![false; client.dict.len()];
    for (client, time) in client.codes.iter().zip(times) {
        if (from..to).contains(time)
            && let Some(flag) = has_bought.get_mut(client as usize)
        {
            *flag = true;
        }
    }
    Ok(has_bought)
}

/// The clients with a page view in a range and no purchase: each with its code, its visits up to its last page view in
/// the range, and the time of that.
pub fn lookers<'a>(
    views: &'a Views<'_>,
    range: Range,
    has_bought: &'a [bool],
) -> impl Iterator<Item = (u32, Reach, i64)> + 'a {
    let (from, to) = span(range);
    views.each().filter_map(move |client| {
        if has_bought.get(client as usize) == Some(&true) {
            return None;
        }
        let reach = views.until(client, to.saturating_sub(1));
        let (_, last) = views.back(reach).next()?;
        (last >= from).then_some((client, reach, last))
    })
}

/// Every journey of a range: purchases first, then those that led to nothing.
pub fn walks(
    journeys: &Journeys<'_>,
    views: &Views<'_>,
    (lookback, range): (Lookback, Range),
    has_bought: &[bool],
) -> (Vec<Walk>, Paths) {
    let mut paths = Paths::default();
    let bought = journeys.bought(range);
    let mut out = Vec::with_capacity(has_bought.len() + bought.len());
    for row in bought {
        out.push(Walk {
            client: journeys.clients.codes.at(row),
            path: credited(journeys, row, &mut paths),
            purchase: Some(row),
        });
    }
    let direct = paths.before(Paths::EMPTY, journeys.direct);
    for (client, reach, last) in lookers(views, range, has_bought) {
        let opens = lookback.opens(last);
        let inside = views.back(reach).take_while(|(_, ended)| *ended >= opens);
        let marketing = inside.filter(|(channel, _)| *channel != journeys.direct);
        let path = marketing.fold(Paths::EMPTY, |path, (channel, _)| {
            paths.before(path, channel)
        });
        out.push(Walk {
            client,
            path: if path == Paths::EMPTY { direct } else { path },
            purchase: None,
        });
    }
    (out, paths)
}

/// The path of a purchase.
pub fn credited(journeys: &Journeys<'_>, purchase: usize, paths: &mut Paths) -> u32 {
    let touches = journeys.credited(purchase).rev();
    touches.fold(Paths::EMPTY, |path, touch| {
        paths.before(path, journeys.channels.codes.at(touch))
    })
}

/// The journeys of a range that led to nothing, by path, under every lookback.
pub struct Lost {
    /// The paths.
    pub paths: Paths,
    /// By days, ascending: from a lookback of so many days on, a path has so many journeys more, or less.
    changes: Vec<(u32, u32, i64)>,
}

/// Worked out once for all lookbacks: a longer one only puts touches in front of a path.
pub static LOST: Derived<Lost> = Derived {
    id: "lost",
    inputs: &[
        Input::Model("int_purchases"),
        Input::Model("int_page_views"),
        Input::Param(Param::Range),
        PRECISION,
    ],
    make: lost,
};

impl Lost {
    /// How many journeys each path has under a lookback.
    pub fn counts(&self, lookback: Lookback) -> Vec<i64> {
        let mut counts = vec![0; self.paths.len()];
        let inside = |change: &&(u32, u32, i64)| i64::from(change.0) <= lookback.days;
        for (_, path, more) in self.changes.iter().take_while(inside) {
            counts[*path as usize] += more;
        }
        counts
    }
}

fn lost(build: &Build<'_>) -> Result<Lost> {
    let precision = Lookback::new(None, build.other(PRECISION_KEY)?);
    let range = build.range()?;
    let has_bought = buyers(build.model("int_purchases")?, range)?;
    let views = Views::read(build)?;
    let direct_code = code_of(views.channels, DIRECT);
    let mut paths = Paths::default();
    let direct = paths.before(Paths::EMPTY, direct_code);
    // What a path has from the start, and what comes later.
    let (mut at_once, mut later) = (Vec::new(), Vec::new());
    let mut add = |days: u32, path: u32, more: i64| {
        if days > 0 {
            return later.push((days, path, more));
        }
        let path = path as usize;
        if at_once.len() <= path {
            at_once.resize(path + 1, 0);
        }
        at_once[path] += more;
    };
    for (_, reach, last) in lookers(&views, range, &has_bought) {
        let (mut since, mut path) = (0, Paths::EMPTY);
        for (channel, ended) in views.back(reach) {
            let days = precision.days_needed(last - ended) as u32;
            if i64::from(days) > MOST_DAYS {
                break;
            }
            if channel == direct_code {
                continue;
            }
            let longer = paths.before(path, channel);
            if longer == path {
                continue;
            }
            if days > since {
                let path = if path == Paths::EMPTY { direct } else { path };
                add(since, path, 1);
                add(days, path, -1);
            }
            (since, path) = (days, longer);
        }
        add(since, if path == Paths::EMPTY { direct } else { path }, 1);
    }
    later.sort_unstable_by_key(|(days, path, _)| (*days, *path));
    let mut changes: Vec<(u32, u32, i64)> = (0..)
        .zip(at_once)
        .map(|(path, count)| (0, path, count))
        .collect();
    for own in later.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let more: i64 = own.iter().map(|change| change.2).sum();
        changes.extend(own.first().map(|(days, path, _)| (*days, *path, more)));
    }
    Ok(Lost { paths, changes })
}
