//! `products.csv`: what the shop sells.

use super::super::random::Random;
use super::super::{dollars, dollars_formatted, row};

const HEADER: &str = "id,cost,category,name,brand,retail_price,department,sku\n";

/// A category: its name, its share of products in a thousand, prices in dollars, cost in thousandths of the price, how
/// many of a thousand product pages end in the cart, and how many of a thousand delivered items come back.
pub struct Category {
    /// Name.
    pub name: &'static str,
    share: u64,
    price: (u64, u64),
    cost: u64,
    /// Carts in a thousand product pages.
    pub carts: u64,
    /// Returns in a thousand delivered items.
    pub returns: u64,
    /// What a thing of it is called.
    things: [&'static str; 3],
}

/// Every category.
#[rustfmt::skip] // A table reads better as one.
pub const CATEGORIES: [Category; 9] = [
    Category { name: "Accessories", share: 130, price: (9, 60), cost: 420, carts: 520, returns: 40, things: ["Belt", "Scarf", "Cap"] },
    Category { name: "Active", share: 110, price: (18, 90), cost: 450, carts: 410, returns: 70, things: ["Running Tee", "Leggings", "Track Jacket"] },
    Category { name: "Jeans", share: 120, price: (39, 140), cost: 480, carts: 400, returns: 90, things: ["Slim Jean", "Straight Jean", "Boyfriend Jean"] },
    Category { name: "Outerwear & Coats", share: 150, price: (79, 320), cost: 530, carts: 120, returns: 80, things: ["Parka", "Wool Coat", "Rain Shell"] },
    Category { name: "Shoes", share: 110, price: (45, 190), cost: 500, carts: 400, returns: 260, things: ["Sneaker", "Ankle Boot", "Loafer"] },
    Category { name: "Sleep & Lounge", share: 90, price: (15, 75), cost: 440, carts: 430, returns: 45, things: ["Pajama Set", "Robe", "Lounge Pant"] },
    Category { name: "Sweaters", share: 100, price: (29, 130), cost: 470, carts: 380, returns: 75, things: ["Crew Sweater", "Cardigan", "Turtleneck"] },
    Category { name: "Swim", share: 70, price: (19, 95), cost: 430, carts: 450, returns: 110, things: ["Swim Short", "One Piece", "Rash Guard"] },
    Category { name: "Tops & Tees", share: 120, price: (12, 70), cost: 460, carts: 440, returns: 65, things: ["Tee", "Oxford Shirt", "Henley"] },
];

const BRANDS: [&str; 14] = [
    "Allegro Mills",
    "Birch & Bay",
    "Calder",
    "Dune Route",
    "Everlane Park",
    "Fieldnote",
    "Greyloom",
    "Harbor Twelve",
    "Ironwood",
    "Juniper Lane",
    "Kestrel",
    "Lumen",
    "Marlow",
    "Northline",
];

const FITS: [&str; 6] = [
    "Classic", "Relaxed", "Light", "Heritage", "Everyday", "Studio",
];

/// A product.
pub struct Product {
    /// Id.
    pub id: u64,
    /// Place of its category.
    pub category: usize,
    /// List price in cents.
    pub price: u64,
    cost: u64,
    name: String,
    brand: &'static str,
    department: &'static str,
}

/// How many there are.
pub const COUNT: u64 = 1_200;

/// The catalogue.
pub fn products() -> Vec<Product> {
    let mut random = Random::new(0x5eed_0051);
    (1..=COUNT)
        .map(|id| {
            let mut left = random.below(1000);
            let category = CATEGORIES.iter().position(|category| {
                let is_here = left < category.share;
                left = left.saturating_sub(category.share);
                is_here
            });
            let at = category.unwrap_or(0);
            let category = &CATEGORIES[at];
            // Prices end in 99 more often than not, and most are low.
            let (low, high) = category.price;
            let span = high - low;
            let price = (low + random.below(span).min(random.below(span))) * 100;
            let price = price + if random.chance(700) { 99 } else { 50 };
            let brand = *random.pick(&BRANDS);
            Product {
                id,
                category: at,
                price,
                cost: price * (category.cost + random.below(80)) / 1000,
                name: format!(
                    "{brand} {} {}",
                    random.pick(&FITS),
                    random.pick(&category.things)
                ),
                brand,
                department: if random.chance(480) { "Men" } else { "Women" },
            }
        })
        .collect()
}

/// The file.
pub fn text(products: &[Product]) -> String {
    let mut random = Random::new(0x5eed_0052);
    let rows: Vec<String> = products
        .iter()
        .map(|product| {
            let (cost, price) = if random.chance(60) {
                (
                    dollars_formatted(product.cost),
                    dollars_formatted(product.price),
                )
            } else {
                (dollars(product.cost), dollars(product.price))
            };
            let brand = match random.below(120) {
                0 => String::new(),
                1 => format!("{} ", product.brand),
                _ => product.brand.to_string(),
            };
            let category = if random.chance(8) {
                "N/A"
            } else {
                CATEGORIES[product.category].name
            };
            row(&[
                &product.id.to_string(),
                if random.chance(6) { "" } else { &cost },
                category,
                &product.name,
                &brand,
                &price,
                product.department,
                &format!("SKU-{:05}", product.id * 37 % 100_000),
            ])
        })
        .collect();
    HEADER.to_string() + &rows.concat()
}
