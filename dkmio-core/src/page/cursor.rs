//! Cursors: where a query or scan goes on.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::error::{Error, ErrorKind};
use crate::expression::KeyCondition;

/// Where a query or scan goes on: a value that can be stored, sent to a client and given to `start_from` later.
///
/// [`encode`](Self::encode) (also `Display` and serde) makes a URL-safe string of it. It remembers the table, the index,
/// the direction and the key condition it belongs to and is refused anywhere else. It holds key values of the item it
/// stands at, readable by whoever has it.
#[derive(Clone, PartialEq)]
pub struct Cursor {
    origin: Origin,
    key: Vec<(String, AttributeValue)>,
}

/// What a cursor belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) table: String,
    pub(crate) index: Option<String>,
    pub(crate) descending: bool,
    /// A fingerprint of the key condition; 0 for a scan.
    pub(crate) condition: u64,
}

/// Why a cursor is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// The text is no cursor, was cut or changed.
    #[error("malformed cursor")]
    Malformed,
    /// It was made by a version of dkmio with another form of cursors.
    #[error("cursor of an unknown version")]
    Version,
    /// It belongs to another table.
    #[error("cursor of another table")]
    Table,
    /// It belongs to another index, or to the table itself.
    #[error("cursor of another index")]
    Index,
    /// It belongs to the other direction.
    #[error("cursor of the other direction")]
    Direction,
    /// It belongs to another partition or another sort-key condition.
    #[error("cursor of another key condition")]
    KeyCondition,
}

impl From<CursorError> for Error {
    fn from(error: CursorError) -> Self {
        Self::new(ErrorKind::InvalidCursor).caused_by(error)
    }
}

impl Origin {
    /// A stable fingerprint of a key condition.
    pub(crate) fn fingerprint(condition: &KeyCondition) -> u64 {
        let mut hash = Fnv::default();
        for (name, operator, values) in condition.parts() {
            hash.write(name.as_bytes());
            hash.write(operator.as_bytes());
            for value in values {
                let mut bytes = Vec::new();
                write_value(value, &mut bytes);
                hash.write(&bytes);
            }
        }
        hash.0
    }
}

impl Cursor {
    /// The cursor behind an item with this key; sorted, so that equal cursors have equal texts.
    pub(crate) fn new(origin: Origin, key: HashMap<String, AttributeValue>) -> Self {
        let mut key: Vec<_> = key.into_iter().collect();
        key.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self { origin, key }
    }

    /// The key to go on from, if the cursor belongs to `origin`.
    pub(crate) fn start_key(&self, origin: &Origin) -> Result<HashMap<String, AttributeValue>, CursorError> {
        let own = &self.origin;
        if own.table != origin.table {
            Err(CursorError::Table)
        } else if own.index != origin.index {
            Err(CursorError::Index)
        } else if own.condition != origin.condition {
            Err(CursorError::KeyCondition)
        } else if own.descending != origin.descending {
            Err(CursorError::Direction)
        } else {
            Ok(self.key.iter().cloned().collect())
        }
    }

    /// The cursor as a URL-safe string.
    #[must_use]
    pub fn encode(&self) -> String {
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(self.to_bytes())
    }

    /// Reads what [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// When the text is no cursor, was cut or changed.
    pub fn decode(text: &str) -> Result<Self, CursorError> {
        let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| CursorError::Malformed)?;
        Self::from_bytes(&bytes)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        write_bytes(self.origin.table.as_bytes(), &mut out);
        out.push(u8::from(self.origin.index.is_some()) | u8::from(self.origin.descending) << 1);
        if let Some(index) = &self.origin.index {
            write_bytes(index.as_bytes(), &mut out);
        }
        out.extend(self.origin.condition.to_be_bytes());
        for (name, value) in &self.key {
            write_bytes(name.as_bytes(), &mut out);
            write_value(value, &mut out);
        }
        out.extend(checksum(&out).to_be_bytes());
        out
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, CursorError> {
        match bytes.first() {
            None => return Err(CursorError::Malformed),
            Some(&VERSION) => {}
            Some(_) => return Err(CursorError::Version),
        }
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(CursorError::Malformed)?;
        if checksum(body) != u32::from_be_bytes(*sum) {
            return Err(CursorError::Malformed);
        }
        Reader(body.get(1..).unwrap_or_default()).cursor().ok_or(CursorError::Malformed)
    }
}

/// The form of cursors.
const VERSION: u8 = 1;

/// Catches cuts and typing errors, not forgers.
fn checksum(bytes: &[u8]) -> u32 {
    let mut hash = Fnv::default();
    hash.write(bytes);
    (hash.0 ^ (hash.0 >> 32)) as u32
}

/// FNV-1a, which has no key and is the same in every process.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_be_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes);
}

/// Key attributes are strings, numbers and binary.
fn write_value(value: &AttributeValue, out: &mut Vec<u8>) {
    let (tag, bytes) = match value {
        AttributeValue::S(text) => (b'S', text.as_bytes()),
        AttributeValue::N(digits) => (b'N', digits.as_bytes()),
        AttributeValue::B(bytes) => (b'B', bytes.as_ref()),
        _ => (b'?', &[][..]),
    };
    out.push(tag);
    write_bytes(bytes, out);
}

/// Reads a cursor's bytes; none where they end early or make no sense.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn cursor(mut self) -> Option<Cursor> {
        let table = self.text()?;
        let flags = self.take::<1>()?[0];
        let index = if flags & 1 == 1 { Some(self.text()?) } else { None };
        let condition = u64::from_be_bytes(self.take()?);
        let mut key = Vec::new();
        while !self.0.is_empty() {
            key.push((self.text()?, self.value()?));
        }
        let origin = Origin { table, index, descending: flags & 2 == 2, condition };
        Some(Cursor { origin, key })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let length = usize::try_from(u32::from_be_bytes(self.take()?)).ok()?;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken.to_vec())
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?).ok()
    }

    fn value(&mut self) -> Option<AttributeValue> {
        match self.take::<1>()? {
            [b'S'] => self.text().map(AttributeValue::S),
            [b'N'] => self.text().map(AttributeValue::N),
            [b'B'] => self.bytes().map(|bytes| AttributeValue::B(bytes.into())),
            _ => None,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encode())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        Self::decode(text)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::decode(&text).map_err(D::Error::custom)
    }
}

impl fmt::Debug for Cursor {
    /// Where it belongs; the key stays out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").field("origin", &self.origin).finish_non_exhaustive()
    }
}
