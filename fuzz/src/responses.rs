//! Any bytes as the body of a response, or as the text of an item in one.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt::Debug;

use dkmio_core::codec::json::{Reader, from_text, item_to_text, parse_item, read_borrowed, read_envelope, read_item};
use dkmio_core::codec::{DecodeError, Item, from_item, to_item};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::model::Json;
use super::types::{Adjacently, Borrowed, Careless, Externally, Fields, Flattened, Internally, Pair, Untagged};

/// Reads the bytes in every way.
pub fn run(bytes: &[u8]) {
    // A body that is not UTF-8 is refused before it is read.
    let text = &*String::from_utf8_lossy(bytes);
    let model = Json::parse(text);
    item(text, model.as_ref());
    page(text, model.as_ref());
}

/// Reads the text as an item.
fn item(text: &str, model: Option<&Json>) {
    let parsed = parse_item(text);
    if let Some(item) = model.and_then(Json::item) {
        assert_eq!(parsed.as_ref().ok(), Some(&item), "not read as what it is");
    }
    if parsed.is_ok() && !text.bytes().any(|byte| byte < b' ') {
        // What is read is JSON, except for control characters in strings.
        assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "read, and no JSON");
    }
    if let Ok(item) = &parsed {
        written_again(item, text);
    }
    let parsed = parsed.ok();
    // A text in which a name occurs twice has more than one reading.
    let item = parsed.as_ref().filter(|_| model.is_some());
    agree::<Item>(text, item);
    agree::<Fields>(text, item);
    agree::<Flattened>(text, item);
    agree::<Untagged>(text, item);
    agree::<Internally>(text, item);
    agree::<Adjacently>(text, item);
    agree::<Externally>(text, item);
    agree::<Pair>(text, item);
    agree::<Careless>(text, item);
    agree::<HashMap<String, String>>(text, item);
    agree::<HashMap<String, IgnoredAny>>(text, item);
    borrowed(text, item);
}

/// Reads the text directly, and by way of the parsed item if there is one. Both results are the same.
fn agree<T: DeserializeOwned + PartialEq + Debug>(text: &str, item: Option<&Item>) {
    let read = from_text::<T>(text);
    if let Some(item) = item {
        assert_eq!(read.ok(), from_item::<T>(item).ok(), "read in two ways");
    }
}

fn borrowed(text: &str, item: Option<&Item>) {
    let parsed = OnceCell::new();
    let read = read_borrowed::<Borrowed<'_>>(&Reader::new(text), &parsed).ok();
    if let Some(item) = item {
        assert_eq!(read, from_item::<Borrowed<'_>>(item).ok(), "borrowed in two ways");
    }
}

/// Writes an item that was read, and reads it again. The item is not larger than its text.
fn written_again(item: &Item, text: &str) {
    assert!(item.size() <= text.len(), "{} bytes of {}", item.size(), text.len());
    if format!("{item:?}").contains("Null(false)") {
        // DynamoDB has one NULL, which is written as true.
        return;
    }
    let written = item_to_text(item).expect("an item that was read");
    assert_eq!(parse_item(&written.text).as_ref().ok(), Some(item), "another item when written");
    if let Ok(again) = to_item(item) {
        assert_eq!(&again, item, "another item when encoded");
    }
}

/// Reads the text as a response.
fn page(text: &str, model: Option<&Json>) {
    let mut items = Vec::new();
    let all = read_envelope(text, |reader, at| {
        assert!(at <= items.len(), "item {at} behind {} items", items.len());
        items.push(read_item::<Item>(reader)?);
        Ok(())
    });
    let bytes: usize = items.iter().map(Item::size).sum();
    assert!(bytes <= text.len(), "{bytes} bytes of {}", text.len());
    if let Ok(all) = &all {
        assert!(all.last_evaluated_key.is_none_or(|key| text.contains(key)));
        if let Some(want) = model.and_then(|model| model.get("Items")).and_then(Json::items)
            && model.is_some_and(|model| ["Item", "Attributes"].iter().all(|name| model.get(name).is_none()))
        {
            assert_eq!(items, want, "other items than those of the page");
        }
    }
    let typed: Result<_, DecodeError> = read_envelope(text, |reader, _| read_item::<Fields>(reader).map(drop));
    if let (Ok(all), Ok(typed)) = (&all, &typed) {
        assert_eq!(all, typed, "what a response holds depends on how its items are read");
    }
}
