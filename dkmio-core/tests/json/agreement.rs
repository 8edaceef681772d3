//! The fast path and the slow path of the decoder return the same value, or the same error.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt::Debug;

use dkmio_core::codec::json::{Reader, from_text, parse_item, read_borrowed};
use dkmio_core::codec::{Item, from_item, to_item};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

use crate::spelling::{SPELLINGS, Spelling, item_text};
use crate::strategies::{chain, deep, item};
use crate::targets::types::{
    Adjacently, Borrowed, Careless, Externally, Fields, Flattened, Internally, Pair, Untagged,
};

/// Compares the two decoders.
fn agree<T: DeserializeOwned + PartialEq + Debug>(item: &Item, text: &str) -> Result<(), TestCaseError> {
    let from_values = from_item::<T>(item).map_err(|error| shown(&error.to_string()));
    let from_wire = from_text::<T>(text).map_err(|error| shown(&error.to_string()));
    prop_assert_eq!(from_wire, from_values, "{}", text);
    Ok(())
}

/// An error, but for what depends on the order of a hash map: which of several errors comes first.
fn shown(_: &str) -> &'static str {
    "an error"
}

/// As [`agree`], with the errors in full.
fn agree_in_full<T: DeserializeOwned + PartialEq + Debug>(item: &Item, text: &str) -> Result<(), TestCaseError> {
    let from_values = from_item::<T>(item).map_err(|error| error.to_string());
    prop_assert_eq!(from_text::<T>(text).map_err(|error| error.to_string()), from_values, "{}", text);
    Ok(())
}

fn all_agree(item: &Item) -> Result<(), TestCaseError> {
    for spelling in SPELLINGS {
        let text = item_text(item, spelling);
        prop_assert_eq!(&parse_item(&text).unwrap(), item);
        agree::<Item>(item, &text)?;
        agree::<Fields>(item, &text)?;
        agree::<Flattened>(item, &text)?;
        agree::<Untagged>(item, &text)?;
        agree::<Internally>(item, &text)?;
        agree::<Adjacently>(item, &text)?;
        agree::<Externally>(item, &text)?;
        agree::<Pair>(item, &text)?;
        agree::<Careless>(item, &text)?;
        agree::<HashMap<String, serde::de::IgnoredAny>>(item, &text)?;
        agree::<HashMap<String, Option<Externally>>>(item, &text)?;
        agree::<HashMap<String, Vec<Untagged>>>(item, &text)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn on_any_item(item in item()) {
        all_agree(&item)?;
    }

    #[test]
    fn on_items_nested_as_deep_as_may_be(item in deep()) {
        all_agree(&item)?;
    }

    #[test]
    fn on_errors_word_by_word_where_there_is_but_one(item in chain()) {
        for spelling in SPELLINGS {
            let text = item_text(&item, spelling);
            agree_in_full::<Fields>(&item, &text)?;
            agree_in_full::<Flattened>(&item, &text)?;
            agree_in_full::<Untagged>(&item, &text)?;
            agree_in_full::<Internally>(&item, &text)?;
            agree_in_full::<Adjacently>(&item, &text)?;
            agree_in_full::<Externally>(&item, &text)?;
            agree_in_full::<Pair>(&item, &text)?;
            agree_in_full::<HashMap<String, Option<Externally>>>(&item, &text)?;
            agree_in_full::<HashMap<String, Vec<Fields>>>(&item, &text)?;
        }
    }

    #[test]
    fn on_what_the_types_themselves_wrote(item in item(), a: Option<u64>, b: Option<i32>) {
        let mut extra = item.clone();
        for name in ["a", "b", "kind", "tag", "content"] {
            extra.remove(name);
        }
        let flattened = || Flattened {
            a,
            inner: crate::targets::types::Inner { b: b.map(f64::from) },
            extra: extra.clone(),
        };
        all_agree(&to_item(&flattened()).unwrap())?;
        for internally in [
            Internally::Unit,
            Internally::New(flattened()),
            Internally::Struct { a: Some(item.clone()), b: vec![item.clone(), extra.clone()] },
        ] {
            all_agree(&to_item(&internally).unwrap())?;
        }
        for adjacently in [
            Adjacently::Unit,
            Adjacently::New(item.clone()),
            Adjacently::Tuple(i128::from(i64::MAX) * 1000, vec![1, 2]),
            Adjacently::Struct { a: a.map(i128::from), c: item.clone() },
        ] {
            all_agree(&to_item(&adjacently).unwrap())?;
        }
        for externally in [
            Externally::New(item.clone()),
            Externally::Tuple(-5, "x".to_owned()),
            Externally::Struct { a: Some(1), c: item.clone() },
        ] {
            all_agree(&to_item(&externally).unwrap())?;
        }
    }

    #[test]
    fn on_borrowed_fields(item in item()) {
        for spelling in SPELLINGS {
            let text = item_text(&item, spelling);
            let parsed = OnceCell::new();
            let borrowed = read_borrowed::<Borrowed<'_>>(&Reader::new(&text), &parsed);
            prop_assert_eq!(borrowed.ok(), from_item::<Borrowed<'_>>(&item).ok());
        }
    }
}

#[test]
fn errors_name_the_same_place() {
    let item = Item::new().with("a", 1).unwrap();
    let text = item_text(&item, Spelling::Compact);
    let wire = from_text::<Fields>(&text).unwrap_err();
    assert_eq!(wire.to_string(), from_item::<Fields>(&item).unwrap_err().to_string());
    assert_eq!(wire.to_string(), "a: expected a string, found a number");
    let missing = from_text::<Internally>("{}").unwrap_err();
    assert_eq!(missing.to_string(), "kind: missing");
}
