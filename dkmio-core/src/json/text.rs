//! One item as text.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pretty::pretty;
use crate::codec::json;
use crate::codec::{DecodeError, EncodeError, Item};

/// Decodes one item from DynamoDB JSON: `{"id":{"S":".."},"total":{"N":"30"}}`.
///
/// # Errors
///
/// Returns an error if the text is not exactly one item, if DynamoDB could not have stored it (a number out of range, a set that is empty or
/// has an element twice), or if the item does not fit the type.
///
/// # Examples
///
/// ```
/// use dkmio::{Item, json};
///
/// let item: Item = json::from_str(r#"{"id":{"S":"o1"},"total":{"N":"30"}}"#)?;
/// assert_eq!(item.read::<u32>("total")?, Some(30));
///
/// let error = json::from_str::<Item>(r#"{"id":"o1"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "not DynamoDB JSON at byte 6");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    json::read_whole(text, json::read_given_item)
}

/// Decodes one item from the bytes of its DynamoDB JSON.
///
/// # Errors
///
/// Returns an error if the bytes are not UTF-8, and in the cases of [`from_str`].
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    from_str(json::as_utf8_of_file(bytes)?)
}

/// Encodes an item as DynamoDB JSON, in one line. An entity of a shared table is encoded as its struct, without its rendered keys.
///
/// The attributes of a struct are in the order of its fields. Those of an [`Item`] are sorted, also within its maps, so that
/// snapshots of it are stable.
///
/// # Errors
///
/// Returns an error if the item cannot be stored.
///
/// # Examples
///
/// ```
/// use dkmio::{Item, json};
///
/// let item = Item::new().with("total", 30)?.with("id", "o1")?;
/// assert_eq!(json::to_string(&item)?, r#"{"id":{"S":"o1"},"total":{"N":"30"}}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_string<T: Serialize + ?Sized>(item: &T) -> Result<String, EncodeError> {
    with_text(item, str::to_owned)
}

/// Encodes an item as DynamoDB JSON with line breaks, indented by two spaces. Otherwise the same as [`to_string`].
///
/// # Errors
///
/// Returns an error if the item cannot be stored.
pub fn to_string_pretty<T: Serialize + ?Sized>(item: &T) -> Result<String, EncodeError> {
    with_text(item, pretty)
}

/// Encodes an item, and passes its text to `look`.
pub(super) fn with_text<T: Serialize + ?Sized, R>(item: &T, look: impl FnOnce(&str) -> R) -> Result<R, EncodeError> {
    // Only a free-form item is sorted. `&Item` is another type than `Item`, and iterators over items return it.
    if [typeid::of::<Item>(), typeid::of::<&Item>()].contains(&typeid::of::<T>()) {
        let text = json::item_to_sorted_text(&Item::from_serialize(item)?)?;
        return Ok(look(&text.text));
    }
    json::with_text(item, |text| look(&text.text))
}
