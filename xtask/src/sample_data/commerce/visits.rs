//! `web_events.csv`: what visitors do, session by session; and the baskets they buy, which become orders.

use super::super::calendar::{self, DAYS};
use super::super::random::Random;
use super::super::row;
use super::catalogue::{CATEGORIES, Product};
use super::{Moment, SOURCES, people, source};
use std::fmt::Write as _;

const HEADER: &str = "id,user_id,sequence_number,session_id,created_at,city,state,browser,traffic_source,uri,event_type\n";

/// Sessions in the two quarters.
const SESSIONS: u64 = 9_600;

const PLACES: [(&str, &str); 9] = [
    ("Austin", "TX"),
    ("Boston", "MA"),
    ("Denver", "CO"),
    ("Miami", "FL"),
    ("Leeds", "ENG"),
    ("Berlin", "BE"),
    ("Lyon", "ARA"),
    ("Osaka", "OS"),
    ("", ""),
];

const BROWSERS: [&str; 5] = ["Chrome", "Chrome", "Safari", "Firefox", "Edge"];

/// The day after which swimwear fades.
const SUMMER_ENDS: u64 = calendar::day(8, 1);

/// A basket that was paid for.
pub struct Basket {
    /// When.
    pub at: Moment,
    /// Who.
    pub user: u64,
    /// Places of its products in the catalogue.
    pub products: Vec<usize>,
}

/// What the visits come to.
pub struct Shop {
    /// Lines of the file, in its order.
    lines: Vec<String>,
    /// Baskets, by time.
    pub baskets: Vec<Basket>,
}

/// One session while it is made.
struct Visit<'a> {
    id: u64,
    user: u64,
    source: usize,
    at: Moment,
    place: (&'static str, &'static str),
    browser: &'static str,
    events: Vec<(Moment, String, &'static str)>,
    basket: Vec<usize>,
    products: &'a [Product],
}

impl Visit<'_> {
    fn event(&mut self, uri: String, kind: &'static str, random: &mut Random) {
        self.events.push((self.at, uri, kind));
        self.at = self.at.later(15 + random.below(150));
    }

    /// Looks at a product and may cart it.
    fn look(&mut self, random: &mut Random) {
        let count = self.products.len() as u64;
        // A few products draw most looks; four pages in a thousand are of products that are gone.
        let mut place = (random.below(count) * random.below(count) / count) as usize;
        if random.chance(4) {
            let id = count + 1 + random.below(5);
            return self.event(format!("/product/{id}"), "product", random);
        }
        let is_swim = |place: usize| CATEGORIES[self.products[place].category].name == "Swim";
        if is_swim(place) && self.at.day >= SUMMER_ENDS && random.chance(600) {
            place = (place + 1) % self.products.len();
        }
        let id = self.products[place].id;
        self.event(format!("/product/{id}"), "product", random);
        let (_, _, eager, _) = SOURCES[self.source];
        let carts = CATEGORIES[self.products[place].category].carts * eager / 1000;
        if random.chance(carts) {
            self.event("/cart".to_string(), "cart", random);
            if !self.basket.contains(&place) {
                self.basket.push(place);
            }
        }
    }

    /// Pays, or leaves the basket.
    fn checkout(&mut self, baskets: &mut Vec<Basket>, random: &mut Random) {
        let (_, _, _, buys) = SOURCES[self.source];
        if self.basket.is_empty() || !random.chance(buys) {
            return;
        }
        let products = std::mem::take(&mut self.basket);
        baskets.push(Basket {
            at: self.at,
            user: self.user,
            products,
        });
        self.event("/purchase".to_string(), "purchase", random);
    }
}

/// Every session.
pub fn shop(products: &[Product]) -> Shop {
    let mut random = Random::new(0x5eed_0054);
    let mut baskets = Vec::new();
    let mut visits: Vec<Visit<'_>> = Vec::new();
    let mut days: Vec<u64> = (0..SESSIONS).map(|_| day(&mut random)).collect();
    days.sort_unstable();
    for (id, day) in (1..).zip(days) {
        let mut visit = Visit {
            id,
            user: 1 + random.below(people::COUNT) * random.below(people::COUNT) / people::COUNT,
            source: source(random.next()),
            at: Moment {
                day,
                second: 18_000 + random.below(60_000),
            },
            place: *random.pick(&PLACES),
            browser: random.pick::<&str>(&BROWSERS),
            events: Vec::new(),
            basket: Vec::new(),
            products,
        };
        walk(&mut visit, &mut baskets, &mut random);
        visits.push(visit);
    }
    baskets.sort_by_key(|basket| (basket.at, basket.user));
    Shop {
        lines: lines(&visits, &mut random),
        baskets,
    }
}

/// More sessions later in the two quarters.
fn day(random: &mut Random) -> u64 {
    if random.chance(250) {
        random.below(DAYS).max(random.below(DAYS))
    } else {
        random.below(DAYS)
    }
}

fn walk(visit: &mut Visit<'_>, baskets: &mut Vec<Basket>, random: &mut Random) {
    // A reminder by mail opens the cart without a product page.
    if random.chance(8) {
        visit.event("/cart".to_string(), "cart", random);
    }
    if random.chance(450) {
        visit.event("/".to_string(), "home", random);
    }
    let looks = 1 + random.below(4) + random.below(3);
    for nth in 0..looks {
        if nth % 2 == 0 && random.chance(300) {
            let department = if random.chance(500) { "men" } else { "women" };
            visit.event(format!("/department/{department}"), "department", random);
        }
        visit.look(random);
    }
    if !visit.basket.is_empty() && random.chance(30) {
        visit.event("/cancel".to_string(), "cancel", random);
    }
    let bought = baskets.len();
    visit.checkout(baskets, random);
    // Some go on after paying and pay again.
    if baskets.len() > bought && random.chance(60) {
        visit.look(random);
        visit.look(random);
        visit.checkout(baskets, random);
    }
}

/// The rows by session; some sessions were written backwards.
fn lines(visits: &[Visit<'_>], random: &mut Random) -> Vec<String> {
    let mut out = Vec::new();
    for visit in visits {
        let is_buyer = visit.events.iter().any(|event| event.2 == "purchase");
        let user = if is_buyer || visit.id.is_multiple_of(3) {
            visit.user.to_string()
        } else {
            String::new()
        };
        let mut rows: Vec<(usize, &(Moment, String, &'static str))> =
            (1..).zip(&visit.events).collect();
        if random.chance(30) {
            rows.reverse();
        }
        for (sequence, (at, uri, kind)) in rows {
            let mut session = String::new();
            let _ = write!(session, "s{}", 10_000 + visit.id);
            out.push(row(&[
                "",
                &user,
                &sequence.to_string(),
                &session,
                &at.text(),
                visit.place.0,
                visit.place.1,
                visit.browser,
                SOURCES[visit.source].0,
                uri,
                kind,
            ]));
        }
    }
    out
}

/// The file.
pub fn text(shop: &Shop) -> String {
    let mut rows: Vec<String> = (1..)
        .zip(&shop.lines)
        .map(|(id, line)| format!("{id}{line}"))
        .collect();
    // A clock that stopped, and five events that the export wrote twice.
    if let Some(typo) = rows.get_mut(31_415) {
        let at = typo.split(',').nth(4).unwrap_or_default().to_string();
        *typo = typo.replacen(&at, "0000-00-00 00:00:00", 1);
    }
    for index in [52_000, 40_404, 27_001, 9_876, 321] {
        if let Some(copy) = rows.get(index).cloned() {
            rows.insert(index + 1, copy);
        }
    }
    HEADER.to_string() + &rows.concat()
}
