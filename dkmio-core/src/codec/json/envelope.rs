//! The envelopes of responses: what GetItem, Query, Scan and the other operations return besides their items.

use aws_sdk_dynamodb::types::{ConsumedCapacity, VectorCapacity};

use crate::codec::DecodeError;
use crate::codec::json::consumed_capacity::{consumed_capacity, units, vector_capacity};
use crate::codec::json::parse::{key_value, list_elements, map_entries, object_members};
use crate::codec::json::reader::Reader;

/// The members of a response besides its items.
#[derive(Debug, Default, PartialEq)]
pub struct Envelope<'de> {
    /// The number of items returned.
    pub count: usize,
    /// The number of items read.
    pub scanned_count: usize,
    /// The text of `LastEvaluatedKey`, as it is sent back. `None` at the end, also if the key is there and empty.
    pub last_evaluated_key: Option<&'de str>,
    /// The token with which a PartiQL statement continues.
    pub next_token: Option<String>,
    /// The consumed capacity, per table.
    pub consumed_capacity: Vec<ConsumedCapacity>,
}

/// Reads a response in one pass. `read` is called for every item under `Items`, `Item` or `Attributes`, with the reader at the
/// start of the item, and with its position. It has to read the item.
///
/// A member that the SDK's parser treats as absent is absent here, and a member that it refuses is refused: a wrong
/// JSON type means that the response is malformed, not that the member is missing.
///
/// # Errors
/// Returns an error if the text is not a response, or if `read` does.
pub fn read_envelope<'de>(
    text: &'de str,
    mut read: impl FnMut(&Reader<'de>, usize) -> Result<(), DecodeError>,
) -> Result<Envelope<'de>, DecodeError> {
    let mut envelope = Envelope::default();
    read_body(text, |name, reader| {
        match name {
            "Items" => {
                let mut index = 0;
                list_elements(reader, || {
                    read(reader, index)?;
                    index += 1;
                    Ok(())
                })?;
            }
            "Item" | "Attributes" => {
                is_object(reader)?;
                read(reader, 0)?;
            }
            "Count" => envelope.count = reader.count()?,
            "ScannedCount" => envelope.scanned_count = reader.count()?,
            "LastEvaluatedKey" => envelope.last_evaluated_key = key(reader)?,
            "NextToken" => envelope.next_token = Some(reader.string()?.into_owned()),
            "ConsumedCapacity" => envelope.consumed_capacity.push(consumed_capacity(reader)?),
            // Nothing uses it. It is read because the SDK's parser refuses a response in which it is malformed.
            "ItemCollectionMetrics" => item_collection_metrics(reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(envelope)
}

/// The members of the response to SearchVectors besides its items.
#[derive(Debug, Default, PartialEq)]
pub struct SearchEnvelope {
    /// The score of each item.
    pub scores: Vec<f64>,
    /// The consumed capacity of the index.
    pub consumed_capacity: Option<VectorCapacity>,
}

/// Reads the response to SearchVectors. `read` is called for the item of each hit, with the reader at its start, and has to read it.
///
/// # Errors
/// Returns an error if the text is not a response, or if `read` does.
pub fn read_search<'de>(
    text: &'de str,
    mut read: impl FnMut(&Reader<'de>) -> Result<(), DecodeError>,
) -> Result<SearchEnvelope, DecodeError> {
    let mut envelope = SearchEnvelope::default();
    read_body(text, |name, reader| match name {
        "SearchResults" => list_elements(reader, || {
            let (mut score, mut has_item) = (None, false);
            object_members(reader, |name| {
                match name {
                    "Item" if !has_item => {
                        is_object(reader)?;
                        has_item = true;
                        read(reader)?;
                    }
                    "Score" => score = units(reader)?,
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            // Scores and items are matched by their positions, so a hit without an item counts as an empty one.
            if !has_item {
                read(&Reader::new("{}"))?;
            }
            envelope.scores.push(score.ok_or_else(|| DecodeError::new("expected a `Score`"))?);
            Ok(())
        }),
        "ConsumedCapacity" => {
            envelope.consumed_capacity = Some(vector_capacity(reader)?);
            Ok(())
        }
        _ => reader.skip(),
    })?;
    Ok(envelope)
}

/// The error of one statement of a batch.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FailedStatement {
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
}

/// Reads the response to BatchExecuteStatement, and returns the consumed capacity. `read` is called for each statement, with the reader at
/// its item if there is one, and with its error if there is one. It has to read the item unless there is an error.
///
/// # Errors
/// Returns an error if the text is not a response, or if `read` does.
pub fn read_batch_statements<'de>(
    text: &'de str,
    mut read: impl FnMut(Option<&Reader<'de>>, Option<FailedStatement>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    let mut consumed = Vec::new();
    read_body(text, |name, reader| match name {
        "Responses" => list_elements(reader, || {
            let (mut item, mut failed) = (None, None);
            object_members(reader, |name| {
                match name {
                    "Item" => {
                        is_object(reader)?;
                        item = Some(reader.position());
                        reader.skip()?;
                    }
                    "Error" => failed = Some(failed_statement(reader)?),
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            // The error may stand behind the item, so the item is read when both are known.
            match item.filter(|_| failed.is_none()) {
                Some(start) => read(Some(&Reader::starting(text, start)), None),
                None => read(None, failed),
            }
        }),
        "ConsumedCapacity" => consumed_by_tables(reader, &mut consumed),
        _ => reader.skip(),
    })?;
    Ok(consumed)
}

fn failed_statement(reader: &Reader<'_>) -> Result<FailedStatement, DecodeError> {
    let mut failed = FailedStatement::default();
    object_members(reader, |name| {
        match name {
            "Code" => failed.code = reader.string()?.into_owned(),
            "Message" => failed.message = reader.string()?.into_owned(),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(failed)
}

/// Reads the response to TransactGetItems, and returns the consumed capacity. `read` is called for each part, with the reader at
/// its item if there is one, which it has to read.
///
/// # Errors
/// Returns an error if the text is not a response, or if `read` does.
pub fn read_transact_get<'de>(
    text: &'de str,
    mut read: impl FnMut(Option<&Reader<'de>>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    let mut consumed = Vec::new();
    read_body(text, |name, reader| match name {
        "Responses" => list_elements(reader, || {
            let mut found = false;
            object_members(reader, |name| {
                // A second `Item` is skipped, so that `read` is called once for each part.
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

/// Reads the response to BatchGetItem, and returns the consumed capacity. `item` is called for each item and `unprocessed` for each
/// unprocessed key, with the name of the table, and with the reader at what they have to read.
///
/// # Errors
/// Returns an error if the text is not a response, or if `item` or `unprocessed` does.
pub fn read_batch_get<'de>(
    text: &'de str,
    mut item: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
    mut unprocessed: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    let mut consumed = Vec::new();
    read_body(text, |name, reader| match name {
        "Responses" => map_entries(reader, |table| {
            list_elements(reader, || {
                is_object(reader)?;
                item(table, reader)
            })
        }),
        "UnprocessedKeys" => map_entries(reader, |table| {
            object_members(reader, |member| match member {
                "Keys" => list_elements(reader, || {
                    is_object(reader)?;
                    unprocessed(table, reader)
                }),
                // These members are not used. Their types are checked as by the SDK's parser.
                "AttributesToGet" => list_elements(reader, || reader.string().map(drop)),
                "ConsistentRead" => reader.boolean().map(drop),
                "ProjectionExpression" => reader.string().map(drop),
                "ExpressionAttributeNames" => map_entries(reader, |_| reader.string().map(drop)),
                _ => reader.skip(),
            })
        }),
        "ConsumedCapacity" => consumed_by_tables(reader, &mut consumed),
        _ => reader.skip(),
    })?;
    Ok(consumed)
}

/// Reads the body of a response. `member` has to read each member that is not `null`.
fn read_body<'de>(
    text: &'de str,
    mut member: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    // An empty body is a response without members, as in the SDK's parser.
    if text.is_empty() {
        return Ok(());
    }
    let reader = Reader::new(text);
    object_members(&reader, |name| member(name, &reader))?;
    match reader.peek() {
        0 => Ok(()),
        _ => Err(reader.syntax_error()),
    }
}

/// Returns an error if the next value is not an object. The callback may skip an item, and skipping checks no types.
fn is_object(reader: &Reader<'_>) -> Result<(), DecodeError> {
    if reader.peek() == b'{' { Ok(()) } else { Err(reader.syntax_error()) }
}

/// Reads the consumed capacity of several tables.
fn consumed_by_tables(reader: &Reader<'_>, consumed: &mut Vec<ConsumedCapacity>) -> Result<(), DecodeError> {
    list_elements(reader, || {
        consumed.push(consumed_capacity(reader)?);
        Ok(())
    })
}

/// Skips `ItemCollectionMetrics`, which dkmio does not ask for.
fn item_collection_metrics(reader: &Reader<'_>) -> Result<(), DecodeError> {
    object_members(reader, |name| match name {
        "ItemCollectionKey" => map_entries(reader, |_| key_value(reader).map(drop)),
        "SizeEstimateRangeGB" => list_elements(reader, || units(reader).map(drop)),
        _ => reader.skip(),
    })
}

/// Reads a key and returns its text, or `None` if it has no attributes: some emulators return an empty key on the last page.
fn key<'de>(reader: &Reader<'de>) -> Result<Option<&'de str>, DecodeError> {
    let start = reader.value_start();
    let mut attributes = 0;
    map_entries(reader, |_| {
        attributes += 1;
        key_value(reader).map(drop)
    })?;
    Ok((attributes > 0).then(|| reader.since(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_an_object_even_if_it_is_skipped() {
        let skip = |reader: &Reader<'_>| reader.skip();
        for item in ["[]", "\"x\"", "7", "true"] {
            let body = |before: &str, after: &str| format!("{before}{item}{after}");
            for text in [body(r#"{"Item":"#, "}"), body(r#"{"Attributes":"#, "}")] {
                assert!(read_envelope(&text, |reader, _| skip(reader)).is_err(), "{text}");
            }
            let hit = body(r#"{"SearchResults":[{"Score":1,"Item":"#, "}]}");
            assert!(read_search(&hit, skip).is_err(), "{hit}");
            let part = body(r#"{"Responses":[{"Item":"#, "}]}");
            assert!(read_batch_statements(&part, |reader, _| reader.map_or(Ok(()), skip)).is_err(), "{part}");
            assert!(read_transact_get(&part, |reader| reader.map_or(Ok(()), skip)).is_err(), "{part}");
            let of_table = body(r#"{"Responses":{"t":["#, "]}}");
            let unprocessed = body(r#"{"UnprocessedKeys":{"t":{"Keys":["#, "]}}}");
            for text in [of_table, unprocessed] {
                assert!(read_batch_get(&text, |_, reader| skip(reader), |_, reader| skip(reader)).is_err(), "{text}");
            }
        }
    }
}
