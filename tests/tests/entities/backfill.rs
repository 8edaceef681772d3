//! Backfills: the keys of existing items are rendered again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use dkmio::backfill::BackfillReport;
use dkmio::{Cursor, DynamoDb, DynamoEntity, DynamoTable, ErrorKind, Item, item, json};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};

use crate::engine::{create, db_with, s, store};
use crate::support::faulty;

#[derive(DynamoTable)]
#[dynamo(table = "old", pk = "PK", sk = "SK", entity_attribute = optional("_et"))]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = number("GSI2SK"))]
#[gsi(inverted, name = "GSI3", pk = "SK", sk = "PK")]
struct Old;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Old)]
#[constant("_v" = "2")]
#[pk = "USER#{user}"]
#[sk = "ORDER#{number:05}"]
#[index(by_status = Old::gsi1, pk = "STATUS#{status}", sk = "{due}#{number:05}")]
#[index(largest = Old::gsi2, pk = "ALL", sk = "{total}")]
#[index(inverted = Old::inverted)]
struct Order {
    user: String,
    #[key_only]
    number: u32,
    status: String,
    due: Option<String>,
    total: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Old)]
#[pk = "USER#{user}"]
#[sk = "USER"]
struct User {
    user: String,
}

/// An order as an old program stored it: without the entity attribute, the constant and the second index, and with other index keys.
fn old(number: u32) -> Item {
    let stored = item! {
        "PK" => "USER#ana", "SK" => format!("ORDER#{number:05}"), "user" => "ana", "status" => "open", "due" => "2025-01",
        "total" => number, "GSI1PK" => "open", "note" => "kept"
    };
    stored.expect("an item")
}

/// A table with the items of an old program.
async fn fill(db: &DynamoDb, orders: u32) {
    for number in 0..orders {
        store::<Old>(db, old(number)).await;
    }
    User { user: "ana".to_owned() }.put().send(db).await.expect("a put");
    let other = item! { "PK" => "USER#ana", "SK" => "ORDER#x", "_et" => "Other", "GSI1PK" => "kept" };
    store::<Old>(db, other.expect("an item")).await;
}

async fn items(db: &DynamoDb) -> Vec<Item> {
    let mut items = Old::scan().consistent().all(db).await.expect("a scan");
    items.sort_by_key(|item| item.get("SK").and_then(|sk| sk.as_s().ok()).cloned());
    items
}

/// Panics unless every derived attribute of an order is as it is rendered.
fn check(item: &Item) {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str);
    let Some(number) = text("SK").and_then(|sk| sk.strip_prefix("ORDER#")).filter(|sk| sk.len() == 5) else { return };
    assert_eq!((text("_et"), text("_v"), text("GSI2PK")), (Some("Order"), Some("2"), Some("ALL")), "{item:?}");
    assert_eq!(text("GSI1PK"), text("status").map(|status| format!("STATUS#{status}")).as_deref(), "{item:?}");
    assert_eq!(text("GSI1SK"), text("due").map(|due| format!("{due}#{number}")).as_deref(), "{item:?}");
    assert_eq!(item.get("GSI2SK"), item.get("total"), "{item:?}");
}

/// The counts of a report, in the order of its fields.
fn counts(report: &BackfillReport) -> [usize; 7] {
    let BackfillReport { read, correct, written, conflicts, deleted, key_changes, invalid, .. } = report;
    [*read, *correct, *written, *conflicts, *deleted, *key_changes, *invalid]
}

#[tokio::test]
async fn a_backfill_corrects_every_item_of_the_entity_once() {
    let db = db_with::<Old>().await;
    fill(&db, 5).await;
    let report = Order::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((counts(&report), report.next.is_none()), ([5, 0, 5, 0, 0, 0, 0], true));
    let after = items(&db).await;
    after.iter().for_each(check);
    assert_eq!(after[0].get("note"), Some(&s("kept")));
    let kept = after.iter().find(|item| item.get("_et") == Some(&s("Other"))).expect("the other item");
    assert_eq!(kept.get("GSI1PK"), Some(&s("kept")));
    // What it writes is what a put of the item writes.
    let order = Order::get(("ana", 3)).send(&db).await.expect("a read").expect("an order");
    let stored = Order::get(("ana", 3)).free_form().send(&db).await.expect("a read").expect("an item");
    order.put().send(&db).await.expect("a put");
    let put = Order::get(("ana", 3)).free_form().send(&db).await.expect("a read").expect("an item");
    let without_note: HashMap<_, _> =
        stored.into_inner().into_iter().filter(|(name, _)| !matches!(name.as_str(), "note")).collect();
    assert_eq!(put.into_inner(), without_note);
    assert_eq!(Order::largest().query(()).sk_gte(3).count(&db).await.expect("a count"), 2);

    let again = Order::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((counts(&again), again.write_units), ([5, 5, 0, 0, 0, 0, 0], 0.0));
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let (db, faults) = faulty();
    create::<Old>(&db).await;
    fill(&db, 5).await;
    let before = items(&db).await;
    faults.clear_calls();
    let report = Order::backfill_keys().dry_run().send(&db).await.expect("a backfill");
    assert_eq!(counts(&report), [5, 0, 5, 0, 0, 0, 0]);
    assert!(faults.calls().iter().all(|call| call.operation() == Operation::Scan));
    assert_eq!(items(&db).await, before);
}

#[tokio::test]
async fn keys_that_lost_a_part_are_removed_and_fields_of_the_key_are_restored() {
    let db = db_with::<Old>().await;
    let stored = item! {
        "PK" => "USER#ana", "SK" => "ORDER#00001", "_et" => "Order", "_v" => "2", "status" => "open", "total" => 1,
        "GSI1PK" => "STATUS#open", "GSI1SK" => "2024#00001", "GSI2PK" => "ALL", "GSI2SK" => 1
    };
    store::<Old>(&db, stored.expect("an item")).await;
    let report = Order::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!(counts(&report), [1, 0, 1, 0, 0, 0, 0]);
    let item = items(&db).await.remove(0);
    check(&item);
    assert_eq!((item.get("GSI1SK"), item.get("user"), item.get("number")), (None, Some(&s("ana")), None));
}

#[tokio::test]
async fn items_with_another_key_and_items_that_cannot_be_rendered_are_reported() {
    let db = db_with::<Old>().await;
    let moved = item! {
        "PK" => "USER#ana", "SK" => "ORDER#1", "_et" => "Order", "user" => "ana", "number" => 1, "status" => "open", "total" => 1
    };
    store::<Old>(&db, moved.expect("an item")).await;
    let invalid = item! {
        "PK" => "USER#ana", "SK" => "ORDER#00002", "user" => "ana", "status" => "a#b", "total" => 1
    };
    store::<Old>(&db, invalid.expect("an item")).await;
    let before = items(&db).await;
    let report = Order::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 1, 1]);
    assert_eq!(report.key_change_items[0].get("SK"), Some(&s("ORDER#1")));
    let invalid = &report.invalid_items[0];
    assert_eq!(invalid.key().get("SK"), Some(&s("ORDER#00002")));
    assert_eq!(invalid.error().kind(), ErrorKind::InvalidKey);
    assert!(!format!("{report:?} {invalid:?} {invalid}").contains("a#b"));
    assert_eq!(items(&db).await, before);
}

#[tokio::test]
async fn a_backfill_stops_at_max_pages_and_continues_from_its_cursor() {
    let db = db_with::<Old>().await;
    fill(&db, 10).await;
    let (mut next, mut runs, mut written) = (None, 0, 0);
    loop {
        let backfill = Order::backfill_keys().page_size(3).max_pages(1);
        let backfill = match next {
            Some(cursor) => backfill.start_from(cursor),
            None => backfill,
        };
        let report = backfill.send(&db).await.expect("a backfill");
        runs += 1;
        written += report.written;
        assert_eq!(report.correct, 0);
        // A cursor is text between two runs.
        next = report.next.map(|cursor| cursor.to_string().parse::<Cursor>().expect("a cursor"));
        if next.is_none() {
            break;
        }
    }
    assert_eq!((written, runs >= 4), (10, true));
    items(&db).await.iter().for_each(check);
    let nothing = Order::backfill_keys().max_pages(0).send(&db).await.expect("a backfill");
    assert_eq!(nothing.read, 0);
    let descending = Order::query("ana").descending().limit(1).page(&db).await.expect("a page").next.expect("a cursor");
    let refused = Order::backfill_keys().start_from(descending).send(&db).await.expect_err("a cursor of another read");
    assert_eq!(refused.kind(), ErrorKind::InvalidCursor);
}

#[tokio::test]
async fn a_failed_run_continues_after_its_last_page() {
    let (db, faults) = faulty();
    create::<Old>(&db).await;
    fill(&db, 12).await;
    faults.clear_calls();
    faults.on(Operation::UpdateItem).nth(8).always().error(400, "AccessDeniedException", "no");
    let seen = Arc::new(Mutex::new((Vec::new(), None)));
    let backfill = || {
        let seen = seen.clone();
        Order::backfill_keys().page_size(3).on_progress(move |report: &BackfillReport| {
            let mut seen = seen.lock().expect("no panic");
            seen.0.push(report.written);
            seen.1 = report.next.clone();
        })
    };
    backfill().send(&db).await.expect_err("a write that fails");
    let (progress, next) = seen.lock().expect("no panic").clone();
    assert_eq!(progress, [3, 6]);
    faults.clear_rules();
    let report = backfill().start_from(next.expect("a cursor")).send(&db).await.expect("a backfill");
    // Some items of the page that failed are correct already, and no item before it is read again.
    assert_eq!((report.read, report.written + report.correct), (6, 6));
    items(&db).await.iter().for_each(check);
    assert_eq!(items(&db).await.len(), 14);
}

#[tokio::test]
async fn an_item_that_changes_in_between_is_compared_again() {
    let (db, faults) = faulty();
    create::<Old>(&db).await;
    store::<Old>(&db, old(1)).await;
    let current = json::to_string(&old(1)).expect("an item").replace("open", "paid");
    let body = format!(
        r#"{{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{current}}}"#
    );
    let respond = || faults.on(Operation::UpdateItem).respond(400, Vec::<(String, String)>::new(), body.clone());
    respond();
    let report = Order::backfill_keys().send(&db).await.expect("a backfill");
    // The second update was for the item in the response, which is not the stored one.
    assert_eq!(counts(&report), [1, 0, 1, 0, 0, 0, 0]);
    let updates = faults.calls().iter().filter(|call| call.operation() == Operation::UpdateItem).count();
    assert_eq!(updates, 3);
    items(&db).await.iter().for_each(check);

    store::<Old>(&db, old(1)).await;
    faults.on(Operation::UpdateItem).always().respond(400, Vec::<(String, String)>::new(), body.clone());
    let report = Order::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!(counts(&report), [1, 0, 0, 1, 0, 0, 0]);
    faults.clear_rules();
    let gone = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}"#;
    faults.on(Operation::UpdateItem).respond(400, Vec::<(String, String)>::new(), gone);
    let report = Order::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!(counts(&report), [1, 0, 0, 0, 1, 0, 0]);
}

#[tokio::test]
async fn a_backfill_with_concurrent_writers_leaves_correct_keys() {
    for seed in 0..4 {
        let (db, faults) = faulty();
        create::<Old>(&db).await;
        fill(&db, 40).await;
        faults.random(seed, dkmio_embedded::Probabilities { lost_response: 0.1, ..Default::default() });
        let backfill = async { Order::backfill_keys().page_size(15).send(&db).await.expect("a backfill") };
        let writers = (0..4).map(|writer| write(&db, seed * 4 + writer));
        let (report, _) = futures::join!(backfill, futures::future::join_all(writers));
        faults.random(seed, dkmio_embedded::Probabilities::default());
        // A writer deletes items and makes new ones meanwhile, and no item is left behind.
        assert_eq!((report.conflicts, report.invalid, report.key_changes), (0, 0, 0));
        items(&db).await.iter().for_each(check);
        assert!(report.written > 20, "{report:?}");
    }
}

/// Writes of a program that renders keys as they are declared now.
async fn write(db: &DynamoDb, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..60 {
        let number = random.u32(0..40);
        let key = ("ana", number);
        let status = ["open", "paid", "sent"][random.usize(0..3)];
        let written = match random.u8(0..5) {
            0 => Order::update(key).set(Order::STATUS, status).if_exists().send(db).await,
            1 => Order::update(key).set(Order::DUE, format!("2025-0{}", random.u8(1..9))).if_exists().send(db).await,
            2 => Order::update(key).remove(Order::DUE).if_exists().send(db).await,
            3 => Order::update(key).set(Order::TOTAL, random.u64(0..1000)).if_exists().send(db).await,
            _ => Order::delete(key).send(db).await,
        };
        if let Err(error) = written {
            assert!(error.is_condition_failed(), "{error}");
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn updates_wait_until_their_capacity_has_flowed_in() {
    let db = db_with::<Old>().await;
    fill(&db, 6).await;
    let started = tokio::time::Instant::now();
    let report = Order::backfill_keys().max_write_units_per_second(2).send(&db).await.expect("a backfill");
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(report.written, 6);
    // The first one costs nothing in advance, and the last one is not waited for.
    assert!(report.write_units >= 6.0 && seconds >= (report.write_units - report.write_units / 6.0 - 2.0) / 2.0 - 1.0);
    let refused = Order::backfill_keys().max_write_units_per_second(0).send(&db).await.expect_err("a mistake");
    assert_eq!(refused.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_key_that_repeats_ends_a_backfill() {
    let (db, faults) = faulty();
    for turn in 0..20 {
        let sort_key = turn % 2;
        let page = format!(
            r#"{{"Items":[],"Count":0,"ScannedCount":0,"LastEvaluatedKey":{{"PK":{{"S":"USER#ana"}},"SK":{{"S":"{sort_key}"}}}}}}"#
        );
        faults.on(Operation::Scan).respond(200, [("x-test", "1")], page);
    }
    let error = Order::backfill_keys().table_name("old-2026").send(&db).await.expect_err("a read without an end");
    assert_eq!(
        (error.kind(), error.operation(), error.table()),
        (ErrorKind::RepeatedKey, Some("Scan"), Some("old-2026"))
    );
    assert_eq!(faults.calls().len(), 3);
}
