//! The envelopes of answers: what GetItem, Query, Scan and the like say around their items.

use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::codec::DecodeError;
use crate::codec::json::consumed_capacity::consumed_capacity;
use crate::codec::json::parse::{members, object};
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
/// # Errors
/// When the text is no answer, and those of `read`.
pub fn answer<'de>(
    text: &'de str,
    mut read: impl FnMut(&Reader<'de>, usize) -> Result<(), DecodeError>,
) -> Result<Answer<'de>, DecodeError> {
    let reader = Reader::new(text);
    let mut answer = Answer::default();
    // a body without content is an answer without members
    if reader.peek() == 0 {
        return Ok(answer);
    }
    members(&reader, b'{', b'}', || {
        let name = reader.string()?;
        reader.expect(b':')?;
        match &*name {
            "Items" => items(&reader, &mut read),
            "Item" | "Attributes" if reader.peek() == b'{' => read(&reader, 0),
            other => answer.member(other, &reader),
        }
    })?;
    match reader.peek() {
        0 => Ok(answer),
        _ => Err(reader.fail()),
    }
}

/// Reads the answer of a transaction of gets. `read` is called for each part, with the reader at its item if there is one, which
/// it has to read. Gives what the request consumed.
///
/// # Errors
/// When the text is no answer, and those of `read`.
pub(crate) fn transaction_answer<'de>(
    text: &'de str,
    mut read: impl FnMut(Option<&Reader<'de>>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    whole(text, |name, reader| match name {
        "Responses" if reader.peek() == b'[' => members(reader, b'[', b']', || {
            let mut found = false;
            members(reader, b'{', b'}', || {
                let name = reader.string()?;
                reader.expect(b':')?;
                if name != "Item" || reader.peek() != b'{' || found {
                    return reader.skip();
                }
                found = true;
                read(Some(reader))
            })?;
            if found { Ok(()) } else { read(None) }
        }),
        _ => reader.skip(),
    })
}

/// Reads the answer of a batch of gets. `item` is called for each item and `left` for each key that was not read, with the name of
/// the table, and the reader at what they have to read. Gives what the request consumed.
///
/// # Errors
/// When the text is no answer, and those of `item` and `left`.
pub(crate) fn batch_answer<'de>(
    text: &'de str,
    mut item: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
    mut left: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    whole(text, |name, reader| match name {
        "Responses" if reader.peek() == b'{' => {
            object(reader, |table| members(reader, b'[', b']', || item(table, reader)))
        }
        "UnprocessedKeys" if reader.peek() == b'{' => object(reader, |table| {
            object(reader, |member| match member {
                "Keys" => members(reader, b'[', b']', || left(table, reader)),
                _ => reader.skip(),
            })
        }),
        _ => reader.skip(),
    })
}

/// Reads an answer of which `member` reads all but the consumed capacity, which it gives.
fn whole<'de>(
    text: &'de str,
    mut member: impl FnMut(&str, &Reader<'de>) -> Result<(), DecodeError>,
) -> Result<Vec<ConsumedCapacity>, DecodeError> {
    let reader = Reader::new(text);
    let mut rest = Answer::default();
    if reader.peek() == 0 {
        return Ok(Vec::new());
    }
    members(&reader, b'{', b'}', || {
        let name = reader.string()?;
        reader.expect(b':')?;
        match &*name {
            "ConsumedCapacity" => rest.member(&name, &reader),
            _ => member(&name, &reader),
        }
    })?;
    match reader.peek() {
        0 => Ok(rest.consumed_capacity),
        _ => Err(reader.fail()),
    }
}

/// Reads the items of a page.
fn items<'de>(
    reader: &Reader<'de>,
    read: &mut impl FnMut(&Reader<'de>, usize) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut index = 0;
    members(reader, b'[', b']', || {
        read(reader, index)?;
        index += 1;
        Ok(())
    })
}

impl<'de> Answer<'de> {
    /// Reads a member other than the items.
    fn member(&mut self, name: &str, reader: &Reader<'de>) -> Result<(), DecodeError> {
        match name {
            "Count" => self.count = reader.unsigned()?,
            "ScannedCount" => self.scanned_count = reader.unsigned()?,
            "LastEvaluatedKey" if reader.peek() == b'{' => self.last_evaluated_key = key(reader)?,
            "ConsumedCapacity" => match reader.peek() {
                b'{' => self.consumed_capacity.push(consumed_capacity(reader)?),
                b'[' => members(reader, b'[', b']', || {
                    self.consumed_capacity.push(consumed_capacity(reader)?);
                    Ok(())
                })?,
                _ => reader.skip()?,
            },
            _ => reader.skip()?,
        }
        Ok(())
    }
}

/// The text of a key; none when it has no attributes.
fn key<'de>(reader: &Reader<'de>) -> Result<Option<&'de str>, DecodeError> {
    let start = reader.position();
    let mut attributes = 0;
    members(reader, b'{', b'}', || {
        attributes += 1;
        key_attribute(reader)
    })?;
    Ok((attributes > 0).then(|| reader.since(start)))
}

/// Reads over one attribute of a key: `"id":{"S":"..."}`, as strictly as befits what is sent back as it came.
fn key_attribute(reader: &Reader<'_>) -> Result<(), DecodeError> {
    reader.string()?;
    reader.expect(b':')?;
    reader.expect(b'{')?;
    let kind = reader.string()?;
    reader.expect(b':')?;
    reader.string()?;
    reader.expect(b'}')?;
    if matches!(&*kind, "S" | "N" | "B") { Ok(()) } else { Err(reader.fail()) }
}

/// The text of a body.
///
/// # Errors
/// When it is not UTF-8.
pub(crate) fn body_text(body: &[u8]) -> Result<&str, DecodeError> {
    str::from_utf8(body).map_err(|_| DecodeError::new("malformed answer"))
}
