//! What requests on entities send.

use dkmio::DynamoTable as _;

use crate::models::{Order, Tenant, at};

#[test]
fn a_query_begins_with_the_text_of_its_entity() {
    let explained = Order::query("acme").explain().expect("a request").to_string();
    assert!(explained.contains("begins_with"), "{explained}");
    assert!(explained.contains("ORDER#"), "{explained}");
    assert!(!explained.contains("_et"), "{explained}");
}

#[test]
fn a_range_stays_within_the_text_of_its_entity() {
    let explained = Order::query("acme").sk_gte(at(1)).explain().expect("a request").to_string();
    assert!(explained.contains("BETWEEN"), "{explained}");
    assert!(explained.contains("ORDER#2025-01-01T12:00:00.000000000Z"), "{explained}");
    assert!(explained.contains("ORDER#\u{10FFFF}"), "{explained}");
}

#[test]
fn a_whole_key_is_one_equality() {
    let explained = Tenant::query("acme").explain().expect("a request").to_string();
    assert!(explained.contains("PROFILE") && !explained.contains("begins_with"), "{explained}");
}

#[test]
fn a_scan_and_a_query_without_text_filter_on_the_entity() {
    let scan = Order::scan().explain().expect("a request").to_string();
    assert!(scan.contains("_et") && scan.contains("Order"), "{scan}");
    let query =
        Order::by_status().query(("acme", crate::models::Status::Open)).explain().expect("a request").to_string();
    assert!(query.contains("_et"), "{query}");
}
