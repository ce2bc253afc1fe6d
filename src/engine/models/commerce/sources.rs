//! The six exports as they are recognised and handed on (spec 50 "Sources"). The first four have the columns of the
//! public thelook data; columns that nothing here reads (addresses, names) are not declared. Few aliases on purpose:
//! the other tables of that data (`orders`, `inventory_items`) carry copies of these columns and must not pass for them.

use super::super::columns::{column, named, optional, required, text, time, usd};
use crate::engine::base::{ColumnSpec, Kind, SourceSpec, Unit};

const fn number(name: &'static str, doc: &'static str) -> ColumnSpec {
    column(name, Kind::Integer, Unit::Number, doc)
}

/// What visitors did.
pub static WEB_EVENTS: SourceSpec = SourceSpec {
    id: "web_events",
    grain: "one event on the site",
    key: &["id"],
    keeps_equal_rows: false,
    columns: &[
        required(text("id", "Id of the event."), &["event_id"]),
        optional(
            text("user_id", "Id of the user; null: not signed in."),
            &["userid"],
        ),
        required(
            number("sequence_number", "Place of the event in its session."),
            &["sequence", "seq"],
        ),
        required(text("session_id", "Id of the session."), &["sessionid"]),
        required(
            time("created_at", "When it happened."),
            &["event_time", "timestamp"],
        ),
        optional(text("city", "City; null: not known."), &[]),
        optional(text("state", "State; null: not known."), &[]),
        optional(text("browser", "Browser; null: not known."), &[]),
        required(
            text("traffic_source", "What brought the session to the site."),
            &["source"],
        ),
        named(optional(
            text(
                "uri",
                "Page; `/product/<id>` names a product. Null: not known.",
            ),
            &["url", "page"],
        )),
        required(
            text(
                "event_type",
                "home, department, product, cart, purchase or cancel.",
            ),
            &["event", "type"],
        ),
    ],
};

/// What is sold.
pub static PRODUCTS: SourceSpec = SourceSpec {
    id: "products",
    grain: "one product",
    key: &["id"],
    keeps_equal_rows: false,
    columns: &[
        required(text("id", "Id of the product."), &["product_id"]),
        optional(
            usd("cost", "What the shop pays for it; null: not known.").never_added(),
            &["cost_usd", "unit_cost"],
        ),
        optional(text("category", "Category; null: not known."), &[]),
        named(optional(text("name", "Name; null: not known."), &[])),
        named(optional(text("brand", "Brand; null: not known."), &[])),
        optional(
            usd("retail_price", "List price; null: not known.").never_added(),
            &["retail_price_usd", "price"],
        ),
        optional(text("department", "Department; null: not known."), &[]),
        optional(text("sku", "Stock keeping unit; null: not known."), &[]),
    ],
};

/// Who buys.
pub static USERS: SourceSpec = SourceSpec {
    id: "users",
    grain: "one user",
    key: &["id"],
    keeps_equal_rows: false,
    columns: &[
        required(text("id", "Id of the user."), &[]),
        optional(number("age", "Age in years; null: not known."), &[]),
        optional(text("gender", "Gender; null: not known."), &[]),
        optional(text("country", "Country; null: not known."), &[]),
        optional(
            text(
                "traffic_source",
                "What brought the user to sign up; null: not known.",
            ),
            &[],
        ),
        optional(
            time("created_at", "When the user signed up; null: not known."),
            &["signed_up_at"],
        ),
    ],
};

/// What was sold.
pub static ORDER_ITEMS: SourceSpec = SourceSpec {
    id: "order_items",
    grain: "one item of an order",
    key: &["id"],
    keeps_equal_rows: false,
    columns: &[
        required(text("id", "Id of the item."), &["order_item_id"]),
        required(text("order_id", "Id of the order."), &["orderid"]),
        optional(
            text("user_id", "Id of the buyer; null: not known."),
            &["userid", "customer_id"],
        ),
        required(text("product_id", "Id of the product."), &["productid"]),
        required(
            text(
                "status",
                "Processing, Shipped, Complete, Cancelled or Returned.",
            ),
            &["order_status"],
        ),
        required(time("created_at", "When it was ordered."), &["ordered_at"]),
        optional(time("shipped_at", "When it was shipped; null: not."), &[]),
        optional(
            time("delivered_at", "When it was delivered; null: not."),
            &[],
        ),
        optional(time("returned_at", "When it came back; null: not."), &[]),
        required(
            usd("sale_price", "What the buyer paid for it."),
            &["sale_price_usd"],
        ),
    ],
};

/// What customers spent, where a loyalty system exports it.
pub static TRANSACTIONS: SourceSpec = SourceSpec {
    id: "transactions",
    grain: "one transaction",
    key: &["user_id", "_source_row"],
    keeps_equal_rows: false,
    columns: &[
        required(
            text("user_id", "Id of the user."),
            &["userid", "customer_id"],
        ),
        required(
            usd(
                "transaction_amount",
                "What was spent; below zero where it was given back.",
            ),
            &["transaction_amount_usd"],
        ),
        required(
            column(
                "is_repeat_purchase",
                Kind::Boolean,
                Unit::Flag,
                "Not the user's first purchase.",
            ),
            &["is_repeat", "repeat_purchase"],
        ),
    ],
};

/// What the sales system reports. Keyed by its row: an order that stands twice was counted twice, which is what the
/// reconciliation looks for.
pub static SOURCE_REVENUE: SourceSpec = SourceSpec {
    id: "source_revenue",
    grain: "one line of the sales system's revenue report",
    key: &["_source_row"],
    keeps_equal_rows: true,
    columns: &[
        required(
            text("order_id", "Id of the order."),
            &["orderid", "order_number"],
        ),
        required(
            usd("revenue_usd", "Revenue as the sales system booked it."),
            &["revenue", "booked_revenue", "booked_revenue_usd"],
        ),
        required(
            time("booked_at", "When it was booked."),
            &["booked", "booking_date", "booked_date", "booked_on"],
        ),
        optional(
            text("status", "Status in the sales system; null: not reported."),
            &["order_status"],
        ),
    ],
};
