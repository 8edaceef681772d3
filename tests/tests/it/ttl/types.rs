//! The time to live as a type, and its conversions.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoTable, ErrorKind, Item, Ttl, TtlOutOfRange, codec, item};
use serde::{Deserialize, Serialize};

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
    let read = |digits: &str| codec::from_value::<Ttl>(&AttributeValue::N(digits.to_owned()));
    assert_eq!(read("1800000000").unwrap(), TTL);
    assert_eq!(read("1800000000.7").unwrap(), TTL);
    assert_eq!(read("253402300799").unwrap(), Ttl::from_epoch_seconds(253_402_300_799), "the end of the year 9999");
}

/// Values that DynamoDB accepts in the attribute, and never takes for a time in seconds.
fn odd_values() -> Vec<AttributeValue> {
    let numbers = ["-1", "-0.5", "1e20", "1800000000000", "1000000000001", "1800000000000000000", "9e125", "-9e125"];
    let mut odd: Vec<_> = numbers.map(|digits| AttributeValue::N(digits.to_owned())).into();
    odd.extend([
        AttributeValue::Null(true),
        AttributeValue::S("soon".to_owned()),
        AttributeValue::S(String::new()),
        AttributeValue::S("1800000000".to_owned()),
        AttributeValue::Bool(true),
        AttributeValue::B(Blob::new([1])),
        AttributeValue::L(vec![]),
        AttributeValue::L(vec![AttributeValue::N("1800000000".to_owned())]),
        AttributeValue::M(HashMap::from([("a".to_owned(), AttributeValue::Null(true))])),
        AttributeValue::Ss(vec!["a".to_owned()]),
        AttributeValue::Ns(vec!["1".to_owned()]),
        AttributeValue::Bs(vec![Blob::new([1])]),
    ]);
    odd
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "leases")]
#[gsi(by_owner, name = "owner", pk = owner, projection = [expires])]
struct Lease {
    #[pk]
    id: String,
    owner: String,
    #[ttl]
    expires: Option<Ttl>,
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "strict_leases")]
struct StrictLease {
    #[pk]
    id: String,
    #[ttl]
    expires: Ttl,
}

#[test]
fn an_odd_time_to_live_reads_as_none() {
    for odd in odd_values() {
        let mut item = item! { "id" => "a", "owner" => "o", "behind" => [1] }.unwrap();
        item.insert("expires", odd.clone());
        let lease: Lease = item.decode().unwrap();
        assert_eq!((lease.expires, lease.extra.len()), (None, 1), "{odd:?}");
        let text = codec::json::item_to_text(&item).unwrap().text;
        assert_eq!(codec::json::from_text::<Lease>(&text).unwrap(), lease, "{odd:?}");
        let projected: LeaseByOwner = item.decode().unwrap();
        assert_eq!(projected.expires, None, "{odd:?}");
        assert_eq!(codec::from_value::<Option<Ttl>>(&odd).unwrap(), None, "{odd:?}");
        assert_eq!(item.read::<Ttl>("expires").unwrap(), None, "{odd:?}");
    }
}

#[test]
fn an_odd_time_to_live_is_an_error_for_a_required_field() {
    for odd in odd_values() {
        let mut item = item! { "id" => "a" }.unwrap();
        item.insert("expires", odd.clone());
        let error = item.decode::<StrictLease>().unwrap_err();
        assert_eq!(error.path(), "expires", "{odd:?}");
    }
}

#[tokio::test]
async fn an_odd_time_to_live_ends_no_read() {
    let db = crate::engine::db_with::<Lease>().await;
    for (at, odd) in odd_values().into_iter().enumerate() {
        let put =
            db.client().put_item().table_name(db.table_name::<Lease>()).item("id", AttributeValue::S(at.to_string()));
        let put = put.item("owner", AttributeValue::S("o".to_owned())).item("expires", odd);
        put.send().await.unwrap();
    }
    let all = Lease::scan().all(&db).await.unwrap();
    assert_eq!(all.len(), odd_values().len());
    assert!(all.iter().all(|lease| lease.expires.is_none()));
    let projected = Lease::by_owner().query("o").all(&db).await.unwrap();
    assert!(projected.len() == all.len() && projected.iter().all(|lease| lease.expires.is_none()));
    let selected = Lease::scan().select((Lease::EXPIRES,)).all(&db).await.unwrap();
    assert!(selected.len() == all.len() && selected.iter().all(|(expires,)| expires.is_none()));
}

#[test]
fn what_is_read_can_be_written() {
    for seconds in [0, 1, SECONDS, 99_999_999_999, 100_000_000_001, 253_402_300_799, 1_000_000_000_000] {
        let read: Option<Ttl> = codec::from_value(&AttributeValue::N(seconds.to_string())).unwrap();
        assert_eq!(read, Some(Ttl::from_epoch_seconds(seconds)));
        assert_eq!(codec::to_value(&read).unwrap(), Some(AttributeValue::N(seconds.to_string())));
    }
    assert!(codec::to_value(&Ttl::from_epoch_seconds(1_000_000_000_001)).is_err());
}

#[tokio::test(start_paused = true)]
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
