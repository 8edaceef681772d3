//! The time to live as a type, and its conversions.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dkmio::{DynamoTable, ErrorKind, Ttl, TtlOutOfRange, codec};

use crate::models::Orders;
use crate::paging::table::{create, order};
use crate::support;

const SECONDS: u64 = 1_800_000_000;
const TTL: Ttl = Ttl::from_epoch_seconds(SECONDS);

#[test]
fn times_of_other_crates_become_seconds_and_back() {
    assert_eq!(Ttl::from(UNIX_EPOCH + Duration::from_millis(SECONDS * 1000 + 999)), TTL);
    assert_eq!(SystemTime::try_from(TTL), Ok(UNIX_EPOCH + Duration::from_secs(SECONDS)));
    let chrono = chrono::DateTime::from_timestamp(1_800_000_000, 999).unwrap();
    assert_eq!(Ttl::from(chrono), TTL);
    assert_eq!(chrono::DateTime::try_from(TTL).unwrap().timestamp(), 1_800_000_000);
    let time = time::OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
    assert_eq!(Ttl::from(time), TTL);
    assert_eq!(time::OffsetDateTime::try_from(TTL), Ok(time));
    let jiff = jiff::Timestamp::from_second(1_800_000_000).unwrap();
    assert_eq!(Ttl::from(jiff), TTL);
    assert_eq!(jiff::Timestamp::try_from(TTL), Ok(jiff));
}

#[test]
fn times_out_of_range_are_no_panic() {
    let before = UNIX_EPOCH - Duration::from_secs(5);
    assert_eq!(Ttl::from(before).epoch_seconds(), 0);
    assert_eq!(Ttl::from(jiff::Timestamp::MIN).epoch_seconds(), 0);
    let far = Ttl::from_epoch_seconds(u64::MAX);
    assert_eq!(SystemTime::try_from(far), Err(TtlOutOfRange));
    assert_eq!(chrono::DateTime::try_from(far), Err(TtlOutOfRange));
    assert_eq!(time::OffsetDateTime::try_from(far), Err(TtlOutOfRange));
    assert_eq!(jiff::Timestamp::try_from(far), Err(TtlOutOfRange));
    assert_eq!(Ttl::from_now(Duration::MAX).epoch_seconds(), u64::MAX);
}

#[test]
fn an_item_expires_at_its_second() {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    assert!(!TTL.is_expired_at(at(SECONDS - 1)));
    assert!(TTL.is_expired_at(at(SECONDS)));
}

#[test]
fn it_is_stored_as_a_number_and_read_from_any_number_of_seconds() {
    let stored = codec::to_value(&TTL).unwrap().unwrap();
    assert_eq!(stored.as_n().unwrap(), "1800000000");
    let read = |digits: &str| {
        let item = dkmio::Item::from(std::collections::HashMap::from([(
            "ttl".to_owned(),
            dkmio::aws_sdk_dynamodb::types::AttributeValue::N(digits.to_owned()),
        )]));
        item.read::<Ttl>("ttl")
    };
    assert_eq!(read("1800000000").unwrap(), Some(TTL));
    assert_eq!(read("1800000000.7").unwrap(), Some(TTL));
    assert!(read("-1").is_err());
    // written by others, and never deleted: it can be read
    assert_eq!(read("1800000000000").unwrap().map(Ttl::epoch_seconds), Some(1_800_000_000_000));
}

#[tokio::test]
async fn milliseconds_are_refused_wherever_they_would_be_sent() {
    let (db, faults) = support::faulty();
    let milliseconds = Ttl::from_epoch_seconds(SECONDS * 1000);
    let put = Orders { expires_at: Some(milliseconds), ..order(0) }.put().send(&db).await.unwrap_err();
    assert_eq!(put.kind(), ErrorKind::Encode);
    assert!(put.to_string().contains("expires_at"), "{put}");
    let set = Orders::update(("u", "o")).set(Orders::EXPIRES_AT, milliseconds).send(&db).await.unwrap_err();
    assert_eq!(set.kind(), ErrorKind::Encode);
    let filter = Orders::query("u").filter(Orders::EXPIRES_AT.gt(milliseconds)).all(&db).await.unwrap_err();
    assert_eq!(filter.kind(), ErrorKind::Encode);
    let condition = order(0).put().condition(Orders::EXPIRES_AT.lt(milliseconds)).send(&db).await.unwrap_err();
    assert_eq!(condition.kind(), ErrorKind::Encode);
    let text = condition.to_string();
    assert!(text.contains("expires_at") && !text.contains("1800000000"), "{text}");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn times_of_other_crates_go_into_expressions() {
    let db = support::db().await;
    create::<Orders>(&db).await;
    order(0).put().send(&db).await.unwrap();
    let chrono = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let time = time::OffsetDateTime::from_unix_timestamp(1_799_999_999).unwrap();
    let jiff = jiff::Timestamp::from_second(1_800_000_001).unwrap();
    Orders::update(("u", "o00")).set(Orders::EXPIRES_AT, chrono).send(&db).await.unwrap();
    let filter = Orders::EXPIRES_AT.gt(time) & Orders::EXPIRES_AT.lt(jiff) & Orders::EXPIRES_AT.eq(TTL);
    let found = Orders::query("u").filter(filter).first(&db).await.unwrap().expect("the order");
    assert_eq!(found.expires_at, Some(TTL));
}
