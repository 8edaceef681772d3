//! `Debug` of conditions and requests names attributes and never shows a value.

use std::fmt::Debug;

use dkmio::{BatchWrite, Condition, DynamoTable, Item, TransactGet, TransactWrite, attr};

use crate::models::{Address, Orders, Status, Users};

/// Stands in every value and key below.
const MARKER: &str = "s3cr3t";
const NUMBER: u64 = 424_242;

fn key() -> (String, String) {
    (format!("{MARKER}-user"), format!("{MARKER}-order"))
}

fn condition() -> Condition<Orders> {
    Orders::STATUS.eq(Status::Pending) & Orders::TOTAL.gt(NUMBER) | !attr("address.city").eq(MARKER)
}

fn order() -> Orders {
    let (user, order) = key();
    Orders {
        total: NUMBER,
        address: Some(Address { city: MARKER.to_owned(), zip: None }),
        extra: Item::new().with("note", MARKER).expect("a text"),
        ..Orders::sample(&user, &order)
    }
}

#[track_caller]
fn assert_shows(request: impl Debug, wanted: &[&str]) {
    for text in [format!("{request:?}"), format!("{request:#?}")] {
        assert!(!text.contains(MARKER), "a value is shown: {text}");
        assert!(!text.contains(&NUMBER.to_string()), "a number is shown: {text}");
        for wanted in wanted {
            assert!(text.contains(wanted), "`{wanted}` is not in: {text}");
        }
    }
}

#[test]
fn a_condition_reads_as_in_explain() {
    let text = format!("{:?}", condition());
    assert_eq!(text, "Condition((status = .. AND total > ..) OR NOT address.city = ..)");
    for (condition, text) in [
        (Orders::TOTAL.between(1, NUMBER), "Condition(total BETWEEN .. AND ..)"),
        (Orders::TOTAL.is_in([NUMBER, 2]), "Condition(total IN (.., ..))"),
        (Orders::TAGS.contains(MARKER), "Condition(contains(tags, ..))"),
        (Orders::TAGS.size().gt(NUMBER), "Condition(size(tags) > ..)"),
        (Orders::TOTAL.gt(Orders::PAID), "Condition(total > paid)"),
        (Orders::REGION.exists(), "Condition(attribute_exists(region))"),
        (Condition::all([]), "Condition(true)"),
        (Condition::any([]), "Condition(false)"),
        (
            attr("a[").eq(MARKER),
            "Condition(<malformed path: brackets hold a list position and end a name, as in `items[0].qty`>)",
        ),
    ] {
        assert_eq!(format!("{condition:?}"), text);
    }
    assert_shows(Orders::TAGS.size(), &["tags"]);
}

#[test]
fn single_item_requests_omit_keys_and_values() {
    assert_shows(Orders::get(key()), &["Get"]);
    assert_shows(Orders::get(key()).consistent().select((Orders::TOTAL, Orders::STATUS)), &["Get", "total"]);
    assert_shows(order().put(), &["Put"]);
    assert_shows(order().put().condition(condition()).return_old(), &["Put", "status = .."]);
    let update = Orders::update(key())
        .set(Orders::REGION, MARKER)
        .set_if_not_exists(attr("b"), MARKER)
        .increment(Orders::TOTAL, NUMBER)
        .append(attr("list"), [MARKER])
        .add(attr("set"), [MARKER])
        .delete(attr("other"), [NUMBER])
        .remove(Orders::SHOP);
    assert_shows(update.clone(), &["Update", "SET region = ..", "REMOVE shop", "ADD set ..", "DELETE other .."]);
    assert_shows(update.condition(condition()).return_new(), &["Update", "status = .."]);
    assert_shows(Orders::delete(key()).condition(condition()), &["Delete", "status = .."]);
    assert_shows(Orders::condition_check(key()).condition(condition()), &["ConditionCheck", "status = .."]);
}

#[test]
fn reads_omit_keys_and_values() {
    let query = || Orders::query(MARKER).sk_between(MARKER, format!("{MARKER}z")).filter(condition());
    assert_shows(query(), &["Query", "user_id = ..", "order_id BETWEEN .. AND ..", "status = .."]);
    assert_shows(query().select(Orders::TOTAL), &["Query", "total"]);
    let index = Orders::by_status().query(Status::Pending).sk_begins_with(MARKER);
    assert_shows(index, &["Query", "gsi-status-date", "begins_with(created_at, ..)"]);
    assert_shows(Orders::scan().filter(condition()), &["Scan", "status = .."]);
    assert_shows(Orders::scan().segments(4).filter(condition()), &["Scan", "status = .."]);
}

#[test]
fn batches_omit_keys_and_values() {
    let order = order();
    assert_shows(Orders::batch_get([key(), key()]), &["BatchGet"]);
    assert_shows(BatchWrite::new().put(&order).delete(Orders::key_of(&key().0, &key().1)), &["BatchWrite"]);
    assert_shows(Orders::batch_put([order]), &["BatchWrite"]);
    assert_shows(Orders::batch_delete([key()]), &["BatchWrite"]);
}

#[test]
fn transactions_omit_keys_and_values() {
    let write = TransactWrite::new()
        .put(order().put().condition(condition()))
        .update(Orders::update(key()).set(Orders::REGION, MARKER))
        .delete(Orders::delete(key()).condition(condition()));
    assert_shows(write.clone(), &["TransactWrite"]);
    assert_shows(write.token(MARKER), &["TransactWrite", "has_token: true"]);
    assert_shows(TransactGet::new((Orders::get(key()), Users::get(MARKER))), &["TransactGet"]);
    assert_shows(order().put().idempotent(), &["Idempotent"]);
    assert_shows(Orders::update(key()).set(Orders::REGION, MARKER).idempotent(), &["Idempotent"]);
}
