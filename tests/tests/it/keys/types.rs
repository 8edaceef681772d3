//! Every type that can be a key: it finds its item again, and sorts in a table as in Rust.

use std::borrow::Cow;
use std::sync::Arc;

use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoKey, DynamoTable};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::engine::{db_with, n, s};

/// A newtype as a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct OrderId(String);

/// A newtype around a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct Sequence(u64);

/// An enum as a key, by the names serde gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    BigOne,
    #[serde(rename = "other!")]
    Other,
    SmallOne,
}

/// For each type: a table with it as partition key and as sort key, some values in their order, and how the first is
/// stored.
macro_rules! key_types {
    ($($test:ident: $(#[$with:meta])? $type:ty, [$($value:expr),+], $stored:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
            #[dynamo(table = "keyed")]
            struct Keyed {
                #[pk]
                $(#[$with])?
                pk: $type,
                #[sk]
                $(#[$with])?
                sk: $type,
                #[serde(default)]
                note: Option<String>,
            }
            let db = db_with::<Keyed>().await;
            let values: Vec<$type> = vec![$($value),+];
            let first = values[0].clone();
            for sk in values.iter().rev() {
                Keyed { pk: first.clone(), sk: sk.clone(), note: None }.put().send(&db).await.expect("put");
            }
            let all = Keyed::query(first.clone()).all(&db).await.expect("a query");
            let found: Vec<_> = all.into_iter().map(|item| item.sk).collect();
            assert_eq!(found, values, "in the order of the values");
            for sk in &values {
                let got = Keyed::get((first.clone(), sk.clone())).send(&db).await.expect("get").expect("an item");
                assert_eq!((&got.pk, &got.sk), (&first, sk));
                Keyed::update(got.key()).set(Keyed::NOTE, "seen".to_owned()).if_exists().send(&db).await.expect("update");
            }
            let raw = Keyed::get((first.clone(), first.clone())).free_form().send(&db).await.expect("get").expect("an item");
            let stored: AttributeValue = $stored;
            assert_eq!(raw.get("pk"), Some(&stored));
            assert_eq!(first.to_key().expect("a key"), stored);
            assert_eq!(<$type>::from_key(&stored).expect("a key"), first);
            let last = values[values.len() - 1].clone();
            let above = Keyed::query(first.clone()).sk_gt(first.clone()).count(&db).await.expect("a count");
            assert_eq!(above, values.len() - 1);
            let between = Keyed::query(first.clone()).sk_between(first.clone(), last.clone()).count(&db).await.expect("a count");
            assert_eq!(between, values.len());
            Keyed::delete((first.clone(), last)).if_exists().send(&db).await.expect("delete");
        }
    )*};
}

fn date(year: i32, month: u32, day: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn time_date(year: i32, day: u8) -> time::Date {
    time::Date::from_calendar_date(year, time::Month::January, day).expect("a date")
}

fn b(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

key_types! {
    strings: String, ["A".to_owned(), "Z".to_owned(), "a".to_owned(), "a ".to_owned(), "é".to_owned(), "名".to_owned()], s("A");
    borrowed_or_owned_strings: Cow<'static, str>, [Cow::Borrowed("a"), Cow::Owned("b".to_owned())], s("a");
    boxed_strings: Box<str>, ["a".into(), "b".into()], s("a");
    chrono_dates: chrono::NaiveDate, [date(0, 1, 1), date(2024, 12, 31), date(2025, 1, 2), date(9999, 12, 31)], s("0000-01-01");
    time_dates: #[serde(with = "dkmio::key")] time::Date, [time_date(99, 2), time_date(2025, 1), time_date(2025, 30)], s("0099-01-02");
    jiff_dates: jiff::civil::Date, [jiff::civil::date(0, 1, 1), jiff::civil::date(2025, 1, 2), jiff::civil::date(9999, 12, 31)], s("0000-01-01");
    u8s: u8, [0, 1, 10, 255], n("0");
    u16s: u16, [0, 2, 10, u16::MAX], n("0");
    u32s: u32, [0, 2, 10, u32::MAX], n("0");
    u64s: u64, [7, 10, 100, u64::MAX], n("7");
    u128s: u128, [0, 9, 10, u128::from(u64::MAX) + 1, 99_999_999_999_999_999_999_999_999_999_999_999_999], n("0");
    usizes: usize, [1, 20, 100], n("1");
    i8s: i8, [-128, -1, 0, 127], n("-128");
    i16s: i16, [-300, -2, 0, 5], n("-300");
    i32s: i32, [i32::MIN, -10, -9, 0, i32::MAX], n("-2147483648");
    i64s: i64, [i64::MIN, -10, -9, 0, i64::MAX], n("-9223372036854775808");
    i128s: i128, [-99_999_999_999_999_999_999_999_999_999_999_999_999, -1, 0, 12], n("-99999999999999999999999999999999999999");
    isizes: isize, [-3, 0, 3], n("-3");
    byte_vectors: Vec<u8>, [vec![0], vec![0, 0], vec![1], vec![127], vec![128], vec![255, 0]], b(&[0]);
    boxed_bytes: Box<[u8]>, [[1].into(), [2].into()], b(&[1]);
    shared_bytes: bytes::Bytes, [bytes::Bytes::from_static(b"a"), bytes::Bytes::from_static(b"b")], b(b"a");
    byte_arrays: [u8; 4], [[0, 0, 0, 1], [0, 0, 1, 0], [200, 0, 0, 0]], b(&[0, 0, 0, 1]);
    newtypes_of_strings: OrderId, [OrderId("a".to_owned()), OrderId("b".to_owned())], s("a");
    newtypes_of_numbers: Sequence, [Sequence(9), Sequence(10)], n("9");
    enums: Kind, [Kind::BigOne, Kind::Other, Kind::SmallOne], s("big-one");
    uuids: Uuid, [Uuid::from_u128(1), Uuid::from_u128(1 << 100), Uuid::from_u128(u128::MAX)], s("00000000-0000-0000-0000-000000000001");
    decimals: #[serde(with = "dkmio::key")] Decimal, [Decimal::new(-105, 1), Decimal::new(-1, 3), Decimal::ZERO, Decimal::new(25, 1), Decimal::new(10, 0)], n("-10.5");
}

#[test]
fn a_stored_number_is_a_key_in_every_spelling() {
    for text in ["100", "1E2", "100.0", "+100"] {
        assert_eq!(u8::from_key(&n(text)).expect(text), 100);
        assert_eq!(i128::from_key(&n(text)).expect(text), 100);
        assert_eq!(Sequence::from_key(&n(text)).expect(text), Sequence(100));
        assert_eq!(Decimal::from_key(&n(text)).expect(text), Decimal::from(100));
    }
}

#[test]
fn a_stored_number_with_more_digits_than_its_type_is_no_key() {
    // Rounded, it would be the key of another item.
    for text in ["1.23456789012345678901234567890123", "1.23456789012345678901234567890123E2"] {
        assert!(Decimal::from_key(&n(text)).is_err(), "{text}");
    }
}

#[test]
fn a_stored_key_of_another_form_is_no_key() {
    assert!(String::from_key(&n("1")).is_err());
    assert!(u8::from_key(&n("256")).is_err());
    assert!(u8::from_key(&n("1.5")).is_err());
    assert!(i64::from_key(&s("1")).is_err());
    assert!(Kind::from_key(&s("BigOne")).is_err());
    assert!(Uuid::from_key(&s("no uuid")).is_err());
    assert!(<[u8; 4]>::from_key(&b(&[1, 2, 3])).is_err());
    assert!(Vec::<u8>::from_key(&s("a")).is_err());
}

#[test]
fn shared_and_borrowed_strings_are_keys() {
    assert_eq!(Arc::<str>::from("a").to_key().expect("a key"), s("a"));
    assert_eq!(&*Arc::<str>::from_key(&s("a")).expect("a key"), "a");
    assert_eq!("a".to_key().expect("a key"), s("a"));
    let error = <&str>::from_key(&s("a")).unwrap_err();
    assert_eq!(error.to_string(), "a key is not readable as `&str`; declare it as `String` or `Cow<str>`");
}

#[test]
fn dates_whose_text_does_not_sort_are_no_keys() {
    for date in [date(-1, 1, 1), date(10_000, 1, 1)] {
        assert!(date.to_key().is_err());
    }
    assert!(jiff::civil::date(-1, 1, 1).to_key().is_err());
    assert!(time_date(-1, 1).to_key().is_err());
    assert!(chrono::NaiveDate::from_key(&s("2025-13-01")).is_err());
    assert!(jiff::civil::Date::from_key(&n("2025")).is_err());
}

#[tokio::test]
async fn numbers_that_are_equal_are_one_key() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "numbered")]
    struct Numbered {
        #[pk]
        #[serde(with = "dkmio::key")]
        id: Decimal,
        note: u8,
    }
    let db = db_with::<Numbered>().await;
    Numbered { id: Decimal::new(100, 2), note: 1 }.put().send(&db).await.expect("put");
    Numbered { id: Decimal::new(1, 0), note: 2 }.put().send(&db).await.expect("put");
    assert_eq!(Numbered::scan().count(&db).await.expect("a count"), 1);
    assert_eq!(Numbered::get(Decimal::new(10, 1)).send(&db).await.expect("get").map(|item| item.note), Some(2));
}

#[tokio::test]
async fn a_key_is_stored_as_it_is() {
    let db = db_with::<crate::models::Users>().await;
    for id in [" u ", "U", "u", "\u{fb01}", "fi", "é", "e\u{301}", "a#b", "\n"] {
        let user = crate::models::Users { user_id: id.to_owned(), email: None, name: id.to_owned(), age: None };
        user.put().if_not_exists().send(&db).await.expect("a key of its own");
        let got = crate::models::Users::get(id).send(&db).await.expect("get").expect("a user");
        assert_eq!((got.user_id.as_str(), got.name.as_str()), (id, id));
    }
}

/// The text of an address does not sort as its values do, its bytes do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DynamoKey)]
struct Ip([u8; 16]);

impl From<std::net::IpAddr> for Ip {
    fn from(address: std::net::IpAddr) -> Self {
        match address {
            std::net::IpAddr::V4(address) => Self(address.to_ipv6_mapped().octets()),
            std::net::IpAddr::V6(address) => Self(address.octets()),
        }
    }
}

#[tokio::test]
async fn addresses_are_attributes_and_a_newtype_of_their_bytes_is_a_key() {
    use std::net::IpAddr;

    #[derive(Debug, PartialEq, Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "hosts")]
    struct Hosts {
        #[pk]
        network: String,
        #[sk]
        ip: Ip,
        address: IpAddr,
        gateway: Option<std::net::Ipv4Addr>,
    }
    let db = db_with::<Hosts>().await;
    let address = |text: &str| text.parse::<IpAddr>().expect("an address");
    // As texts `10.0.0.10` would be before `10.0.0.9`.
    let addresses = ["10.0.0.9", "10.0.0.10", "192.168.0.1", "2001:db8::1"].map(address);
    for address in addresses.iter().rev() {
        let host = Hosts { network: "n".to_owned(), ip: (*address).into(), address: *address, gateway: None };
        host.put().send(&db).await.expect("put");
    }
    let found = Hosts::query("n").all(&db).await.expect("a query");
    assert_eq!(found.iter().map(|host| host.address).collect::<Vec<_>>(), addresses);
    let above = Hosts::query("n").sk_gt(Ip::from(addresses[0])).filter(Hosts::ADDRESS.neq(addresses[2]));
    assert_eq!(above.count(&db).await.expect("a count"), 2);
    let key = || ("n", Ip::from(addresses[0]));
    let gateway: std::net::Ipv4Addr = "10.0.0.1".parse().expect("an address");
    Hosts::update(key())
        .set(Hosts::GATEWAY, gateway)
        .condition(Hosts::ADDRESS.eq(addresses[0]))
        .send(&db)
        .await
        .expect("update");
    let stored = Hosts::get(key()).free_form().send(&db).await.expect("get").expect("a host");
    assert_eq!((stored.get("address"), stored.get("gateway")), (Some(&s("10.0.0.9")), Some(&s("10.0.0.1"))));
    assert_eq!(Hosts::get(key()).send(&db).await.expect("get").expect("a host").gateway, Some(gateway));
}
