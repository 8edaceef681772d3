//! The bytes of a cursor.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::cursor::position::{KeyAttributes, Position, SegmentPosition};
use crate::cursor::scope::Origin;

const HAS_INDEX: u8 = 1;
const DESCENDING: u8 = 2;
const SEGMENTS: u8 = 4;

/// FNV-1a, which has no key and is the same in every process.
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(super) fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_be_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn finish(&self) -> u64 {
        self.0
    }
}

/// Catches cuts and typing errors, not forgers.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut hash = Fnv::default();
    hash.write(bytes);
    (hash.0 ^ (hash.0 >> 32)) as u32
}

/// Writes where a cursor belongs and where it stands.
pub(super) fn write(origin: &Origin, position: &Position, out: &mut Vec<u8>) {
    write_bytes(origin.table.as_bytes(), out);
    let segments = matches!(position, Position::Segments(_));
    let flags = [(origin.index.is_some(), HAS_INDEX), (origin.descending, DESCENDING), (segments, SEGMENTS)];
    out.push(flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag).sum());
    if let Some(index) = &origin.index {
        write_bytes(index.as_bytes(), out);
    }
    out.extend(origin.condition.to_be_bytes());
    match position {
        Position::Behind(key) => write_key(key, out),
        Position::Segments(segments) => segments.iter().for_each(|segment| write_segment(segment, out)),
    }
}

fn write_segment(segment: &SegmentPosition, out: &mut Vec<u8>) {
    match segment {
        SegmentPosition::Start => out.push(b'-'),
        SegmentPosition::End => out.push(b'.'),
        SegmentPosition::Behind(key) => {
            let mut bytes = Vec::new();
            write_key(key, &mut bytes);
            out.push(b'>');
            write_bytes(&bytes, out);
        }
    }
}

fn write_key(key: &KeyAttributes, out: &mut Vec<u8>) {
    for (name, value) in key.iter() {
        write_bytes(name.as_bytes(), out);
        write_value(value, out);
    }
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes);
}

/// Key attributes are strings, numbers and binary.
pub(super) fn write_value(value: &AttributeValue, out: &mut Vec<u8>) {
    let (tag, bytes) = match value {
        AttributeValue::S(text) => (b'S', text.as_bytes()),
        AttributeValue::N(digits) => (b'N', digits.as_bytes()),
        AttributeValue::B(bytes) => (b'B', bytes.as_ref()),
        _ => (b'?', &[][..]),
    };
    out.push(tag);
    write_bytes(bytes, out);
}

/// Reads what [`write`] wrote; none where it ends early or makes no sense.
pub(super) fn read(bytes: &[u8]) -> Option<(Origin, Position)> {
    Reader(bytes).cursor()
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn cursor(mut self) -> Option<(Origin, Position)> {
        let table = self.text()?;
        let [flags] = self.take()?;
        let index = if flags & HAS_INDEX == 0 { None } else { Some(self.text()?) };
        let condition = u64::from_be_bytes(self.take()?);
        let position =
            if flags & SEGMENTS == 0 { Position::Behind(self.key()?) } else { Position::Segments(self.segments()?) };
        Some((Origin { table, index, descending: flags & DESCENDING != 0, condition }, position))
    }

    fn segments(&mut self) -> Option<Vec<SegmentPosition>> {
        let mut segments = Vec::new();
        while !self.0.is_empty() {
            segments.push(match self.take()? {
                [b'-'] => SegmentPosition::Start,
                [b'.'] => SegmentPosition::End,
                [b'>'] => SegmentPosition::Behind(Reader(self.bytes()?).key()?),
                _ => return None,
            });
        }
        Some(segments)
    }

    /// All that is left is a key.
    fn key(&mut self) -> Option<KeyAttributes> {
        let mut key = Vec::new();
        while !self.0.is_empty() {
            key.push((self.text()?, self.value()?));
        }
        Some(KeyAttributes::new(key))
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(u32::from_be_bytes(self.take()?)).ok()?;
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
