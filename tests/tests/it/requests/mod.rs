//! The exact JSON of requests.

mod aws_cli;
mod batches;
mod exact;
mod explained;
mod refused;
mod user_interceptors;

use std::collections::BTreeSet;

use dkmio::{Condition, DynamoTable};

use crate::models::{Orders, Status};

/// A condition with a value of each kind in it.
fn open() -> Condition<Orders> {
    Orders::STATUS.eq(Status::Pending) | Orders::STATUS.eq(Status::Draft) & Orders::TOTAL.gt(Orders::PAID)
}

/// An update with every action.
fn everything() -> dkmio::Update<Orders> {
    Orders::update(("usr_1", "ord_1"))
        .set(Orders::STATUS, Status::Shipped)
        .set(Orders::PAID, Orders::TOTAL)
        .set_if_not_exists(Orders::REGION, "EU".to_owned())
        .increment(Orders::ITEMS_COUNT, 2)
        .append(Orders::HISTORY, ["shipped"])
        .set(Orders::TAGS, BTreeSet::from(["new".to_owned()]))
        .remove(Orders::SHOP)
        .add(Orders::VERSION, 1)
        .delete(dkmio::attr("old_tags"), dkmio::aws_sdk_dynamodb::types::AttributeValue::Ss(vec!["old".to_owned()]))
}
