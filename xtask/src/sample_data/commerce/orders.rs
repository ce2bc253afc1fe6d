//! `order_items.csv`, `transactions.csv` and `source_revenue.csv`: the baskets that were paid for, as the shop, its
//! loyalty system and the sales system know them.
//!
//! Why the sales system differs, each by its own part of the orders: it never took out what was returned or cancelled
//! (`KEPT_ON`); it missed the evening of 14 August, when the connection was down; it counts some orders twice; it has
//! manual invoices that never were orders of the shop; it books orders of a month's last evening on the first of the
//! next; it added freight to some orders.

use super::super::calendar::{self, DAYS};
use super::super::random::Random;
use super::super::{dollars, dollars_formatted, row};
use super::Moment;
use super::catalogue::{CATEGORIES, Product};
use super::visits::Shop;

const ITEMS: &str = "id,order_id,user_id,product_id,status,created_at,shipped_at,delivered_at,returned_at,sale_price\n";
const TRANSACTIONS: &str = "transaction_id,user_id,transaction_amount,is_repeat_purchase\n";
const REPORT: &str = "order_id,revenue_usd,booked_at,status\n";

/// Of a thousand orders with something returned or cancelled, those that the sales system still counts in full.
const KEPT_ON: u64 = 620;
/// The evening on which the connection to the sales system was down: day, and the second from which.
const OUTAGE: (u64, u64) = (calendar::day(8, 14), 15 * 3600);
/// Every so many orders without a return is reported twice; every so many has freight added.
const TWICE: usize = 190;
const FREIGHT: usize = 230;
/// Invoices written by hand: day and cents.
const INVOICES: [(u64, u64); 7] = [
    (21, 184_000),
    (48, 96_500),
    (77, 240_000),
    (103, 61_250),
    (131, 150_000),
    (150, 88_000),
    (171, 132_900),
];

/// An item of an order.
pub struct Item {
    product: u64,
    cents: u64,
    status: &'static str,
    returned: bool,
}

/// An order of the shop.
pub struct Order {
    id: u64,
    user: u64,
    at: Moment,
    items: Vec<Item>,
    is_repeat: bool,
}

impl Order {
    fn sum(&self, counts: fn(&Item) -> bool) -> u64 {
        let items = self.items.iter().filter(|item| counts(item));
        items.map(|item| item.cents).sum()
    }

    /// What is left after returns and cancellation, in cents.
    fn kept(&self) -> u64 {
        self.sum(|item| !item.returned && item.status != "Cancelled")
    }

    fn all(&self) -> u64 {
        self.sum(|_| true)
    }

    fn is_whole(&self) -> bool {
        self.kept() == self.all()
    }
}

/// Every order.
pub fn sold(shop: &Shop, products: &[Product]) -> Vec<Order> {
    let mut random = Random::new(0x5eed_0055);
    let mut known: Vec<u64> = Vec::new();
    (20_001..)
        .zip(&shop.baskets)
        .map(|(id, basket)| {
            let is_cancelled = random.chance(55);
            let items = basket
                .products
                .iter()
                .map(|place| {
                    let product = &products[*place];
                    let cents = if random.chance(120) {
                        product.price * 4 / 5
                    } else {
                        product.price
                    };
                    let comes_back = random.chance(CATEGORIES[product.category].returns);
                    let status = match basket.at.day {
                        _ if is_cancelled => "Cancelled",
                        178.. => "Processing",
                        172.. => "Shipped",
                        _ if comes_back => "Returned",
                        _ => "Complete",
                    };
                    Item {
                        product: product.id,
                        cents,
                        status,
                        returned: status == "Returned",
                    }
                })
                .collect();
            let is_repeat = known.contains(&basket.user);
            if !is_repeat && !is_cancelled {
                known.push(basket.user);
            }
            Order {
                id,
                user: basket.user,
                at: basket.at.later(random.below(40)),
                items,
                is_repeat,
            }
        })
        .collect()
}

/// `order_items.csv`.
pub fn items(orders: &[Order]) -> String {
    let mut random = Random::new(0x5eed_0056);
    let mut out = ITEMS.to_string();
    let mut id = 50_000;
    let mut again = Vec::new();
    for order in orders {
        for item in &order.items {
            id += 1;
            let shipped = order.at.later(3600 * (8 + random.below(40)));
            let delivered = shipped.later(3600 * (30 + random.below(70)));
            let returned = delivered.later(3600 * (48 + random.below(200)));
            let (was_shipped, was_delivered) = match item.status {
                "Complete" | "Returned" => (true, true),
                "Shipped" => (true, false),
                _ => (false, false),
            };
            let time = |is: bool, at: Moment| if is { at.text() } else { String::new() };
            let price = if random.chance(30) {
                dollars_formatted(item.cents)
            } else {
                dollars(item.cents)
            };
            let line = |status: &str| {
                row(&[
                    &id.to_string(),
                    &order.id.to_string(),
                    &order.user.to_string(),
                    &item.product.to_string(),
                    status,
                    &order.at.text(),
                    &time(was_shipped, shipped),
                    &time(was_delivered, delivered),
                    &time(item.returned, returned),
                    &price,
                ])
            };
            out += &line(item.status);
            // A second export of the same items, taken later: the first stays.
            if item.status == "Processing" && again.len() < 12 {
                again.push(line("Shipped"));
            }
        }
    }
    out + &again.concat()
}

/// `transactions.csv`: what is left of each order, refunds, and a flag that nobody can read.
pub fn transactions(orders: &[Order]) -> String {
    let mut random = Random::new(0x5eed_0057);
    let mut rows = Vec::new();
    for order in orders.iter().filter(|order| order.kept() > 0) {
        let amount = if random.chance(40) {
            dollars_formatted(order.kept())
        } else {
            dollars(order.kept())
        };
        let flag = if order.is_repeat { "TRUE" } else { "FALSE" };
        rows.push((order.user, amount, flag.to_string()));
        if random.chance(9) {
            let refund = format!("-{}", dollars(500 + random.below(1500)));
            rows.push((order.user, refund, "FALSE".to_string()));
        }
    }
    if let Some(row) = rows.get_mut(1_234) {
        row.2 = "maybe".to_string();
    }
    let lines = (700_001..)
        .zip(&rows)
        .map(|(id, (user, amount, flag))| row(&[&id.to_string(), &user.to_string(), amount, flag]));
    TRANSACTIONS.to_string() + &lines.collect::<String>()
}

/// `source_revenue.csv`.
pub fn report(orders: &[Order]) -> String {
    let mut random = Random::new(0x5eed_0058);
    let mut rows: Vec<(Moment, String)> = Vec::new();
    let mut whole = 0;
    for order in orders {
        if order.at.day == OUTAGE.0 && order.at.second >= OUTAGE.1 {
            continue;
        }
        let is_late = is_month_end(order.at.day) && order.at.second >= 17 * 3600;
        let booked = if is_late {
            Moment {
                day: order.at.day + 1,
                second: 7_200 + random.below(1_800),
            }
        } else {
            order.at.later(random.below(240))
        };
        let mut cents = order.kept();
        let mut copies = 1;
        if order.is_whole() {
            whole += 1;
            if !is_late && whole % FREIGHT == 0 {
                cents += *random.pick(&[495, 795, 995]);
            } else if whole % TWICE == 0 {
                copies = if whole % (TWICE * 4) == 0 { 3 } else { 2 };
            }
        } else if !is_late && random.chance(KEPT_ON) {
            cents = order.all();
        }
        let amount = if random.chance(50) {
            dollars_formatted(cents)
        } else {
            dollars(cents)
        };
        let status = if cents == 0 { "Voided" } else { "Booked" };
        let line = row(&[&order.id.to_string(), &amount, &booked.text(), status]);
        rows.extend((0..copies).map(|_| (booked, line.clone())));
    }
    for (nth, (day, cents)) in (1_u64..).zip(INVOICES) {
        let booked = Moment {
            day,
            second: 43_200 + nth * 60,
        };
        let id = format!("INV-{:04}", 310 + nth);
        rows.push((
            booked,
            row(&[&id, &dollars(cents), &booked.text(), "Invoiced"]),
        ));
    }
    rows.sort_by_key(|(booked, _)| *booked);
    REPORT.to_string() + &rows.into_iter().map(|(_, line)| line).collect::<String>()
}

/// The last day of a month, except the last of all: what is booked then is in the data.
fn is_month_end(day: u64) -> bool {
    day + 1 < DAYS && calendar::text(day + 1).ends_with("-01")
}
