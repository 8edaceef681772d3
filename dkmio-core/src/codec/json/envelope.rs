//! The envelopes of answers: what GetItem, Query, Scan and the like say around their items.

use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::codec::DecodeError;
use crate::codec::json::consumed_capacity::{consumed_capacity, units};
use crate::codec::json::parse::{array, entries, key_value, object};
use crate::codec::json::reader::Reader;

/// What an answer says besides its items.
#[derive(Debug, Default, PartialEq)]
pub struct Answer<'de> {
    /// How many items were returned.
    pub count: usize,
    /// How many items were read.
    pub scanned_count: usize,
    /// The text of `LastEvaluatedKey`, as it is sent back; none at the end, also where it is there and empty.
    pub last_evaluated_key: Option<&'de str>,
    /// What the request consumed; of several tables where the operation is about several.
    pub consumed_capacity: Vec<ConsumedCapacity>,
}

/// Reads an answer in one pass. `read` is called for every item under `Items`, `Item` or `Attributes`, with the reader at its
/// start and its position among them, and has to read it.
///
/// What the SDK's own parser takes for absent is absent here, and what it refuses is refused: a member of the wrong JSON type
/// says that the answer is malformed, not that the member is missing.
///
/// # Errors
/// When the text is no answer, and those of `read`.
pub fn answer<'de>(
    text: &'de str,
    mut read: impl FnMut(&Reader<'de>, usize) -> Result<(), DecodeError>,
) -> Result<Answer<'de>, DecodeError> {
    let mut answer = Answer::default();
    whole(text, |name, reader| {
        match name {
            "Items" => {
                let mut index = 0;
                array(reader, || {
                    read(reader, index)?;
                    index += 1;
                    Ok(())
                })?;
            }
            "Item" | "Attributes" => {
                is_object(reader)?;
                read(reader, 0)?;
            }
            "Count" => answer.count = reader.count()?,
            "ScannedCount" => answer.scanned_count = reader.count()?,
            "LastEvaluatedKey" => answer.last_evaluated_key = key(reader)?,
            "ConsumedCapacity" => answer.consumed_capacity.push(consumed_capacity(reader)?),
            "ItemCollectionMetrics" => item_collection_metrics(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(answer)
}

/// Reads the answer of a transaction of gets. `read` is called for each part, with the reader at its item if there is one, which
/// it has to read. Gives what the request consumed.
///
/// # Errors
/// When the text is no answer, and those of `read`.
pub fn transaction_answer<'de>(
    text: &'de str,
    mut read: impl FnMut(Option<&Reader<'de>>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    let mut consumed = Vec::new();
    whole(text, |name, reader| match name {
        "Responses" => array(reader, || {
            let mut found = false;
            object(reader, |name| {
                if name != "Item" || found {
                    return reader.skip();
                }
                is_object(reader)?;
                found = true;
                read(Some(reader))
            })?;
            if found { Ok(()) } else { read(None) }
        }),
        "ConsumedCapacity" => consumed_by_tables(reader, &mut consumed),
        _ => reader.skip(),
    })?;
    Ok(consumed)
}

/// Reads the answer of a batch of gets. `item` is called for each item and `left` for each key that was not read, with the name of
/// the table, and the reader at what they have to read. Gives what the request consumed.
///
/// # Errors
/// When the text is no answer, and those of `item` and `left`.
pub fn batch_answer<'de>(
    text: &'de str,
    mut item: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
    mut left: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    let mut consumed = Vec::new();
    whole(text, |name, reader| match name {
        "Responses" => entries(reader, |table| {
            array(reader, || {
                is_object(reader)?;
                item(table, reader)
            })
        }),
        "UnprocessedKeys" => entries(reader, |table| {
            object(reader, |member| match member {
                "Keys" => array(reader, || {
                    is_object(reader)?;
                    left(table, reader)
                }),
                "AttributesToGet" => array(reader, || reader.string().map(drop)),
                "ConsistentRead" => reader.boolean().map(drop),
                "ProjectionExpression" => reader.string().map(drop),
                "ExpressionAttributeNames" => entries(reader, |_| reader.string().map(drop)),
                _ => reader.skip(),
            })
        }),
        "ConsumedCapacity" => consumed_by_tables(reader, &mut consumed),
        _ => reader.skip(),
    })?;
    Ok(consumed)
}

/// Reads an answer as a whole. `member` reads each member that is not `null`.
fn whole<'de>(
    text: &'de str,
    mut member: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    // A body without content is an answer without members.
    if text.is_empty() {
        return Ok(());
    }
    let reader = Reader::new(text);
    object(&reader, |name| member(name, &reader))?;
    match reader.peek() {
        0 => Ok(()),
        _ => Err(reader.fail()),
    }
}

/// Refuses what is no object, where a callback might read over it.
fn is_object(reader: &Reader<'_>) -> Result<(), DecodeError> {
    if reader.peek() == b'{' { Ok(()) } else { Err(reader.fail()) }
}

/// Reads what the request consumed of several tables.
fn consumed_by_tables(reader: &Reader<'_>, consumed: &mut Vec<ConsumedCapacity>) -> Result<(), DecodeError> {
    array(reader, || {
        consumed.push(consumed_capacity(reader)?);
        Ok(())
    })
}

/// Reads over `ItemCollectionMetrics`, which dkmio does not ask for.
fn item_collection_metrics(reader: &Reader<'_>) -> Result<(), DecodeError> {
    object(reader, |name| match name {
        "ItemCollectionKey" => entries(reader, |_| key_value(reader).map(drop)),
        "SizeEstimateRangeGB" => array(reader, || units(reader).map(drop)),
        _ => reader.skip(),
    })
}

/// The text of a key; none when it has no attributes.
fn key<'de>(reader: &Reader<'de>) -> Result<Option<&'de str>, DecodeError> {
    reader.peek();
    let start = reader.position();
    let mut attributes = 0;
    entries(reader, |_| {
        attributes += 1;
        key_value(reader).map(drop)
    })?;
    Ok((attributes > 0).then(|| reader.since(start)))
}

/// The text of a body.
///
/// # Errors
/// When it is not UTF-8.
pub(crate) fn body_text(body: &[u8]) -> Result<&str, DecodeError> {
    str::from_utf8(body).map_err(|_| DecodeError::new("malformed answer"))
}
