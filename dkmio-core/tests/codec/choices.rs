//! Numbers that some types take as an integer of 128 bits and others as a float: which of the two is found by trying.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

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

/// Takes integers under names that begin with `i`, floats under those with `f`, and either under all others.
#[derive(Debug)]
struct Mixed(BTreeMap<String, Form>);

impl<'de> Deserialize<'de> for Mixed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ATTEMPTS.set(ATTEMPTS.get() + 1);
        let forms = BTreeMap::<String, Form>::deserialize(deserializer)?;
        let is_taken = |(name, form): (&String, &Form)| match name.as_bytes()[0] {
            b'i' => *form == Form::Integer,
            b'f' => *form == Form::Float,
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
