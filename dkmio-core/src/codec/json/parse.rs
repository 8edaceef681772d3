//! DynamoDB JSON as the attribute values of the SDK.

use std::borrow::Cow;
use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::attribute_value::Binary;
use crate::codec::json::reader::Reader;
use crate::codec::{DecodeError, Item, KeyValue};

/// Reads an item: `{"id":{"S":"..."}}`.
///
/// # Errors
/// Returns an error if the text is not an item.
pub fn item(text: &str) -> Result<Item, DecodeError> {
    let reader = Reader::new(text);
    let item = attributes(&reader)?;
    match reader.peek() {
        0 => Ok(Item::from(item)),
        _ => Err(reader.syntax_error()),
    }
}

/// Reads the attributes of an item, or the entries of a map.
pub(crate) fn attributes(reader: &Reader<'_>) -> Result<HashMap<String, AttributeValue>, DecodeError> {
    let mut map = HashMap::new();
    delimited(reader, b'{', b'}', || {
        let name = reader.string()?.into_owned();
        reader.expect(b':')?;
        map.insert(name, value(reader)?);
        Ok(())
    })?;
    Ok(map)
}

/// Copies the text of an item without some of its attributes.
pub(crate) fn without_attributes(text: &str, is_left_out: impl Fn(&str) -> bool) -> Result<String, DecodeError> {
    let reader = Reader::new(text);
    let mut copy = String::with_capacity(text.len());
    copy.push('{');
    delimited(&reader, b'{', b'}', || {
        let start = reader.value_start();
        let name = reader.string()?;
        reader.expect(b':')?;
        reader.skip()?;
        if !is_left_out(&name) {
            copy.push_str(if copy.len() > 1 { "," } else { "" });
            copy.push_str(reader.since(start));
        }
        Ok(())
    })?;
    copy.push('}');
    Ok(copy)
}

/// Reads the key attributes of an item, or of a key. `place_of` returns the position of each by its name.
pub(crate) fn key_values<'t>(
    reader: &Reader<'t>,
    place_of: impl Fn(&str) -> Option<usize>,
    places: &mut [Option<KeyValue<'t>>],
) -> Result<(), DecodeError> {
    key_values_until(reader, place_of, places, |_| false)
}

/// Reads key attributes of an item until `is_enough` of what was read. The reader may then stand inside of the item, so the caller has to
/// reset it.
pub(crate) fn key_values_until<'t>(
    reader: &Reader<'t>,
    place_of: impl Fn(&str) -> Option<usize>,
    places: &mut [Option<KeyValue<'t>>],
    is_enough: impl Fn(&[Option<KeyValue<'t>>]) -> bool,
) -> Result<(), DecodeError> {
    reader.enter()?;
    let mut next = match reader.fast_name(b'{') {
        Some(name) => Some(Cow::Borrowed(name)),
        None => {
            reader.expect(b'{')?;
            if reader.peek() == b'}' { None } else { Some(entry_name(reader)?) }
        }
    };
    while let Some(name) = next {
        match place_of(&name).and_then(|at| places.get_mut(at)) {
            Some(place) => {
                *place = Some(key_value(reader)?);
                if is_enough(places) {
                    return Ok(());
                }
            }
            None => reader.skip()?,
        }
        next = match reader.fast_name(b',') {
            Some(name) => Some(Cow::Borrowed(name)),
            None if reader.peek() == b',' => {
                reader.advance(1);
                Some(entry_name(reader)?)
            }
            None => None,
        };
    }
    reader.expect(b'}')?;
    // Not reached after an error. The container that stays open then tells that the item was not understood.
    reader.leave();
    Ok(())
}

/// Reads the name of an entry, and its colon.
fn entry_name<'t>(reader: &Reader<'t>) -> Result<Cow<'t, str>, DecodeError> {
    let name = reader.string()?;
    reader.expect(b':')?;
    Ok(name)
}

/// Reads some attributes of an item and skips the others. `place_of` returns the position of each by its name.
pub(crate) fn selected_values(
    reader: &Reader<'_>,
    mut place_of: impl FnMut(&str) -> Option<usize>,
    places: &mut [Option<AttributeValue>],
) -> Result<(), DecodeError> {
    map_entries(reader, |name| {
        match place_of(name).and_then(|at| places.get_mut(at)) {
            Some(place) => *place = Some(value(reader)?),
            None => reader.skip()?,
        }
        Ok(())
    })
}

/// Reads the elements of a list.
pub(crate) fn list(reader: &Reader<'_>) -> Result<Vec<AttributeValue>, DecodeError> {
    elements(reader, || value(reader))
}

/// Reads the value of a key attribute out of an item.
pub(super) fn key_value_of<'t>(text: &'t str, name: &str) -> Result<Option<KeyValue<'t>>, DecodeError> {
    let reader = Reader::new(text);
    let mut found = None;
    delimited(&reader, b'{', b'}', || {
        let member = reader.string()?;
        reader.expect(b':')?;
        if member != name {
            return reader.skip();
        }
        found = Some(key_value(&reader)?);
        Ok(())
    })?;
    Ok(found)
}

/// Reads the value of a key attribute.
pub(super) fn key_value<'t>(reader: &Reader<'t>) -> Result<KeyValue<'t>, DecodeError> {
    if let Some(text) = reader.fast_text(b'S') {
        return Ok(KeyValue::Text(text.into()));
    }
    if let Some(digits) = reader.fast_text(b'N') {
        return Ok(KeyValue::Number(digits.into()));
    }
    Ok(match any_value(reader)? {
        Some(AttributeValue::S(text)) => KeyValue::Text(text.into()),
        Some(AttributeValue::N(digits)) => KeyValue::Number(digits.into()),
        Some(AttributeValue::B(bytes)) => KeyValue::Binary(bytes.into_inner().into()),
        Some(AttributeValue::Bool(value)) => KeyValue::Boolean(value),
        _ => KeyValue::Other,
    })
}

/// Reads one attribute value, such as `{"S":"..."}`.
pub(super) fn value(reader: &Reader<'_>) -> Result<AttributeValue, DecodeError> {
    // The SDK has a variant for types that it does not know, but only the SDK can make it. A value that was left out instead
    // would be lost at the next put.
    any_value(reader)?.ok_or_else(|| DecodeError::new("a value of unknown type"))
}

/// Reads one attribute value, or skips it and returns `None` if its type is unknown.
///
/// As in the SDK's parser, members that are `null` and a member `__type` do not count; exactly one has to remain.
fn any_value(reader: &Reader<'_>) -> Result<Option<AttributeValue>, DecodeError> {
    if let Some(text) = reader.fast_text(b'S') {
        return Ok(Some(AttributeValue::S(text.to_owned())));
    }
    if let Some(digits) = reader.fast_text(b'N') {
        reader.note_unchecked();
        return Ok(Some(AttributeValue::N(digits.to_owned())));
    }
    let mut found = None;
    // The braces around a value are not a level of nesting, so the reader does not count them.
    reader.expect(b'{')?;
    separated(reader, b'}', || {
        let kind = reader.string()?;
        reader.expect(b':')?;
        if reader.peek() == b'n' {
            return reader.null();
        }
        if kind == "__type" {
            // `skip` checks no syntax, and the SDK's parser reads this member.
            return well_formed(reader);
        }
        if found.is_some() {
            return Err(reader.syntax_error());
        }
        found = Some(content(reader, &kind)?);
        Ok(())
    })?;
    found.ok_or_else(|| reader.syntax_error())
}

/// Skips a JSON value, and checks its syntax.
fn well_formed(reader: &Reader<'_>) -> Result<(), DecodeError> {
    match reader.peek() {
        b'{' => map_entries(reader, |_| well_formed(reader)),
        b'[' => list_elements(reader, || well_formed(reader)),
        b'"' => reader.string().map(drop),
        b't' | b'f' => reader.boolean().map(drop),
        b'n' => reader.null(),
        _ => reader.number().map(drop),
    }
}

/// Reads the content behind the type in an attribute value.
fn content(reader: &Reader<'_>, kind: &str) -> Result<Option<AttributeValue>, DecodeError> {
    let text = || reader.string().map(String::from);
    if matches!(kind, "N" | "SS" | "NS" | "BS") {
        reader.note_unchecked();
    }
    Ok(Some(match kind {
        "S" => AttributeValue::S(text()?),
        "N" => AttributeValue::N(text()?),
        "B" => AttributeValue::B(blob(reader)?),
        "BOOL" => AttributeValue::Bool(reader.boolean()?),
        "NULL" => AttributeValue::Null(reader.boolean()?),
        "SS" => AttributeValue::Ss(elements(reader, text)?),
        "NS" => AttributeValue::Ns(elements(reader, text)?),
        "BS" => AttributeValue::Bs(elements(reader, || blob(reader))?),
        "L" => AttributeValue::L(list(reader)?),
        "M" => AttributeValue::M(attributes(reader)?),
        _ => return reader.skip().map(|()| None),
    }))
}

fn blob(reader: &Reader<'_>) -> Result<Blob, DecodeError> {
    let text = reader.string()?;
    Ok(Blob::new(Binary::Base64(&text).decode()?))
}

fn elements<T>(reader: &Reader<'_>, read: impl Fn() -> Result<T, DecodeError>) -> Result<Vec<T>, DecodeError> {
    let mut all = Vec::new();
    delimited(reader, b'[', b']', || {
        all.push(read()?);
        Ok(())
    })?;
    Ok(all)
}

/// Reads values between two brackets, separated by commas. `read` has to read one of them.
pub(crate) fn delimited(
    reader: &Reader<'_>,
    opening: u8,
    closing: u8,
    read: impl FnMut() -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    reader.enter()?;
    reader.expect(opening)?;
    separated(reader, closing, read)?;
    // Not reached after an error. The container that stays open then tells that the item was not understood.
    reader.leave();
    Ok(())
}

/// Reads values separated by commas, up to and including a closing bracket.
fn separated(
    reader: &Reader<'_>,
    closing: u8,
    mut read: impl FnMut() -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    if reader.peek() != closing {
        read()?;
        while reader.peek() == b',' {
            reader.advance(1);
            read()?;
        }
    }
    reader.expect(closing)
}

/// Reads the members of an object of the API. Members that are `null` count as absent, as in the SDK's parser.
pub(crate) fn object_members(
    reader: &Reader<'_>,
    mut member: impl FnMut(&str) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    map_entries(reader, |name| if reader.peek() == b'n' { reader.null() } else { member(name) })
}

/// Reads the entries of a map of the API. An entry must not be `null`; `entry` has to refuse that.
pub(crate) fn map_entries(
    reader: &Reader<'_>,
    mut entry: impl FnMut(&str) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    delimited(reader, b'{', b'}', || {
        let name = reader.string()?;
        reader.expect(b':')?;
        entry(&name)
    })
}

/// Reads the elements of a list of the API. An element must not be `null`; `element` has to refuse that.
pub(crate) fn list_elements(
    reader: &Reader<'_>,
    element: impl FnMut() -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    delimited(reader, b'[', b']', element)
}

#[cfg(test)]
mod tests;
