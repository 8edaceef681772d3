//! Items in texts that a user gives. Responses are read leniently; of such a text an item is refused that DynamoDB could not have stored.

use std::collections::HashSet;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use super::decode::read_item;
use super::parse::{list_elements, map_entries, value};
use super::reader::Reader;
use crate::codec::DecodeError;
use crate::codec::number::{canonical, validate};

/// Decodes the item at the reader as [`read_item`] does, and checks it.
///
/// # Errors
/// Returns an error in the cases of [`read_item`], and if the item has a number that DynamoDB cannot hold, or a set that is empty or has an
/// element twice.
pub(crate) fn read_given_item<T: DeserializeOwned>(reader: &Reader<'_>) -> Result<T, DecodeError> {
    let start = reader.mark();
    // Forgets what was read before.
    let _ = reader.take_unchecked();
    let item = read_item(reader)?;
    // Most numbers of typed fields were checked when they were read, so most items are read once.
    if reader.take_unchecked() {
        reader.reset(start);
        check_item(reader)?;
    }
    Ok(item)
}

/// Checks the item at the reader.
///
/// # Errors
/// Returns an error with the path of the attribute that cannot be stored.
pub(crate) fn check_item(reader: &Reader<'_>) -> Result<(), DecodeError> {
    map_entries(reader, |name| check_value(reader).map_err(|error| error.within(name)))
}

fn check_value(reader: &Reader<'_>) -> Result<(), DecodeError> {
    let is_sound =
        reader.fast_text(b'S').is_some() || reader.fast_integer().is_some() || reader.fast_boolean().is_some();
    if is_sound {
        return Ok(());
    }
    if reader.fast_open(b'M') {
        // Names inside a map may be data, so they are not shown.
        map_entries(reader, |_| check_value(reader).map_err(DecodeError::within_entry))?;
        return reader.expect(b'}');
    }
    if reader.fast_open(b'L') {
        let mut position = 0_usize;
        list_elements(reader, || {
            check_value(reader).map_err(|error| error.within(position))?;
            position += 1;
            Ok(())
        })?;
        return reader.expect(b'}');
    }
    check_parsed(&value(reader)?)
}

fn check_parsed(value: &AttributeValue) -> Result<(), DecodeError> {
    match value {
        AttributeValue::N(digits) => check_number(digits),
        AttributeValue::Ss(texts) => check_set(texts.iter()),
        AttributeValue::Ns(numbers) => {
            numbers.iter().try_for_each(|digits| check_number(digits))?;
            // `1` and `1.0` are one number.
            check_set(numbers.iter().map(|digits| canonical(digits)))
        }
        AttributeValue::Bs(blobs) => check_set(blobs.iter().map(AsRef::<[u8]>::as_ref)),
        // Reached only in another spelling than DynamoDB's.
        AttributeValue::L(values) => {
            values.iter().enumerate().try_for_each(|(at, value)| check_parsed(value).map_err(|error| error.within(at)))
        }
        AttributeValue::M(values) => {
            values.values().try_for_each(|value| check_parsed(value).map_err(DecodeError::within_entry))
        }
        _ => Ok(()),
    }
}

fn check_number(digits: &str) -> Result<(), DecodeError> {
    validate(digits).map_err(|error| DecodeError::new(format!("DynamoDB cannot hold this: {error}")))
}

fn check_set<E: Eq + std::hash::Hash>(elements: impl ExactSizeIterator<Item = E>) -> Result<(), DecodeError> {
    let count = elements.len();
    if count == 0 {
        return Err(DecodeError::new("an empty set, which DynamoDB does not have"));
    }
    let distinct: HashSet<E> = elements.collect();
    if distinct.len() < count { Err(DecodeError::new("a set with an element twice")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::codec::Item;

    /// An item with a field of its own and all the rest.
    #[derive(Deserialize)]
    struct Flattened {
        #[serde(default)]
        #[expect(dead_code, reason = "only whether it is read matters")]
        typed: Option<f64>,
        #[serde(flatten)]
        #[expect(dead_code, reason = "only whether it is read matters")]
        rest: Item,
    }

    /// Returns the error for an item, which must be the same with white space. A type that flattens it refuses it as well.
    fn error(text: &str) -> Option<String> {
        let [error, other] = [text.to_owned(), text.replace(':', " : ").replace('{', "{ ")].map(|text| {
            let item = read_given_item::<Item>(&Reader::new(&text)).map(drop);
            let flattened = read_given_item::<Flattened>(&Reader::new(&text)).map(drop);
            assert_eq!(flattened.is_ok(), item.is_ok(), "{text}");
            item.err().map(|error| error.to_string())
        });
        assert_eq!(error, other, "{text}");
        error
    }

    #[test]
    fn what_dynamodb_could_not_have_stored_is_refused_with_its_path() {
        let range = "DynamoDB cannot hold this: a number outside DynamoDB's range";
        let twice = "a set with an element twice";
        for (text, expected) in [
            (r#"{"a":{"N":"1E999"}}"#, format!("a: {range}")),
            (r#"{"a":{"N":"x"}}"#, "a: DynamoDB cannot hold this: not a number".to_owned()),
            (r#"{"x":{"S":"y"},"a":{"SS":["x","y","x"]}}"#, format!("a: {twice}")),
            (r#"{"a":{"NS":["1","1.0"]}}"#, format!("a: {twice}")),
            (r#"{"a":{"NS":["1","1E999"]}}"#, format!("a: {range}")),
            (r#"{"a":{"BS":["AQ==","AQ=="]}}"#, format!("a: {twice}")),
            (r#"{"a":{"SS":[]}}"#, "a: an empty set, which DynamoDB does not have".to_owned()),
            (r#"{"a":{"L":[{"S":"x"},{"BOOL":true},{"N":"1E999"}]}}"#, format!("a[2]: {range}")),
            (r#"{"a":{"L":[{"N":"1"},{"L":[{"N":"1E999"}]}]}}"#, format!("a[1][0]: {range}")),
            (r#"{"a":{"M":{"secret":{"N":"1E999"}}}}"#, format!("a{{..}}: {range}")),
            (r#"{"a":{"M":{"b":{"L":[{"SS":["x","x"]}]}}}}"#, format!("a{{..}}[0]: {twice}")),
        ] {
            assert_eq!(error(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_dynamodb_could_have_stored_is_read() {
        for text in [
            "{}",
            r#"{"a":{"N":"1"},"b":{"N":"1.5"},"c":{"N":"1E100"}}"#,
            r#"{"a":{"SS":["x"]},"b":{"NS":["1","2"]},"c":{"BS":["AQ==","Ag=="]}}"#,
            r#"{"typed":{"N":"1.5"},"a":{"S":"x"},"b":{"BOOL":true},"c":{"NULL":true},"d":{"B":""}}"#,
            r#"{"a":{"L":[{"N":"1"},{"M":{"b":{"N":"1.5"},"c":{"L":[]}}}]},"d":{"M":{}}}"#,
        ] {
            assert_eq!(error(text), None, "{text}");
        }
    }

    #[test]
    fn the_reader_is_behind_the_item() {
        let text = r#"{"a":{"N":"1.5"}}{"a":{"N":"2"}}"#;
        let reader = Reader::new(text);
        for expected in ["1.5", "2"] {
            let item: Item = read_given_item(&reader).unwrap();
            assert_eq!(item.get("a").unwrap().as_n().unwrap(), expected);
        }
        assert_eq!(reader.peek(), 0);
    }
}
