//! Numbers: text from end to end, and the errors for texts that are not numbers or do not fit.

use std::cmp::Ordering;

use dkmio_core::codec::number::{canonical, compare, significant_digits, validate};
use dkmio_core::codec::{Item, from_value, to_value};
use proptest::prelude::*;

use crate::{n, s};

#[test]
fn integral_text_reads_into_integers() {
    for text in ["100", "1E2", "100.00", "1.0e+2", "0.1E3", "+100"] {
        assert_eq!(from_value::<u8>(&n(text)).unwrap(), 100, "{text}");
        assert_eq!(from_value::<i128>(&n(text)).unwrap(), 100, "{text}");
    }
    assert_eq!(from_value::<u64>(&n("-0")).unwrap(), 0);
}

#[test]
fn a_number_that_does_not_fit_is_an_error_without_the_number() {
    let error = |text: &str| from_value::<u8>(&n(text)).unwrap_err().to_string();
    assert_eq!(error("256"), "expected u8, found a number out of its range");
    assert_eq!(error("-1"), "expected u8, found a number out of its range");
    assert_eq!(error("1.5"), "expected u8, found a number with a fraction");
    assert_eq!(error("abc"), "expected u8, found text that is not a number");
    assert_eq!(from_value::<f64>(&n("NaN")).unwrap_err().to_string(), "expected f64, found text that is not a number");
    assert!(from_value::<f32>(&n("1E100")).is_err());
}

#[test]
fn numbers_and_strings_are_not_mixed_up() {
    assert_eq!(from_value::<String>(&n("1")).unwrap_err().to_string(), "expected a string, found a number");
    assert_eq!(from_value::<u8>(&s("1")).unwrap_err().to_string(), "expected a number, found a string");
}

#[test]
fn a_number_under_the_module_says_what_it_expects() {
    #[derive(Debug, serde::Deserialize)]
    struct Exact {
        #[serde(with = "dkmio_core::codec::number")]
        #[expect(dead_code, reason = "only the errors matter")]
        a: u8,
    }
    let error = |value| Item::from([("a", value)]).decode::<Exact>().unwrap_err().to_string();
    assert_eq!(error(crate::NULL), "a: expected a number, found null");
    assert_eq!(Item::new().decode::<Exact>().unwrap_err().to_string(), "a: missing");
    assert!(
        error(n("300")).starts_with("a: expected a number that its type can hold exactly, "),
        "{}",
        error(n("300"))
    );
    assert!(error(crate::s("1")).starts_with("a: expected a number, found a string"), "{}", error(crate::s("1")));
}

#[test]
fn more_than_38_digits_are_refused() {
    assert_eq!(
        to_value(&u128::MAX).unwrap_err().to_string(),
        "cannot store a number of more than 38 significant digits"
    );
    assert!(to_value(&i128::MIN).is_err());
    assert!(to_value(&10_u128.pow(38)).is_ok(), "one digit and zeros");
}

#[test]
fn nan_infinity_and_the_immense_are_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(to_value(&value).unwrap_err().to_string(), "cannot store NaN or infinity");
    }
    assert!(to_value(&f32::NAN).is_err());
    for value in [f64::MAX, f64::MIN_POSITIVE, 1e126, -1e126] {
        assert_eq!(to_value(&value).unwrap_err().to_string(), "cannot store a number outside DynamoDB's range");
    }
    assert!(to_value(&9.999e125).is_ok());
    assert!(to_value(&1e-130).is_ok());
}

#[test]
fn free_form_numbers_are_checked_too() {
    let mut item = Item::new();
    item.insert("a", n("1E999"));
    assert_eq!(
        Item::from_serialize(&item).unwrap_err().to_string(),
        "a: cannot store a number outside DynamoDB's range"
    );
}

/// A number's digits with its power of ten.
fn decimal() -> impl Strategy<Value = (bool, u128, i32)> {
    (any::<bool>(), 0..10_u128.pow(38), -60..60_i32)
}

/// One spelling of a number.
fn spell((negative, digits, power): (bool, u128, i32)) -> String {
    format!("{}{digits}E{power}", if negative { "-" } else { "" })
}

/// Another spelling of the number: with the point moved, and zeros around it.
fn respell((negative, digits, power): (bool, u128, i32), point: usize, zeros: usize) -> String {
    let mut text = digits.to_string();
    let point = point % (text.len() + 1);
    let after = i32::try_from(text.len() - point).unwrap();
    text.insert(point, '.');
    let zeros = "0".repeat(zeros);
    format!("{}{zeros}{text}{zeros}e{:+}", if negative { "-" } else { "+" }, power + after)
}

proptest! {
    #[test]
    fn canonical_text_is_stable_and_equal_for_all_spellings(number in decimal(), point in 0..50_usize, zeros in 0..5_usize) {
        let text = canonical(&spell(number)).unwrap();
        prop_assert_eq!(canonical(&text).unwrap(), text.clone());
        prop_assert_eq!(canonical(&respell(number, point, zeros)).unwrap(), text);
    }

    #[test]
    fn comparison_agrees_with_integers(a in any::<i64>(), b in any::<i64>(), power in 0..20_u32) {
        let a = i128::from(a) * 10_i128.pow(power % 19);
        let b = i128::from(b);
        prop_assert_eq!(compare(&a.to_string(), &b.to_string()).unwrap(), a.cmp(&b));
        let scaled = |value: i128| format!("{value}E-{power}");
        prop_assert_eq!(compare(&scaled(a), &scaled(b)).unwrap(), a.cmp(&b));
    }

    #[test]
    fn equal_in_order_means_equal_in_canonical_text(a in decimal(), b in decimal()) {
        let (a, b) = (spell(a), spell(b));
        let order = compare(&a, &b).unwrap();
        prop_assert_eq!(order == Ordering::Equal, canonical(&a) == canonical(&b));
        prop_assert_eq!(compare(&b, &a).unwrap(), order.reverse());
    }

    #[test]
    fn every_integer_round_trips(value in any::<i128>()) {
        match to_value(&value) {
            Ok(stored) => prop_assert_eq!(from_value::<i128>(&stored.unwrap()).unwrap(), value),
            Err(_) => prop_assert!(significant_digits(&value.to_string()).unwrap() > 38),
        }
    }

    #[test]
    fn every_float_round_trips_or_is_refused(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        match to_value(&value) {
            Ok(stored) => prop_assert_eq!(from_value::<f64>(&stored.unwrap()).unwrap(), value),
            Err(_) => {
                let text = format!("{value:e}");
                prop_assert!(validate(&text).is_err());
            }
        }
    }

    #[test]
    fn text_is_a_number_exactly_when_the_float_parser_takes_it(text in "[-+]?[0-9.]{0,6}([eE][-+]?[0-9]{0,3})?") {
        prop_assert_eq!(canonical(&text).is_ok(), text.parse::<f64>().is_ok(), "{}", text);
    }
}

#[test]
fn a_decimal_is_read_exactly_or_not_at_all() {
    use dkmio_core::codec::number::StoredNumber;
    use rust_decimal::Decimal;
    let read = |text: &str| Decimal::from_number(text).map(|decimal| decimal.normalize().to_string());
    for (text, exact) in [
        ("1.50", "1.5"),
        ("-1.25E-3", "-0.00125"),
        ("12E+3", "12000"),
        ("1.2345678901234567890123456789E10", "12345678901.234567890123456789"),
    ] {
        assert_eq!(read(text).as_deref(), Some(exact), "{text}");
    }
    // A decimal has 28 or 29 digits. Both spellings have more.
    for text in ["1.23456789012345678901234567890123", "1.23456789012345678901234567890123E2", "1E-29", "1E100", "x"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_map_key_keeps_all_digits_of_its_number() {
    use std::collections::BTreeMap;

    use dkmio_core::codec::from_item;
    use dkmio_core::codec::number::Number;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Ledger {
        entries: BTreeMap<Number, u8>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Flattened {
        #[serde(flatten)]
        ledger: Ledger,
    }

    let number = |text: &str| text.parse::<Number>().unwrap();
    // All three have the same nearest `f64`.
    let close = ["12345678901234567890122", "12345678901234567890123", "12345678901234567890123.5"];
    let entries: BTreeMap<_, _> = close.map(number).into_iter().zip(0..).collect();
    let item = Item::from_serialize(&Ledger { entries: entries.clone() }).unwrap();
    assert_eq!(from_item::<Ledger>(&item).unwrap(), Ledger { entries: entries.clone() });
    let text = dkmio_core::codec::json::item_to_text(&item).unwrap().text;
    assert_eq!(dkmio_core::codec::json::from_text::<Ledger>(&text).unwrap(), Ledger { entries });

    // serde's buffer holds an `f64` for each key, so one key is exact there, and keys that cannot be told apart are an error.
    let one = Ledger { entries: BTreeMap::from([(number(close[1]), 1)]) };
    let item = Item::from_serialize(&one).unwrap();
    assert_eq!(from_item::<Flattened>(&item).unwrap(), Flattened { ledger: one });
    let two = Ledger { entries: close[1..].iter().map(|text| (number(text), 1)).collect() };
    let error = from_item::<Flattened>(&Item::from_serialize(&two).unwrap()).unwrap_err().to_string();
    assert!(error.contains("two numbers have the same nearest `f64`"), "{error}");
}
