//! Numbers that some types take as an integer of 128 bits and others as a float: which of the two is found by trying.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::codec::number::Number;
use dkmio_core::codec::{Item, from_item};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::n;

/// The form in which a number was passed on.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Integer,
    Float,
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FormVisitor;
        impl Visitor<'_> for FormVisitor {
            type Value = Form;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i128<E: Error>(self, _: i128) -> Result<Form, E> {
                Ok(Form::Integer)
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Form, E> {
                Ok(Form::Float)
            }
        }
        deserializer.deserialize_any(FormVisitor)
    }
}

thread_local! {
    static ATTEMPTS: Cell<usize> = const { Cell::new(0) };
}

/// Takes integers under names that begin with `i`, floats under those with `f`, none under `n`, and either under all others.
#[derive(Debug)]
struct Mixed(BTreeMap<String, Form>);

impl<'de> Deserialize<'de> for Mixed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ATTEMPTS.set(ATTEMPTS.get() + 1);
        let forms = BTreeMap::<String, Form>::deserialize(deserializer)?;
        let is_taken = |(name, form): (&String, &Form)| match name.as_bytes()[0] {
            b'i' => *form == Form::Integer,
            b'f' => *form == Form::Float,
            b'n' => false,
            _ => true,
        };
        if forms.iter().all(is_taken) { Ok(Self(forms)) } else { Err(D::Error::custom("another form")) }
    }
}

/// Decodes an item with numbers of more than 64 bits, as many of each kind as is given. Returns how many of them became floats, or `None` if
/// the item does not decode, and how often decoding was attempted.
fn decoded(integers: usize, floats: usize, either: usize) -> (Option<usize>, usize) {
    let names = [("i", integers), ("f", floats), ("e", either)];
    let names = names.iter().flat_map(|(kind, count)| (0..*count).map(move |number| format!("{kind}{number}")));
    let item: Item =
        names.zip(1_u64..).map(|(name, number)| (name, n(&format!("{number}00000000000000000000")))).collect();
    ATTEMPTS.set(0);
    let mixed = from_item::<Mixed>(&item).ok();
    let count = |mixed: Mixed| {
        assert_eq!(mixed.0.len(), integers + floats + either);
        mixed.0.values().filter(|form| **form == Form::Float).count()
    };
    (mixed.map(count), ATTEMPTS.get())
}

#[test]
fn up_to_four_numbers_are_each_passed_on_in_the_form_that_their_type_takes() {
    for integers in 0..=4 {
        for floats in 0..=4 - integers {
            // The addresses of the numbers decide in which order they are tried.
            for _ in 0..10 {
                let (found, attempts) = decoded(integers, floats, 0);
                assert_eq!(found, Some(floats), "{integers} and {floats}");
                assert!(attempts <= 2 + 15, "{attempts}");
            }
        }
    }
}

#[test]
fn of_more_numbers_one_or_all_but_one_may_be_of_another_form() {
    for total in 5..12 {
        for floats in [0, 1, total - 1, total] {
            let (found, attempts) = decoded(total - floats, floats, 0);
            assert_eq!(found, Some(floats), "{floats} of {total}");
            assert!(attempts <= 2 + 2 * total, "{attempts}");
        }
        assert_eq!(decoded(total - 2, 2, 0).0, None);
    }
}

#[test]
fn the_number_of_attempts_is_bounded() {
    let (found, attempts) = decoded(20, 20, 0);
    assert_eq!(found, None);
    assert!(attempts <= 2 + 2 * 32, "{attempts}");
    let (found, attempts) = decoded(0, 1, 60);
    // One by one, 32 numbers are tried again as integers. The one that has to be a float may be among them.
    assert!(found.is_some_and(|floats| [61 - 32, 61 - 31].contains(&floats)), "{found:?}");
    assert!(attempts <= 2 + 32, "{attempts}");
}

#[test]
fn a_number_stays_an_integer_beside_one_that_has_to_be_a_float() {
    for either in 0..8 {
        for floats in 1..4 {
            let (found, attempts) = decoded(0, floats, either);
            assert_eq!(found, Some(floats), "{floats} beside {either}");
            assert!(attempts <= 2 + floats + either, "{attempts}");
        }
        // Nothing needs another attempt.
        assert_eq!(decoded(1, 0, either), (Some(0), 1));
    }
    assert_eq!(decoded(0, 1, 0), (Some(1), 2));
}

/// Takes a number only in one form.
#[derive(Debug)]
struct Only<const IS_FLOAT: bool>;

impl<'de, const IS_FLOAT: bool> Deserialize<'de> for Only<IS_FLOAT> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        if (form == Form::Float) == IS_FLOAT { Ok(Self) } else { Err(D::Error::custom("another form")) }
    }
}

#[test]
fn a_number_that_only_a_later_attempt_meets_has_a_choice_too() {
    // The first attempt ends at the first number, and the one with floats alone at the last one.
    type Fields = (Only<true>, Only<true>, Only<false>);
    let wide = || n("100000000000000000000");
    let item: Item = [("list".to_owned(), AttributeValue::L(vec![wide(), wide(), wide()]))].into_iter().collect();
    let read = from_item::<BTreeMap<String, Fields>>(&item);
    assert!(read.is_ok(), "{read:?}");
}

#[test]
fn no_combination_is_tried_twice() {
    for count in 1..=4 {
        let names = (0..count).map(|number| (format!("n{number}"), n("100000000000000000000")));
        ATTEMPTS.set(0);
        assert!(from_item::<Mixed>(&names.collect()).is_err());
        // The first attempt, the one with floats alone, and each combination.
        assert_eq!(ATTEMPTS.get(), 2 + (1 << count) - 1);
    }
}

#[test]
fn a_number_stays_an_integer_beside_others_of_both_forms() {
    // The addresses of the numbers decide in which order they are tried.
    for _ in 0..20 {
        for (integers, floats, either) in [(1, 1, 1), (1, 1, 2), (2, 1, 1), (1, 2, 1)] {
            assert_eq!(decoded(integers, floats, either).0, Some(floats));
        }
    }
}

#[test]
fn a_number_is_looked_up_beside_others_of_both_forms() {
    #[derive(Debug, serde::Deserialize)]
    struct Exact {
        n: Number,
    }
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Fields {
        one: Only<true>,
        two: Only<true>,
        #[serde(flatten)]
        exact: Exact,
    }
    let wide = || n("100000000000000000000");
    let exact = "0.12345678901234567890123";
    let item: Item = [("one", wide()), ("two", wide()), ("n", n(exact))].into_iter().collect();
    assert_eq!(from_item::<Fields>(&item).unwrap().exact.n.as_str(), exact);
}

#[test]
fn a_key_that_may_be_text_stays_text() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
    #[serde(untagged)]
    enum Key {
        Number(u64),
        Text(String),
    }
    let item: Item = [("5", n("1")), ("6", n("2"))].into_iter().collect();
    let read = from_item::<BTreeMap<Key, u8>>(&item).unwrap();
    assert_eq!(read, BTreeMap::from([(Key::Text("5".to_owned()), 1), (Key::Text("6".to_owned()), 2)]));
}

#[test]
fn the_keys_of_a_buffered_map_are_one_choice() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(tag = "kind")]
    enum Buffered {
        Maps { numbers: BTreeMap<u32, u8>, texts: BTreeMap<String, u8> },
    }
    let map = |keys: [&str; 3]| AttributeValue::M(keys.map(|key| (key.to_owned(), n("1"))).into());
    let item: Item = [
        ("kind", AttributeValue::S("Maps".to_owned())),
        ("numbers", map(["1", "2", "3"])),
        ("texts", map(["4", "5", "6"])),
    ]
    .into_iter()
    .collect();
    let texts = ["4", "5", "6"].map(|key| (key.to_owned(), 1));
    let expected = Buffered::Maps { numbers: [(1, 1), (2, 1), (3, 1)].into(), texts: texts.into() };
    assert_eq!(from_item::<Buffered>(&item).unwrap(), expected);
}
