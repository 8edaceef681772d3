//! Cursors: they go through text, end pages anywhere, and are refused where they do not belong.

use dkmio::{Cursor, CursorError, DynamoTable, Error};
use std::error::Error as _;

use super::table::{create, ids, orders};
use crate::models::{Events, Orders, Status};
use crate::support;

/// Why a cursor was refused; nothing may have been sent.
#[track_caller]
fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> CursorError {
    let error = result.expect_err("a refusal");
    assert_eq!(error.kind(), dkmio::ErrorKind::InvalidCursor);
    *error.source().and_then(|source| source.downcast_ref()).expect("a cursor's error")
}

#[tokio::test]
async fn a_cursor_goes_through_text_and_serde() {
    let db = support::db().await;
    orders(&db, 10).await;
    let cursor = Orders::query("u").page_size(4).page(&db).await.unwrap().next.unwrap();
    let text = cursor.to_string();
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{text}");
    assert_eq!(text.parse::<Cursor>().unwrap(), cursor);
    let json = serde_json::to_string(&cursor).unwrap();
    assert_eq!(json, format!("\"{text}\""));
    assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
    assert_eq!(serde_json::from_value::<Cursor>(text.clone().into()).unwrap(), cursor);
    let rest = Orders::query("u").start_from(text.parse().unwrap()).all(&db).await.unwrap();
    assert_eq!(ids(&rest), ["o04", "o05", "o06", "o07", "o08", "o09"]);
    assert!(!format!("{cursor:?}").contains("o03"));
}

#[tokio::test]
async fn a_cursor_after_a_page_cut_by_the_limit_continues_there() {
    let db = support::db().await;
    orders(&db, 10).await;
    let table = || Orders::query("u").filter(Orders::TOTAL.gt(0)).select(Orders::TOTAL).page_size(5);
    let page = table().limit(3).page(&db).await.unwrap();
    assert_eq!(page.items, [1000, 999, 998]);
    assert_eq!(table().start_from(page.next.unwrap()).all(&db).await.unwrap(), [997, 996, 995, 994, 993, 992, 991]);
}

#[tokio::test]
async fn a_cursor_after_a_cut_page_of_an_index_has_both_keys() {
    let db = support::db().await;
    orders(&db, 10).await;
    let global = || Orders::by_status().query(Status::Pending).filter(Orders::TOTAL.gt(0)).select(Orders::TOTAL);
    let page = global().limit(2).page(&db).await.unwrap();
    assert_eq!(page.items, [999, 998]);
    assert_eq!(global().start_from(page.next.unwrap()).all(&db).await.unwrap(), [996, 995, 993, 992]);
    let local = || Orders::by_amount().query("u").filter(Orders::PAID.eq(0)).select_paths(["status"]).descending();
    let page = local().limit(4).page(&db).await.unwrap();
    assert_eq!(page.items.len(), 4);
    assert_eq!(local().start_from(page.next.unwrap()).all(&db).await.unwrap().len(), 6);
    let entries = || Orders::by_region().scan().filter(Orders::USER_ID.eq("u"));
    let page = entries().limit(7).page(&db).await.unwrap();
    assert_eq!(entries().start_from(page.next.unwrap()).all(&db).await.unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_is_refused_where_it_does_not_belong() {
    let (db, faults) = support::faulty();
    orders(&db, 10).await;
    create::<Events>(&db).await;
    let cursor = Orders::query("u").page_size(4).page(&db).await.unwrap().next.unwrap();
    faults.clear_calls();
    let at = || cursor.clone();
    let events = Events::query("u").start_from(at()).all(&db).await;
    assert_eq!(refusal(events), CursorError::Table);
    let prefixed = Orders::query("u").start_from(at()).all(&db.clone().with_table_prefix("x-")).await;
    assert_eq!(refusal(prefixed), CursorError::Table);
    let index = Orders::by_amount().query("u").start_from(at()).page(&db).await;
    assert_eq!(refusal(index), CursorError::Index);
    let other_index = Orders::by_date().query("u").start_from(at()).first(&db).await;
    assert_eq!(refusal(other_index), CursorError::Index);
    let direction = Orders::query("u").descending().start_from(at()).count(&db).await;
    assert_eq!(refusal(direction), CursorError::Direction);
    let partition = Orders::query("v").start_from(at()).all(&db).await;
    assert_eq!(refusal(partition), CursorError::KeyCondition);
    let range = Orders::query("u").sk_gt("o").start_from(at()).all(&db).await;
    assert_eq!(refusal(range), CursorError::KeyCondition);
    let scan = Orders::scan().start_from(at()).all(&db).await;
    assert_eq!(refusal(scan), CursorError::KeyCondition);
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn another_bound_or_operator_is_another_key_condition() {
    let db = support::db().await;
    orders(&db, 10).await;
    let cursor = Orders::query("u").sk_between("o0", "o8").page_size(2).page(&db).await.unwrap().next.unwrap();
    let other = Orders::query("u").sk_between("o0", "o7").start_from(cursor.clone()).all(&db).await;
    assert_eq!(refusal(other), CursorError::KeyCondition);
    let other = Orders::query("u").sk_gte("o0").start_from(cursor.clone()).all(&db).await;
    assert_eq!(refusal(other), CursorError::KeyCondition);
    let after = Orders::query("u").sk_gt("o0").page_size(2).page(&db).await.unwrap().next.unwrap();
    let other = Orders::query("u").sk_gte("o0").start_from(after.clone()).all(&db).await;
    assert_eq!(refusal(other), CursorError::KeyCondition);
    assert_eq!(Orders::query("u").sk_gt("o0").start_from(after).all(&db).await.unwrap().len(), 8);
    let same = Orders::query("u").sk_between("o0", "o8").start_from(cursor).all(&db).await.unwrap();
    assert_eq!(same.len(), 8);
}

#[tokio::test]
async fn a_cursor_may_be_used_with_another_page_size_and_filter() {
    let db = support::db().await;
    orders(&db, 10).await;
    let cursor = Orders::query("u").page_size(4).page(&db).await.unwrap().next.unwrap();
    let query = Orders::query("u").filter(Orders::STATUS.eq(Status::Shipped)).limit(1).page_size(1);
    assert_eq!(ids(&query.start_from(cursor).all(&db).await.unwrap()), ["o06"]);
}

#[tokio::test]
async fn numbers_and_large_keys_stay_exact() {
    let db = support::db().await;
    create::<Events>(&db).await;
    let times = [i64::MIN, -1, 0, 9_007_199_254_740_993, i64::MAX];
    for ts in times {
        Events { device: "d/ü+ ".to_owned(), ts, rest: dkmio::Item::new() }.put().send(&db).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let query = Events::query("d/ü+ ").page_size(1);
        let query = match next.take() {
            Some(text) => query.start_from(text.parse().unwrap()),
            None => query,
        };
        let page = query.page(&db).await.unwrap();
        seen.extend(page.items.iter().map(|event| event.ts));
        let Some(cursor) = page.next else { break };
        next = Some(cursor.encode());
    }
    assert_eq!(seen, times);
}

#[test]
fn text_that_dkmio_never_made_is_called_so() {
    for text in ["abc", "", "null", "0", "eyJpZCI6MX0", "not a cursor", "AQ"] {
        let error = text.parse::<Cursor>().unwrap_err();
        assert!(error.to_string().starts_with("not a dkmio cursor"), "{text}: {error}");
    }
}

#[test]
fn text_that_is_no_cursor_is_malformed() {
    for text in ["", "a", "AQ", "not a cursor", "AQAAAA==", "$$$$", "AQAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(text.parse::<Cursor>().unwrap_err(), CursorError::Malformed, "{text}");
    }
    assert!(serde_json::from_str::<Cursor>("\"AQ\"").is_err());
    assert!(serde_json::from_str::<Cursor>("7").is_err());
}

#[tokio::test]
async fn a_cut_or_changed_cursor_is_malformed() {
    let db = support::db().await;
    orders(&db, 3).await;
    let text = Orders::query("u").page_size(1).page(&db).await.unwrap().next.unwrap().encode();
    for end in 0..text.len() {
        assert!(text[..end].parse::<Cursor>().is_err(), "cut at {end}");
    }
    for at in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        // The spare bits of the last letter are the only ones without a meaning.
        assert!(changed.parse::<Cursor>().is_err(), "changed at {at}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_version_says_so() {
    let db = support::db().await;
    orders(&db, 3).await;
    let text = Orders::query("u").page_size(1).page(&db).await.unwrap().next.unwrap().encode();
    assert_eq!(format!("Aw{}", &text[2..]).parse::<Cursor>().unwrap_err(), CursorError::Version);
}

#[tokio::test]
async fn no_error_shows_the_keys_in_a_cursor() {
    let db = support::db().await;
    orders(&db, 3).await;
    let cursor = Orders::query("u").page_size(1).page(&db).await.unwrap().next.unwrap();
    let error = Orders::query("v").start_from(cursor).all(&db).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("Query on `{}`: invalid cursor: cursor of another key condition", db.table_name::<Orders>())
    );
}
