//! What requests on entities send.

use dkmio::{DynamoTable as _, Explanation, TransactGet, TransactWrite};

use crate::models::{Order, Status, Tenant, at, order};

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
    let query = Order::by_status().query(("acme", Status::Open)).explain().expect("a request").to_string();
    assert!(query.contains("_et"), "{query}");
}

fn notes(explanation: &Explanation) -> Vec<&str> {
    explanation.notes.iter().map(String::as_str).collect()
}

const PARTITION: &str = "`PK` is rendered from \"TENANT#{tenant}\"";
const SORT: &str = "`SK` is rendered from \"ORDER#{placed}#{order_id}\"";
const STATUS: &str = "`GSI1PK` is rendered from \"TENANT#{tenant}#{status}\"";

#[test]
fn a_note_names_the_template_of_each_rendered_key() {
    let put = order("acme", 1, "o1", 30).put().explain().expect("a request");
    let (place, amount) = (
        "`GSI1SK` is rendered from \"{placed}#{order_id}\"",
        ["`GSI2PK` is rendered from \"TENANT#{tenant}\"", "`GSI2SK` is rendered from \"{total}\""],
    );
    // The order has no customer, so it has no key with this part.
    assert_eq!(notes(&put), [PARTITION, SORT, STATUS, place, amount[0], amount[1]]);
    assert!(put.to_string().ends_with(&format!("\n  note: {}", amount[1])), "{put}");
    let update = Order::update(("acme", at(1), "o1")).set(Order::STATUS, Status::Paid).if_exists();
    assert_eq!(notes(&update.explain().expect("a request")), [PARTITION, SORT, STATUS]);
    let key = ("acme", at(1), "o1");
    assert_eq!(notes(&Order::delete(key).explain().expect("a request")), [PARTITION, SORT]);
    assert_eq!(notes(&Order::get(key).explain().expect("a request")), [PARTITION, SORT]);
    let write = TransactWrite::new().update(update).explain().expect("a request");
    assert_eq!(notes(&write.parts[0]), [PARTITION, SORT, STATUS]);
    let read = TransactGet::new((Order::get(key),)).explain().expect("a request");
    assert_eq!(notes(&read.parts[0]), [PARTITION, SORT]);
}

#[test]
fn a_note_says_what_happens_to_items_of_other_entities() {
    let query = Order::query("acme").sk_gte(at(1)).explain().expect("a request");
    let skipped = "items of entities other than `Order` are skipped; they are read and charged";
    assert_eq!(notes(&query), [PARTITION, SORT, skipped]);
    let filtered = "the filter leaves out items of entities other than `Order`";
    let open = Order::by_status().query(("acme", Status::Open)).explain().expect("a request");
    assert_eq!(notes(&open), [STATUS, filtered]);
    assert_eq!(notes(&Order::scan().explain().expect("a request")), [filtered]);
}

#[test]
fn a_query_of_the_partition_of_a_key_is_a_query_of_the_entity() {
    let of_key = Order::query_partition_of(("acme", at(1), "o1")).explain().expect("a request");
    let of_partition = Order::query("acme").explain().expect("a request");
    assert_eq!(of_key.to_string(), of_partition.to_string());
}
