//! Output of the AWS CLI.

use serde::de::DeserializeOwned;

use crate::codec::DecodeError;
use crate::codec::json::{
    Reader, as_utf8_of_file, list_elements, map_entries, object_members, read_given_item, read_whole,
};

/// The members of a response that hold no items.
const OTHER_MEMBERS: [&str; 9] = [
    "ConsumedCapacity",
    "Count",
    "ItemCollectionMetrics",
    "LastEvaluatedKey",
    "NextToken",
    "ResponseMetadata",
    "ScannedCount",
    "UnprocessedItems",
    "UnprocessedKeys",
];

/// Decodes the items in the output of the AWS CLI, or of another tool that prints responses of DynamoDB.
///
/// It reads `Item` (GetItem), `Items` (Query, Scan, ExecuteStatement), `Attributes` (PutItem, UpdateItem, DeleteItem) and
/// `Responses` (BatchGetItem, TransactGetItems, of all tables). Output without text has no items: that is what `aws dynamodb
/// get-item` prints if there is no such item. `UnprocessedKeys` and `LastEvaluatedKey` are not read, so the output may be
/// incomplete.
///
/// # Errors
///
/// Returns an error if the text is not a response, or if an item is one that DynamoDB could not have stored or does not fit the type.
///
/// # Examples
///
/// ```
/// use dkmio::{Item, json};
///
/// let output = br#"{
///     "Items": [ { "id": { "S": "o1" } }, { "id": { "S": "o2" } } ],
///     "Count": 2,
///     "ScannedCount": 2
/// }"#;
/// assert_eq!(json::from_cli::<Item>(output)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_cli<T: DeserializeOwned>(output: impl AsRef<[u8]>) -> Result<Vec<T>, DecodeError> {
    let text = as_utf8_of_file(output.as_ref())?;
    let mut items = Vec::new();
    if text.trim_ascii().is_empty() {
        return Ok(items);
    }
    read_whole(text, |reader| {
        let (mut has_items, mut unknown) = (false, 0_usize);
        object_members(reader, |name| {
            match name {
                "Item" | "Attributes" => items.push(read_given_item(reader).map_err(|error| error.within(name))?),
                "Items" => read_items(reader, &mut items).map_err(|error| error.within(name))?,
                "Responses" => read_responses(reader, &mut items).map_err(|error| error.within(name))?,
                _ => {
                    // An attribute may have the name of a count, but then its value is in an object with the type.
                    let is_attribute = name.ends_with("Count") && reader.peek() == b'{';
                    unknown += usize::from(is_attribute || !OTHER_MEMBERS.contains(&name));
                    return reader.skip();
                }
            }
            has_items = true;
            Ok(())
        })?;
        // The response of a read that found no item may still have its `ConsumedCapacity`.
        if has_items || unknown == 0 {
            return Ok(());
        }
        Err(DecodeError::new("expected `Item`, `Items`, `Attributes` or `Responses`; use `from_str` for an item alone"))
    })?;
    Ok(items)
}

fn read_items<T: DeserializeOwned>(reader: &Reader<'_>, items: &mut Vec<T>) -> Result<(), DecodeError> {
    let mut position = 0_usize;
    list_elements(reader, || {
        items.push(read_given_item(reader).map_err(|error| error.within(position))?);
        position += 1;
        Ok(())
    })
}

/// Reads items by their tables, or the parts of a transaction.
fn read_responses<T: DeserializeOwned>(reader: &Reader<'_>, items: &mut Vec<T>) -> Result<(), DecodeError> {
    if reader.peek() == b'{' {
        return map_entries(reader, |table| read_items(reader, items).map_err(|error| error.within(table)));
    }
    let mut position = 0_usize;
    list_elements(reader, || {
        object_members(reader, |name| match name {
            "Item" => {
                items.push(read_given_item(reader).map_err(|error| error.within(position))?);
                Ok(())
            }
            _ => reader.skip(),
        })?;
        position += 1;
        Ok(())
    })
}
