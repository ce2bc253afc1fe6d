//! Findings about the shop: products, traffic, trend, customers, and the difference with the sales system.

mod baskets;
mod customers;
mod evidence;
mod limits;
mod months;
mod products;
mod returns;
pub mod revenue;
mod sources;
#[cfg(test)]
mod tests;

pub use evidence::{Evidence, Row};

use super::Finder;

/// Which products are looked at, carted and bought, and which come back?
pub static PRODUCTS: &[Finder<Evidence>] = &[
    Finder {
        id: "seldom_carted",
        find: products::find,
    },
    Finder {
        id: "sent_back",
        find: returns::find,
    },
    Finder {
        id: "baskets_without_product",
        find: baskets::find,
    },
];

/// How did it move month by month?
pub static MONTHS: &[Finder<Evidence>] = &[Finder {
    id: "months",
    find: months::find,
}];

/// Which source of traffic brings sessions that buy?
pub static SOURCES: &[Finder<Evidence>] = &[Finder {
    id: "sources",
    find: sources::find,
}];

/// Who comes back?
pub static CUSTOMERS: &[Finder<Evidence>] = &[Finder {
    id: "customers",
    find: customers::find,
}];

/// Why does the sales system count another revenue?
pub static REVENUE: &[Finder<Evidence>] = &[Finder {
    id: "revenue_difference",
    find: revenue::find,
}];

/// What cannot be concluded from this data, and why?
pub static LIMITS: &[Finder<Evidence>] = &[Finder {
    id: "limits",
    find: limits::find,
}];
