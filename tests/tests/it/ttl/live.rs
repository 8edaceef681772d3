//! Expired items that are not yet deleted are left out where that is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use dkmio::{DynamoDb, DynamoTable, ErrorKind, Item, Ttl};
use dkmio_embedded::{Faults, Operation};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

use crate::models::Orders;
use crate::paging::table::{bodies, create, order};
use crate::support;

/// A session that ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "sessions")]
#[gsi(by_host, name = "gsi-host", pk = host, sk = id, projection = [expires_at])]
#[gsi(by_ip, name = "gsi-ip", pk = ip, projection = KEYS_ONLY)]
struct Sessions {
    #[pk]
    user: String,
    #[sk]
    id: u32,
    host: String,
    ip: String,
    #[serde(rename = "exp")]
    #[ttl]
    expires_at: Option<Ttl>,
}

/// A session whose time is over at `expires_at`.
fn session(id: u32, expires_at: impl Into<Option<u64>>) -> Sessions {
    let expires_at = expires_at.into().map(Ttl::from_epoch_seconds);
    Sessions { user: "u".to_owned(), id, host: "h".to_owned(), ip: "i".to_owned(), expires_at }
}

const NOW: u64 = 1_800_000_000;

/// A connection with a clock of its own, and sessions that end before, at and after its time, and never.
async fn sessions() -> (DynamoDb, Faults, Arc<AtomicU64>) {
    let (db, faults) = support::faulty();
    create::<Sessions>(&db).await;
    for session in [session(1, NOW - 1), session(2, NOW), session(3, NOW + 1), session(4, None)] {
        session.put().send(&db).await.unwrap();
    }
    let clock = Arc::new(AtomicU64::new(NOW));
    let shown = clock.clone();
    let db = db.with_clock(move || UNIX_EPOCH + Duration::from_secs(shown.load(Ordering::Relaxed)));
    faults.clear_calls();
    (db, faults, clock)
}

fn ids<'s>(sessions: impl IntoIterator<Item = &'s Sessions>) -> Vec<u32> {
    sessions.into_iter().map(|session| session.id).collect()
}

#[tokio::test]
async fn get_gives_no_expired_item() {
    let (db, _, clock) = sessions().await;
    for (id, there) in [(1, false), (2, false), (3, true), (4, true), (5, false)] {
        assert_eq!(Sessions::get(("u", id)).live().send(&db).await.unwrap().is_some(), there, "{id}");
    }
    assert!(Sessions::get(("u", 1)).send(&db).await.unwrap().is_some());
    clock.store(NOW + 1, Ordering::Relaxed);
    assert!(Sessions::get(("u", 3)).live().send(&db).await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn get_reads_the_time_along_with_what_was_selected() {
    let (db, faults, _) = sessions().await;
    let host = Sessions::get(("u", 3)).select(Sessions::HOST).live().send(&db).await.unwrap();
    assert_eq!(host.as_deref(), Some("h"));
    assert!(Sessions::get(("u", 2)).select(Sessions::HOST).live().send(&db).await.unwrap().is_none());
    let paths: Item = Sessions::get(("u", 3)).live().select_paths(["host"]).send(&db).await.unwrap().unwrap();
    assert_eq!(paths.len(), 1);
    let asked = Sessions::get(("u", 3)).live().select_paths(["host", "exp"]).send(&db).await.unwrap().unwrap();
    assert_eq!(asked.len(), 2);
    let names = bodies(&faults, Operation::GetItem)[0]["ExpressionAttributeNames"].to_string();
    assert!(names.contains("exp"), "{names}");
    // No paths select whole items, with the time to live.
    let whole = Sessions::get(("u", 3)).free_form().send(&db).await.unwrap();
    assert_eq!(Sessions::get(("u", 3)).live().select_paths([""; 0]).send(&db).await.unwrap(), whole);
}

#[tokio::test(start_paused = true)]
async fn reads_leave_out_what_has_expired() {
    let (db, faults, clock) = sessions().await;
    assert_eq!(ids(&Sessions::query("u").live().all(&db).await.unwrap()), [3, 4]);
    assert_eq!(ids(&Sessions::scan().live().all(&db).await.unwrap()), [3, 4]);
    assert_eq!(Sessions::query("u").live().count(&db).await.unwrap(), 2);
    assert_eq!(Sessions::scan().segments(2).live().count(&db).await.unwrap(), 2);
    assert_eq!(Sessions::by_host().query("h").live().all(&db).await.unwrap().len(), 2);
    let stream = Sessions::query("u").live().page_size(1).stream(&db);
    assert_eq!(stream.try_collect::<Vec<_>>().await.unwrap().len(), 2);
    assert_eq!(ids(&Sessions::query("u").live().limit(1).all(&db).await.unwrap()), [3]);
    assert_eq!(Sessions::query("u").live().first(&db).await.unwrap().unwrap().id, 3);
    assert_eq!(Sessions::query("u").all(&db).await.unwrap().len(), 4);
    let body = &bodies(&faults, Operation::Query)[0];
    assert_eq!(body["FilterExpression"], "NOT #n1 BETWEEN :v1 AND :v2");
    assert_eq!(body["ExpressionAttributeValues"][":v2"]["N"], NOW.to_string());
    clock.store(NOW + 1, Ordering::Relaxed);
    assert_eq!(ids(&Sessions::query("u").live().all(&db).await.unwrap()), [4]);
}

#[tokio::test]
async fn the_time_is_that_of_the_sending() {
    let (db, _, clock) = sessions().await;
    let query = Sessions::query("u").live();
    clock.store(NOW + 1, Ordering::Relaxed);
    assert_eq!(ids(&query.all(&db).await.unwrap()), [4]);
}

#[tokio::test(start_paused = true)]
async fn live_goes_with_other_filters_and_has_to_be_in_the_index() {
    let (db, faults, _) = sessions().await;
    let both = Sessions::query("u").live().filter(Sessions::HOST.eq("h") | Sessions::IP.eq("x"));
    assert_eq!(ids(&both.all(&db).await.unwrap()), [3, 4]);
    let body = bodies(&faults, Operation::Query)[0]["FilterExpression"].as_str().unwrap().to_owned();
    assert!(body.starts_with("(") && body.contains(") AND NOT "), "{body}");
    faults.clear_calls();
    let error = Sessions::by_ip().query("i").live().all(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidProjection);
    assert!(error.to_string().contains("`exp` is not projected"), "{error}");
    assert!(faults.calls().is_empty());
    let explained = Sessions::query("u").live().explain().unwrap().to_string();
    assert!(explained.contains("NOT exp BETWEEN {\"N\":\"0\"} AND {\"N\":"), "{explained}");
}

#[tokio::test]
async fn put_takes_an_expired_item_for_absent() {
    let (db, _, clock) = sessions().await;
    for (id, written) in [(1, true), (2, true), (3, false), (4, false), (5, true)] {
        let new = Sessions { host: "new".to_owned(), ..session(id, NOW + 9) };
        match new.put().if_not_live().send(&db).await {
            Ok(()) => assert!(written, "{id}"),
            Err(error) => assert!(!written && error.is_condition_failed(), "{id}: {error}"),
        }
    }
    clock.store(NOW + 1, Ordering::Relaxed);
    session(3, NOW + 9).put().if_not_live().condition(Sessions::HOST.eq("h")).send(&db).await.unwrap();
}

#[tokio::test]
async fn a_replaced_expired_item_can_be_returned() {
    let (db, _, _) = sessions().await;
    let old = session(1, NOW + 9).put().if_not_live().return_old().send(&db).await.unwrap();
    assert_eq!(old, Some(session(1, NOW - 1)));
}

#[tokio::test]
async fn without_a_clock_the_system_tells_the_time() {
    let db = support::db().await;
    create::<Orders>(&db).await;
    let past = Ttl::at(std::time::SystemTime::now() - Duration::from_secs(5));
    let future = Ttl::from_now(Duration::from_secs(500));
    Orders { expires_at: Some(past), ..order(0) }.put().send(&db).await.unwrap();
    Orders { expires_at: Some(future), ..order(1) }.put().send(&db).await.unwrap();
    order(2).put().send(&db).await.unwrap();
    let live = Orders::query("u").live().select(Orders::ORDER_ID).all(&db).await.unwrap();
    assert_eq!(live, ["o01", "o02"]);
    assert!(Orders::by_amount().query("u").live().count(&db).await.unwrap() == 2);
}
