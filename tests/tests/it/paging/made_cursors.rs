//! Cursors made from items, keys and another program's `LastEvaluatedKey`, and turned back into keys.

use std::collections::HashMap;
use std::error::Error as _;

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{Cursor, CursorError, DynamoTable, Error, ErrorKind};
use futures::TryStreamExt;

use super::table::{create, ids, order, orders};
use crate::models::{Events, Orders, OrdersKey, Status, Users};
use crate::support;

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> CursorError {
    let error = result.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::InvalidCursor, "{error}");
    *error.source().and_then(|source| source.downcast_ref()).expect("a cursor's error")
}

fn key(id: &str) -> OrdersKey {
    OrdersKey { user_id: "u".to_owned(), order_id: id.to_owned() }
}

#[tokio::test]
async fn a_read_continues_after_an_item() {
    let db = support::db().await;
    orders(&db, 8).await;
    let after = |number| Cursor::after(&order(number));
    let table = Orders::query("u").start_from(after(4)).all(&db).await.unwrap();
    assert_eq!(ids(&table), ["o05", "o06", "o07"]);
    let backward = Orders::query("u").descending().start_from(after(2)).all(&db).await.unwrap();
    assert_eq!(ids(&backward), ["o01", "o00"]);
    let global = Orders::by_status().query(Status::Pending).start_from(after(4)).all(&db).await.unwrap();
    assert_eq!(global.iter().map(|entry| entry.order_id.as_str()).collect::<Vec<_>>(), ["o05", "o07"]);
    let local = Orders::by_amount().query("u").start_from(after(2)).all(&db).await.unwrap();
    assert_eq!(ids(&local), ["o01", "o00"]);
    let scan = Orders::scan().start_from(after(6)).all(&db).await.unwrap();
    assert_eq!(ids(&scan), ["o07"]);
    let stream = Orders::query("u").page_size(1).start_from(after(5)).stream(&db);
    assert_eq!(ids(&stream.try_collect::<Vec<_>>().await.unwrap()), ["o06", "o07"]);
    assert_eq!(Orders::query("u").start_from(after(5)).count(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn a_read_continues_after_a_key_that_no_item_has() {
    let db = support::db().await;
    orders(&db, 4).await;
    let rest = Orders::query("u").start_from(Cursor::after_key(&key("o01x"))).all(&db).await.unwrap();
    assert_eq!(ids(&rest), ["o02", "o03"]);
}

#[tokio::test]
async fn a_last_evaluated_key_goes_in_and_out() {
    let db = support::db().await;
    orders(&db, 6).await;
    let by_sdk = db.client().query().table_name(db.table_name::<Orders>()).limit(2);
    let by_sdk = by_sdk.key_condition_expression("user_id = :u");
    let by_sdk = by_sdk.expression_attribute_values(":u", AttributeValue::S("u".to_owned())).send().await.unwrap();
    let theirs = by_sdk.last_evaluated_key.unwrap();
    let rest = Orders::query("u").start_from(Cursor::from_last_evaluated_key(theirs.clone())).all(&db).await.unwrap();
    assert_eq!(ids(&rest), ["o02", "o03", "o04", "o05"]);
    let ours = Orders::query("u").page_size(2).page(&db).await.unwrap().next.unwrap();
    assert_eq!(ours.last_evaluated_key().unwrap(), theirs);
    assert_eq!(ours.key::<Orders>().unwrap(), key("o01"));
    let from_text: Cursor = ours.encode().parse().unwrap();
    assert_eq!(from_text.last_evaluated_key().unwrap(), theirs);
    let of_index = Orders::by_status().query(Status::Pending).page_size(1).page(&db).await.unwrap().next.unwrap();
    assert_eq!(of_index.last_evaluated_key().unwrap().len(), 4);
    assert_eq!(of_index.key::<Orders>().unwrap(), key("o01"));
}

#[tokio::test]
async fn a_made_cursor_goes_through_text() {
    let db = support::db().await;
    orders(&db, 4).await;
    for cursor in [Cursor::after(&order(1)), Cursor::after_key(&key("o01"))] {
        let text = cursor.encode();
        let parsed: Cursor = text.parse().unwrap();
        assert_eq!(parsed, cursor);
        assert_eq!(ids(&Orders::query("u").start_from(parsed).all(&db).await.unwrap()), ["o02", "o03"]);
        for end in 0..text.len() {
            assert!(text[..end].parse::<Cursor>().is_err(), "cut at {end}");
        }
        assert!(!format!("{cursor:?}").contains("o01"), "{cursor:?}");
    }
}

#[test]
fn the_text_of_a_key_is_the_same_in_every_version() {
    let text = "BAMAAAAGb3JkZXJzAAAACG9yZGVyX2lkUwAAAANvMDEAAAAHdXNlcl9pZFMAAAABde9_wpI";
    assert_eq!(Cursor::after_key(&key("o01")).encode(), text);
}

#[tokio::test(start_paused = true)]
async fn a_made_cursor_is_checked_as_any_other() {
    let (db, faults) = support::faulty();
    orders(&db, 4).await;
    create::<Events>(&db).await;
    faults.clear_calls();
    let last = |pairs: &[(&str, AttributeValue)]| {
        let map: HashMap<_, _> = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Cursor::from_last_evaluated_key(map)
    };
    let s = |text: &str| AttributeValue::S(text.to_owned());
    let partition = Orders::query("v").start_from(Cursor::after(&order(1))).all(&db).await;
    assert_eq!(refusal(partition), CursorError::KeyCondition);
    let table = Users::scan().start_from(Cursor::after(&order(1))).all(&db).await;
    assert_eq!(refusal(table), CursorError::Table);
    let status = Orders::by_status().query(Status::Shipped).start_from(Cursor::after(&order(1))).all(&db).await;
    assert_eq!(refusal(status), CursorError::KeyCondition);
    // A sparse index: the item is not in it.
    let absent = Orders { region: None, ..order(1) };
    let sparse = Orders::by_region().query("EU").start_from(Cursor::after(&absent)).all(&db).await;
    assert_eq!(refusal(sparse), CursorError::KeyAttributes);
    let of_index = Orders::by_status().query(Status::Pending).start_from(Cursor::after_key(&key("o01"))).all(&db).await;
    assert_eq!(refusal(of_index), CursorError::KeyAttributes);
    for wrong in [
        last(&[("user_id", s("u"))]),
        last(&[("user_id", s("u")), ("order_id", AttributeValue::N("1".to_owned()))]),
        last(&[("user_id", s("u")), ("order_id", AttributeValue::Bool(true))]),
        last(&[("user_id", s("u")), ("order_id", s("o1")), ("total", AttributeValue::N("1".to_owned()))]),
        last(&[]),
    ] {
        let used = Orders::query("u").start_from(wrong.clone()).all(&db).await;
        assert_eq!(refusal(used), CursorError::KeyAttributes);
        let parsed = wrong.encode().parse::<Cursor>();
        assert!(parsed.is_err() || Orders::query("u").start_from(parsed.unwrap()).all(&db).await.is_err());
    }
    let parallel = Orders::scan().segments(2).start_from(Cursor::after(&order(1))).all(&db).await;
    assert_eq!(refusal(parallel), CursorError::Segments);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_sealing_connection_takes_made_cursors_from_the_program_only() {
    let db = support::db().await;
    orders(&db, 4).await;
    let sealed = db.clone().with_cursor_key(&[7; 32]);
    let made = Cursor::after(&order(1));
    assert_eq!(ids(&Orders::query("u").start_from(made.clone()).all(&sealed).await.unwrap()), ["o02", "o03"]);
    let from_text: Cursor = made.encode().parse().unwrap();
    assert_eq!(refusal(Orders::query("u").start_from(from_text).all(&sealed).await), CursorError::SealMissing);
}

#[tokio::test]
async fn a_sealed_text_shows_its_key_to_its_connection() {
    let db = support::db().await;
    orders(&db, 4).await;
    let sealed = db.clone().with_cursor_key(&[7; 32]);
    let text = Orders::query("u").page_size(2).page(&sealed).await.unwrap().next.unwrap().encode();
    let cursor: Cursor = text.parse().unwrap();
    assert_eq!(cursor.last_evaluated_key().unwrap_err(), CursorError::SealedWithoutKey);
    let opened = sealed.open_cursor(&cursor).unwrap();
    assert_eq!(opened.key::<Orders>().unwrap(), key("o01"));
    assert_eq!(refusal(db.open_cursor(&cursor)), CursorError::SealedWithoutKey);
    assert_eq!(refusal(db.with_cursor_key(&[8; 32]).open_cursor(&cursor)), CursorError::SealBroken);
    // Opened, it is still sealed when it is written.
    assert_eq!(ids(&Orders::query("u").start_from(opened.clone()).all(&sealed).await.unwrap()), ["o02", "o03"]);
    assert_eq!(
        opened.encode().parse::<Cursor>().unwrap().last_evaluated_key().unwrap_err(),
        CursorError::SealedWithoutKey
    );
}

#[tokio::test]
async fn the_cursor_of_a_parallel_scan_has_no_one_key() {
    let db = support::db().await;
    orders(&db, 4).await;
    let cursor = Orders::scan().segments(2).stream(&db).cursor().unwrap().unwrap();
    assert_eq!(cursor.last_evaluated_key().unwrap_err(), CursorError::Segments);
}

#[tokio::test]
async fn a_key_of_another_table_is_refused() {
    let db = support::db().await;
    orders(&db, 4).await;
    let of_index = Orders::by_status().query(Status::Pending).page_size(1).page(&db).await.unwrap().next.unwrap();
    let of_query = Orders::query("u").page_size(2).page(&db).await.unwrap().next.unwrap();
    let theirs = Cursor::from_last_evaluated_key(of_query.last_evaluated_key().unwrap());
    for cursor in [of_index, of_query, theirs, Cursor::after(&order(1)), Cursor::after_key(&key("o01"))] {
        assert_eq!(cursor.key::<Orders>().unwrap().user_id, "u");
        assert_eq!(refusal(cursor.key::<Users>()), CursorError::Table);
        assert_eq!(refusal(cursor.key::<Events>()), CursorError::Table);
    }
}
