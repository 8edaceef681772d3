//! The bytes of a cursor. Cursors are stored by users, so the form must not change without a new version.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::fingerprint::{write_bytes, write_value};
use super::last_key::LastKey;
use super::payload::CursorPayload;
use super::position::Position;
use super::scope::CursorScope;

const HAS_INDEX: u8 = 1;
const DESCENDING: u8 = 2;
const SEGMENTS: u8 = 4;

/// Writes a payload.
pub(super) fn write(payload: &CursorPayload, out: &mut Vec<u8>) {
    let CursorPayload { scope, positions } = payload;
    write_bytes(scope.table.as_bytes(), out);
    let segments = scope.segments.is_some();
    let flags = [(scope.index.is_some(), HAS_INDEX), (scope.descending, DESCENDING), (segments, SEGMENTS)];
    out.push(flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).sum());
    if let Some(index) = &scope.index {
        write_bytes(index.as_bytes(), out);
    }
    out.extend(scope.condition.to_be_bytes());
    for position in positions {
        match position {
            // The key of a read that is not parallel reaches to the end, so it needs no length.
            Position::After(key) if !segments => write_key(key, out),
            position => write_segment(position, out),
        }
    }
}

fn write_segment(position: &Position, out: &mut Vec<u8>) {
    match position {
        Position::Start => out.push(b'-'),
        Position::End => out.push(b'.'),
        Position::After(key) => {
            let mut bytes = Vec::new();
            write_key(key, &mut bytes);
            out.push(b'>');
            write_bytes(&bytes, out);
        }
    }
}

/// Writes the attributes of a key, sorted by name.
pub(super) fn write_key(key: &LastKey, out: &mut Vec<u8>) {
    for (name, value) in key.attributes() {
        write_bytes(name.as_bytes(), out);
        write_value(&value, out);
    }
}

/// Reads a payload that [`write`] wrote. Returns `None` if the bytes end early or have another form.
pub(super) fn read(bytes: &[u8]) -> Option<CursorPayload> {
    ByteReader(bytes).payload()
}

/// Reads a key that [`write_key`] wrote.
pub(super) fn read_key(bytes: &[u8]) -> Option<LastKey> {
    ByteReader(bytes).key()
}

/// Reads a text that was written with its length. Returns it and the bytes that follow.
pub(super) fn read_text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut reader = ByteReader(bytes);
    let text = reader.text()?;
    Some((text, reader.0))
}

struct ByteReader<'b>(&'b [u8]);

impl<'b> ByteReader<'b> {
    fn payload(mut self) -> Option<CursorPayload> {
        let table = self.text()?;
        let [flags] = self.take()?;
        let index = if flags & HAS_INDEX == 0 { None } else { Some(self.text()?) };
        let condition = u64::from_be_bytes(self.take()?);
        let is_parallel = flags & SEGMENTS != 0;
        let positions = if is_parallel { self.segments()? } else { vec![Position::After(self.key()?)] };
        let segments = is_parallel.then_some(positions.len());
        let scope = CursorScope { table, index, descending: flags & DESCENDING != 0, condition, segments };
        Some(CursorPayload { scope, positions })
    }

    fn segments(&mut self) -> Option<Vec<Position>> {
        let mut segments = Vec::new();
        while !self.0.is_empty() {
            segments.push(match self.take()? {
                [b'-'] => Position::Start,
                [b'.'] => Position::End,
                [b'>'] => Position::After(ByteReader(self.bytes()?).key()?),
                _ => return None,
            });
        }
        Some(segments)
    }

    /// Reads the rest as the attributes of a key.
    fn key(&mut self) -> Option<LastKey> {
        let mut attributes = BTreeMap::new();
        while !self.0.is_empty() {
            // With one name twice, what is checked here and what DynamoDB reads could be two different keys.
            if attributes.insert(self.text()?, self.value()?).is_some() {
                return None;
            }
        }
        Some(LastKey::new(attributes))
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(u32::from_be_bytes(self.take()?)).ok()?;
        // Anyone may have written the length. One beyond the end is refused before anything is allocated.
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    fn value(&mut self) -> Option<AttributeValue> {
        match self.take()? {
            [b'S'] => self.text().map(AttributeValue::S),
            [b'N'] => self.text().map(AttributeValue::N),
            [b'B'] => self.bytes().map(|bytes| AttributeValue::B(bytes.to_vec().into())),
            _ => None,
        }
    }
}
