//! Cursors sealed with a key of the connection.

use std::collections::BTreeSet;
use std::error::Error as _;

use dkmio::{Cursor, CursorError, DynamoDb, DynamoTable, Error};
use futures::TryStreamExt;

use super::table::{ids, orders};
use crate::models::Orders;
use crate::support;

const KEY: [u8; 32] = [7; 32];

/// The user's code, the same with and without seals: one page, and the text of the cursor behind it.
async fn page(db: &DynamoDb, after: Option<&str>) -> Result<(Vec<Orders>, Option<String>), Error> {
    let query = Orders::query("u").page_size(3);
    let query = match after {
        Some(text) => query.start_from(text.parse()?),
        None => query,
    };
    let page = query.page(db).await?;
    Ok((page.items, page.next.map(|cursor| cursor.to_string())))
}

fn refusal<T>(result: Result<T, Error>) -> CursorError {
    let error = result.err().expect("a refusal");
    assert_eq!(error.kind(), dkmio::ErrorKind::InvalidCursor);
    *error.source().and_then(|source| source.downcast_ref()).expect("a cursor's error")
}

/// An open and a sealed connection to the same table of ten orders.
async fn connections() -> (DynamoDb, DynamoDb) {
    let db = support::db().await;
    orders(&db, 10).await;
    (db.clone(), db.with_cursor_key(&KEY))
}

#[tokio::test]
async fn the_same_code_pages_with_and_without_seals() {
    let (open, sealed) = connections().await;
    for db in [open, sealed.clone(), sealed.with_cursor_key(&KEY)] {
        let mut seen = Vec::new();
        let mut next = None;
        loop {
            let (items, after) = page(&db, next.as_deref()).await.unwrap();
            seen.extend(ids(&items));
            next = after;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 10);
    }
}

#[tokio::test]
async fn a_sealed_cursor_shows_nothing_and_is_another_text_each_time() {
    let (open, sealed) = connections().await;
    let readable = Orders::query("u").page_size(3).page(&open).await.unwrap().next.unwrap();
    let closed = Orders::query("u").page_size(3).page(&sealed).await.unwrap().next.unwrap();
    let contains = |cursor: &Cursor, text: &str| {
        let letters = cursor.encode();
        let bits: Vec<u8> =
            letters.bytes().filter_map(letter).flat_map(|six| (0..6).rev().map(move |at| six >> at & 1)).collect();
        let bytes: Vec<u8> =
            bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    assert!(contains(&readable, "o02") && contains(&readable, "order_id"));
    assert!(!contains(&closed, "o02") && !contains(&closed, "order_id"));
    let texts: BTreeSet<String> = (0..50).map(|_| closed.encode()).collect();
    assert_eq!(texts.len(), 50);
    assert_eq!(serde_json::to_value(&closed).unwrap().as_str().unwrap().len(), closed.encode().len());
    let closed: Cursor = closed.encode().parse().unwrap();
    assert_eq!(format!("{closed:?}"), "Cursor(sealed)");
}

/// The six bits of a letter of URL-safe base64.
fn letter(letter: u8) -> Option<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    letters.iter().position(|known| *known == letter).and_then(|at| u8::try_from(at).ok())
}

#[tokio::test]
async fn forged_cut_and_changed_seals_are_refused() {
    let (_, sealed) = connections().await;
    let text = page(&sealed, None).await.unwrap().1.unwrap();
    for at in 2..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        let used = page(&sealed, Some(&changed)).await;
        assert!(matches!(refusal(used), CursorError::SealBroken | CursorError::Malformed), "changed at {at}");
    }
    for end in 0..text.len() {
        let used = page(&sealed, Some(&text[..end])).await;
        assert!(matches!(refusal(used), CursorError::SealBroken | CursorError::Malformed), "cut at {end}");
    }
}

#[tokio::test]
async fn seals_of_another_key_and_cursors_without_one_are_refused() {
    let (open, sealed) = connections().await;
    let foreign = open.clone().with_cursor_key(&[8; 32]);
    let of_foreign = page(&foreign, None).await.unwrap().1.unwrap();
    assert_eq!(refusal(page(&sealed, Some(&of_foreign)).await), CursorError::SealBroken);
    let of_open = page(&open, None).await.unwrap().1.unwrap();
    assert_eq!(refusal(page(&sealed, Some(&of_open)).await), CursorError::SealMissing);
    let of_sealed = page(&sealed, None).await.unwrap().1.unwrap();
    assert_eq!(refusal(page(&open, Some(&of_sealed)).await), CursorError::SealedWithoutKey);
}

#[tokio::test]
async fn one_key_seals_and_several_open() {
    let (open, old) = connections().await;
    let (seal, other) = ([9; 32], [10; 32]);
    let both = open.clone().with_cursor_keys(&seal, [&other, &KEY]);
    let new = open.with_cursor_key(&seal);
    let of_old = page(&old, None).await.unwrap().1.unwrap();
    assert_eq!(ids(&page(&both, Some(&of_old)).await.unwrap().0), ["o03", "o04", "o05"]);
    assert_eq!(refusal(page(&new, Some(&of_old)).await), CursorError::SealBroken);
    // What the connection with several keys seals, the new key alone opens and the old one does not.
    let of_both = page(&both, None).await.unwrap().1.unwrap();
    assert_eq!(ids(&page(&new, Some(&of_both)).await.unwrap().0), ["o03", "o04", "o05"]);
    assert_eq!(refusal(page(&old, Some(&of_both)).await), CursorError::SealBroken);
    // A cursor that never became text is checked as well.
    let of_old = Orders::query("u").page_size(3).page(&old).await.unwrap().next.unwrap();
    let of_both = Orders::query("u").page_size(3).page(&both).await.unwrap().next.unwrap();
    assert_eq!(Orders::query("u").start_from(of_old).all(&both).await.unwrap().len(), 7);
    assert_eq!(refusal(Orders::query("u").start_from(of_both).page(&old).await), CursorError::SealBroken);
}

#[tokio::test]
async fn a_cursor_that_never_became_text_is_checked_as_well() {
    let (open, sealed) = connections().await;
    let foreign = open.clone().with_cursor_key(&[8; 32]);
    let again = open.clone().with_cursor_key(&KEY);
    let query = || Orders::query("u").page_size(3);
    let of_open = query().page(&open).await.unwrap().next.unwrap();
    let of_sealed = query().page(&sealed).await.unwrap().next.unwrap();
    assert_eq!(refusal(query().start_from(of_open).page(&sealed).await), CursorError::SealMissing);
    assert_eq!(refusal(query().start_from(of_sealed.clone()).page(&open).await), CursorError::SealedWithoutKey);
    assert_eq!(refusal(query().start_from(of_sealed.clone()).page(&foreign).await), CursorError::SealBroken);
    assert_eq!(ids(&query().start_from(of_sealed).page(&again).await.unwrap().items), ["o03", "o04", "o05"]);
}

#[tokio::test]
async fn a_sealed_cursor_of_another_query_is_refused_too() {
    let (_, sealed) = connections().await;
    let text = page(&sealed, None).await.unwrap().1.unwrap();
    let other = Orders::query("v").start_from(text.parse().unwrap()).page(&sealed).await;
    assert_eq!(refusal(other), CursorError::KeyCondition);
}

#[tokio::test]
async fn streams_and_parallel_scans_have_sealed_cursors() {
    let (_, sealed) = connections().await;
    let mut stream = Orders::query("u").page_size(2).stream(&sealed);
    stream.try_next().await.unwrap();
    let text = stream.cursor().unwrap().unwrap().encode();
    let rest = Orders::query("u").start_from(text.parse().unwrap()).all(&sealed).await.unwrap();
    assert_eq!(rest.len(), 9);
    let mut stream = Orders::scan().segments(2).page_size(2).stream(&sealed);
    stream.try_next().await.unwrap();
    let text = stream.cursor().unwrap().unwrap().encode();
    let rest = Orders::scan().segments(2).start_from(text.parse().unwrap()).all(&sealed).await.unwrap();
    assert_eq!(rest.len(), 9);
}

#[tokio::test]
async fn a_connection_shows_no_key() {
    let (_, sealed) = connections().await;
    // The bytes of the key, in any form that `Debug` would give them. The table prefix may have single digits.
    let shown = format!("{sealed:?} {sealed:#?}").replace([' ', '\n'], "");
    assert!(!shown.contains("7,7,7") && !shown.contains("070707") && !shown.contains("\\u{7}"), "{shown}");
}
