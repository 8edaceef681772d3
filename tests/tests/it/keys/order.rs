//! Stored keys sort, byte by byte or number by number, as their values do.

use std::cmp::Ordering;

use dkmio::DynamoKey;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// The order DynamoDB keeps a partition in.
fn stored_order(a: &AttributeValue, b: &AttributeValue) -> Ordering {
    match (a, b) {
        (AttributeValue::S(a), AttributeValue::S(b)) => a.as_bytes().cmp(b.as_bytes()),
        (AttributeValue::B(a), AttributeValue::B(b)) => a.as_ref().cmp(b.as_ref()),
        (AttributeValue::N(a), AttributeValue::N(b)) => number_order(a, b),
        other => panic!("two types of keys: {other:?}"),
    }
}

/// Compares decimals as text, for no type holds them all.
fn number_order(a: &str, b: &str) -> Ordering {
    let split = |text: &str| {
        let (negative, magnitude) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
        assert!(whole.bytes().chain(fraction.bytes()).all(|digit| digit.is_ascii_digit()), "{text}");
        (negative, format!("{whole:0>60}{fraction:0<60}"))
    };
    match (split(a), split(b)) {
        ((false, a), (false, b)) => a.cmp(&b),
        ((true, a), (true, b)) => b.cmp(&a),
        ((negative, _), _) => {
            if negative {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
    }
}

fn same_order<K: DynamoKey + Ord + PartialEq + std::fmt::Debug>(a: &K, b: &K) -> Result<(), TestCaseError> {
    let (stored_a, stored_b) = (a.to_key().expect("a key"), b.to_key().expect("a key"));
    let zero = |value: &AttributeValue| {
        value.as_n().is_ok_and(|digits| digits.trim_start_matches('-').bytes().all(|d| d == b'0'))
    };
    if !(zero(&stored_a) && zero(&stored_b)) {
        prop_assert_eq!(stored_order(&stored_a, &stored_b), a.cmp(b), "{:?} {:?}", stored_a, stored_b);
    }
    prop_assert_eq!(&K::from_key(&stored_a).expect("a key"), a, "read back");
    Ok(())
}

const MOST: i128 = 99_999_999_999_999_999_999_999_999_999_999_999_999;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text(a in ".{0,8}", b in ".{0,8}") {
        same_order(&a, &b)?;
    }

    #[test]
    fn bytes(a: Vec<u8>, b: Vec<u8>) {
        same_order(&a, &b)?;
    }

    #[test]
    fn signed_integers(a: i64, b: i64) {
        same_order(&a, &b)?;
    }

    #[test]
    fn integers_of_all_the_digits_there_are(a in -MOST..=MOST, b in -MOST..=MOST) {
        same_order(&a, &b)?;
        same_order(&a.unsigned_abs(), &b.unsigned_abs())?;
    }

    #[test]
    fn small_integers(a: i8, b: i8) {
        same_order(&a, &b)?;
    }

    #[test]
    fn uuids(a: u128, b: u128) {
        same_order(&Uuid::from_u128(a), &Uuid::from_u128(b))?;
    }

    #[test]
    fn decimals(a: i64, b: i64, scale_a in 0_u32..28, scale_b in 0_u32..28) {
        same_order(&Decimal::new(a, scale_a), &Decimal::new(b, scale_b))?;
    }

    #[test]
    fn times(a in 0_i64..9_000_000_000, b in 0_i64..9_000_000_000, nanos_a in 0_u32..1_000_000_000, nanos_b in 0_u32..1_000_000_000) {
        let chrono = |seconds, nanos| chrono::DateTime::from_timestamp(seconds, nanos).expect("a time");
        same_order(&chrono(a, nanos_a), &chrono(b, nanos_b))?;
        same_order(&chrono(a, nanos_a), &chrono(a, nanos_b))?;
        let jiff = |seconds, nanos: u32| jiff::Timestamp::new(seconds, nanos.cast_signed()).expect("a time");
        same_order(&jiff(a, nanos_a), &jiff(b, nanos_b))?;
        same_order(&jiff(a, nanos_a), &jiff(a, nanos_b))?;
        let time = |seconds: i64, nanos: u32| {
            let nanos = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
            time::OffsetDateTime::from_unix_timestamp_nanos(nanos).expect("a time")
        };
        same_order(&time(a, nanos_a), &time(b, nanos_b))?;
        same_order(&time(a, nanos_a), &time(a, nanos_b))?;
        prop_assert_eq!(chrono(a, nanos_a).to_key().expect("a key"), jiff(a, nanos_a).to_key().expect("a key"));
        prop_assert_eq!(chrono(a, nanos_a).to_key().expect("a key"), time(a, nanos_a).to_key().expect("a key"));
    }
}
