//! Cursors: where a query or scan goes on.

mod bytes;
mod position;
mod scope;
#[cfg(feature = "sealed-cursors")]
mod seal;
#[cfg(not(feature = "sealed-cursors"))]
#[path = "unsealed.rs"]
mod seal;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::cursor::bytes::checksum;

use crate::error::{Error, ErrorKind};

pub(crate) use position::{KeyAttributes, Position, SegmentPosition};
pub(crate) use scope::Origin;
pub(crate) use seal::CursorKey;

/// The form of cursors that anyone can read.
const OPEN: u8 = 1;
/// The form of sealed cursors.
const SEALED: u8 = 2;
/// Nonce and tag of a sealed cursor.
const SEAL_BYTES: usize = 24 + 16;

/// Where a query or scan goes on: a value that can be stored, sent to a client and given to `start_from` later.
///
/// [`encode`](Self::encode) (also `Display` and serde) makes a URL-safe string of it. It remembers the table, the index,
/// the direction, the key condition and the number of segments it belongs to, and is refused anywhere else. It holds key
/// values of the item it stands at, readable by whoever has it, unless the connection seals its cursors
/// (`DynamoDb::with_cursor_key`). The text of a sealed cursor stays closed until it is used, and is another one each time.
///
/// # Example
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::Cursor;
///
/// let page = Orders::query("ana").limit(1).page(&db).await?;
/// let text = page.next.expect("there is more").encode();
///
/// let rest = Orders::query("ana").start_from(text.parse::<Cursor>()?).all(&db).await?;
/// assert_eq!(rest[0].order_id, "o2");
/// # Ok(())
/// # }) }
/// ```
#[derive(Clone, PartialEq)]
pub struct Cursor(Form);

#[derive(Clone)]
enum Form {
    /// Readable; with a key its text is sealed.
    Open(Content, Option<CursorKey>),
    /// Sealed text of which nothing is known yet, without its first byte.
    Closed(Vec<u8>),
}

/// What a cursor says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Content {
    pub(crate) origin: Origin,
    pub(crate) position: Position,
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
    /// It belongs to a parallel scan of another number of segments, or to no parallel scan.
    #[error("cursor of another number of segments")]
    Segments,
    /// It is sealed, and the connection has no key to open it.
    #[error("sealed cursor, and the connection has no cursor key")]
    SealedWithoutKey,
    /// It is not sealed, and the connection takes sealed cursors only.
    #[error("cursor without a seal, where only sealed ones are taken")]
    SealMissing,
    /// It was sealed with another key, cut, changed or made up.
    #[error("the seal of the cursor is broken or of another key")]
    SealBroken,
    /// The operating system gave no random bytes to seal cursors with.
    #[error("no random bytes to seal cursors with")]
    NoRandomness,
}

impl From<CursorError> for Error {
    fn from(error: CursorError) -> Self {
        Self::new(ErrorKind::InvalidCursor).with_source(error)
    }
}

impl Content {
    /// Refuses a cursor of another read.
    pub(crate) fn check(&self, origin: &Origin, segments: Option<usize>) -> Result<(), CursorError> {
        let own = &self.origin;
        let own_segments = match &self.position {
            Position::Behind(_) => None,
            Position::Segments(segments) => Some(segments.len()),
        };
        if own.table != origin.table {
            Err(CursorError::Table)
        } else if own.index != origin.index {
            Err(CursorError::Index)
        } else if own.condition != origin.condition {
            Err(CursorError::KeyCondition)
        } else if own.descending != origin.descending {
            Err(CursorError::Direction)
        } else if own_segments != segments {
            Err(CursorError::Segments)
        } else {
            Ok(())
        }
    }

    fn to_bytes(&self, out: &mut Vec<u8>) {
        bytes::write(&self.origin, &self.position, out);
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, CursorError> {
        let (origin, position) = bytes::read(bytes).ok_or(CursorError::Malformed)?;
        Ok(Self { origin, position })
    }
}

impl Cursor {
    pub(crate) fn new(origin: Origin, position: Position, key: Option<CursorKey>) -> Self {
        Self(Form::Open(Content { origin, position }, key))
    }

    /// What the cursor says, to a connection that seals its cursors with `key`, or does not.
    pub(crate) fn open(&self, key: Option<&CursorKey>) -> Result<Cow<'_, Content>, CursorError> {
        match (&self.0, key) {
            (Form::Open(content, None), None) => Ok(Cow::Borrowed(content)),
            (Form::Open(_, None), Some(_)) => Err(CursorError::SealMissing),
            (Form::Open(_, Some(_)) | Form::Closed(_), None) => Err(CursorError::SealedWithoutKey),
            (Form::Open(content, Some(own)), Some(key)) => {
                if own.opens_for(key) {
                    Ok(Cow::Borrowed(content))
                } else {
                    Err(CursorError::SealBroken)
                }
            }
            (Form::Closed(sealed), Some(key)) => {
                let plain = key.open(sealed, &[SEALED]).ok_or(CursorError::SealBroken)?;
                Content::from_bytes(&plain).map(Cow::Owned)
            }
        }
    }

    /// The cursor as a URL-safe string.
    #[must_use]
    pub fn encode(&self) -> String {
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(self.to_bytes())
    }

    /// Reads what [`encode`](Self::encode) wrote. Whether a sealed cursor is genuine shows when it is used.
    ///
    /// # Errors
    /// When the text is no cursor, was cut or changed.
    pub fn decode(text: &str) -> Result<Self, CursorError> {
        let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| CursorError::Malformed)?;
        match bytes.split_first() {
            None => Err(CursorError::Malformed),
            Some((&OPEN, _)) => Self::from_open(&bytes),
            Some((&SEALED, sealed)) if sealed.len() > SEAL_BYTES => Ok(Self(Form::Closed(sealed.to_vec()))),
            Some((&SEALED, _)) => Err(CursorError::Malformed),
            Some(_) => Err(CursorError::Version),
        }
    }

    fn from_open(bytes: &[u8]) -> Result<Self, CursorError> {
        let (body, sum) = bytes.split_last_chunk::<4>().ok_or(CursorError::Malformed)?;
        if checksum(body) != u32::from_be_bytes(*sum) {
            return Err(CursorError::Malformed);
        }
        let content = Content::from_bytes(body.get(1..).unwrap_or_default())?;
        Ok(Self(Form::Open(content, None)))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match &self.0 {
            Form::Open(content, None) => {
                out.push(OPEN);
                content.to_bytes(&mut out);
                out.extend(checksum(&out).to_be_bytes());
            }
            Form::Open(content, Some(key)) => {
                let mut plain = Vec::new();
                content.to_bytes(&mut plain);
                out.push(SEALED);
                // Each read checks that there are random bytes before it makes a cursor. If there are none all the same, the text is one
                // that `decode` refuses: a nonce from elsewhere could be used twice.
                out.extend(key.seal(&plain, &[SEALED]).unwrap_or_default());
            }
            Form::Closed(sealed) => {
                out.push(SEALED);
                out.extend(sealed);
            }
        }
        out
    }
}

/// Readable cursors are equal when they say the same, closed ones when their texts are.
impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Open(a, _), Self::Open(b, _)) => a == b,
            (Self::Closed(a), Self::Closed(b)) => a == b,
            _ => false,
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
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::decode(&text).map_err(D::Error::custom)
    }
}

impl fmt::Debug for Cursor {
    /// Where it belongs; keys stay out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Open(content, _) => f.debug_struct("Cursor").field("origin", &content.origin).finish_non_exhaustive(),
            Form::Closed(_) => f.write_str("Cursor(sealed)"),
        }
    }
}
