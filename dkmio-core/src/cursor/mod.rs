//! Cursors: the position at which a query or a scan continues, and the read that it belongs to.

mod bytes;
mod cycle;
mod error;
mod fingerprint;
mod last_key;
mod payload;
mod position;
mod scope;
#[cfg(feature = "sealed-cursors")]
mod seal;
#[cfg(not(feature = "sealed-cursors"))]
#[path = "unsealed.rs"]
mod seal;
mod statement;
mod text;
mod unscoped;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::codec::Item;
use crate::error::Error;
use crate::key::KeyOf;
use crate::table::Table;
use fingerprint::checksum;
use seal::Seal;
use unscoped::UnscopedKey;

pub(crate) use cycle::CycleDetector;
pub use error::CursorError;
pub(crate) use fingerprint::{key_condition_fingerprint, text_fingerprint};
pub(crate) use last_key::LastKey;
pub(crate) use payload::CursorPayload;
pub(crate) use position::Position;
pub(crate) use scope::CursorScope;
pub(crate) use seal::CursorKey;
pub(crate) use statement::StatementPosition;

/// The first byte of a cursor that anyone can read.
const PLAIN: u8 = 1;
/// The first byte of a sealed cursor.
const SEALED: u8 = 2;
/// The first byte of a cursor made from a key. 3 was never given out and stays unknown.
const UNSCOPED: u8 = 4;
/// Bytes of the nonce and the tag of a sealed cursor.
const SEAL_BYTES: usize = 24 + 16;

/// The position at which a query or a scan continues: a value that can be stored, sent to a client and passed to
/// `start_from` later (`ExclusiveStartKey`).
///
/// A page and a stream return cursors. [`encode`](Self::encode) (also `Display` and serde) turns one into a URL-safe
/// string. A cursor remembers the table, the index, the direction, the key condition and the number of segments of its
/// read, and every other read refuses it. It contains the key attributes of the last item, readable by whoever has it,
/// unless the connection seals its cursors (`DynamoDb::with_cursor_key`). The text of a sealed cursor is different each
/// time.
///
/// A cursor can also be made from an item ([`after`](Self::after)), from a key ([`after_key`](Self::after_key)) and from
/// another program's `LastEvaluatedKey` ([`from_last_evaluated_key`](Self::from_last_evaluated_key)), and be turned back
/// into one ([`last_evaluated_key`](Self::last_evaluated_key), [`key`](Self::key)).
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::Cursor;
///
/// let page = Orders::query("ana").limit(1).page(&db).await?;
/// let text = page.next.expect("there is more").encode();
///
/// let cursor: Cursor = text.parse()?;
/// let rest = Orders::query("ana").start_from(cursor).all(&db).await?;
/// assert_eq!(rest[0].order_id, "o2");
/// # Ok(())
/// # }) }
/// ```
#[derive(Clone, PartialEq)]
pub struct Cursor(Repr);

#[derive(Clone)]
enum Repr {
    /// Made by a read, or read from a plain text. With a seal, its own text is sealed.
    Plain(CursorPayload, Option<Seal>),
    /// A sealed text that has not been opened yet, without its first byte.
    Sealed(Vec<u8>),
    /// Made from an item or a key, or why it could not be. The error is reported by the read that starts from it.
    Unscoped(Result<UnscopedKey, CursorError>, Origin),
}

/// Where an unscoped cursor comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// From this program, which is trusted.
    Program,
    /// From a text, which anyone may have written.
    Text,
}

/// The content of a cursor, as a read sees it.
pub(crate) enum Opened<'c> {
    Scoped(Cow<'c, CursorPayload>),
    Unscoped(&'c UnscopedKey),
}

impl Cursor {
    /// Makes the cursor of a read; `key` is the connection's.
    ///
    /// # Errors
    /// Returns an error if the cursor is to be sealed and the operating system returns no random bytes.
    pub(crate) fn new(payload: CursorPayload, key: Option<&CursorKey>) -> Result<Self, CursorError> {
        Ok(Self(Repr::Plain(payload, key.map(CursorKey::new_seal).transpose()?)))
    }

    /// Makes a cursor from an item: a read that starts from it begins with the item after this one.
    ///
    /// It works for the table and for every index that the item is in: a read takes the key attributes that it needs.
    /// An index needs its own key attributes too, so start a read of a sparse index from an item that is in it. A
    /// parallel scan and a query of several shards refuse it: they have a position in each segment or shard.
    ///
    /// # Errors
    /// A cursor that does not fit is refused by the read that starts from it, with [`CursorError::Table`],
    /// [`CursorError::KeyAttributes`], [`CursorError::KeyCondition`] or [`CursorError::Segments`] as the source of the
    /// error.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::Cursor;
    ///
    /// let first = Orders::get(("ana", "o1")).send(&db).await?.expect("an order");
    /// let cursor = Cursor::after(&first);
    /// let rest = Orders::query("ana").start_from(cursor).all(&db).await?;
    /// assert_eq!(rest[0].order_id, "o2");
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ExclusiveStartKey")]
    #[must_use]
    pub fn after<T: Table + Serialize>(item: &T) -> Self {
        Self(Repr::Unscoped(UnscopedKey::of_item(item), Origin::Program))
    }

    /// Makes a cursor from a primary key: a read of the table that starts from it begins with the item after this key.
    ///
    /// There need not be an item with this key. For an index use [`after`](Self::after), since the position in an index
    /// is given by the keys of the index and of the table together.
    ///
    /// # Errors
    /// A cursor that does not fit is refused by the read that starts from it, as described for [`after`](Self::after).
    #[doc(alias = "ExclusiveStartKey")]
    #[must_use]
    pub fn after_key<T: Table, K: KeyOf<T>>(key: &K) -> Self {
        Self(Repr::Unscoped(UnscopedKey::of_key(key), Origin::Program))
    }

    /// Makes a cursor from the `LastEvaluatedKey` of another program or of the SDK.
    ///
    /// A read that starts from it refuses it unless it has exactly the key attributes of the table, or of the index and the
    /// table, and those of the queried partition.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::Cursor;
    ///
    /// let page = Orders::query("ana").limit(1).page(&db).await?;
    /// let key = page.next.expect("there is more").last_evaluated_key()?;
    ///
    /// let cursor = Cursor::from_last_evaluated_key(key);
    /// let rest = Orders::query("ana").start_from(cursor).all(&db).await?;
    /// assert_eq!(rest[0].order_id, "o2");
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "LastEvaluatedKey")]
    #[doc(alias = "ExclusiveStartKey")]
    #[must_use]
    pub fn from_last_evaluated_key(key: impl IntoIterator<Item = (String, AttributeValue)>) -> Self {
        Self(Repr::Unscoped(Ok(UnscopedKey::of_last_evaluated_key(key)), Origin::Program))
    }

    /// Returns the key as the SDK and other programs take it (`ExclusiveStartKey`).
    ///
    /// A cursor that was made from an item has the key attributes of the table and of all its indexes. A request takes
    /// those of the table and of the index that it reads.
    ///
    /// # Errors
    /// Returns [`CursorError::SealedWithoutKey`] for the text of a sealed cursor, which a connection opens first
    /// (`DynamoDb::open_cursor`), [`CursorError::Segments`] for the cursor of a parallel scan or of a query of several
    /// shards, which has a key for each of them, [`CursorError::NoKey`] for that of a PartiQL statement, and
    /// [`CursorError::KeyAttributes`] for one that was made from an item or a key that cannot be stored.
    #[doc(alias = "LastEvaluatedKey")]
    #[doc(alias = "ExclusiveStartKey")]
    pub fn last_evaluated_key(&self) -> Result<HashMap<String, AttributeValue>, CursorError> {
        match &self.0 {
            Repr::Unscoped(key, _) => Ok(key.as_ref().map_err(|error| *error)?.attributes().to_map()),
            Repr::Sealed(_) => Err(CursorError::SealedWithoutKey),
            Repr::Plain(payload, _) if payload.scope.segments.is_some() => Err(CursorError::Segments),
            Repr::Plain(payload, _) => match payload.positions.first() {
                Some(Position::After(key)) if key.token().is_some() => Err(CursorError::NoKey),
                Some(Position::After(key)) => Ok(key.to_map()),
                _ => Err(CursorError::Malformed),
            },
        }
    }

    /// Returns the primary key of the last item, typed.
    ///
    /// # Errors
    /// Returns an error if the cursor belongs to another table, as far as the names of its index and its attributes tell, and in the
    /// cases of [`last_evaluated_key`](Self::last_evaluated_key).
    pub fn key<T: Table>(&self) -> Result<T::Key, Error> {
        let key = self.last_evaluated_key()?;
        let definition = T::DEFINITION;
        // An entity declares only the indexes that it uses itself, and a read of its table may use others.
        let is_shared = definition.shared.is_some();
        let is_of_table = match &self.0 {
            Repr::Unscoped(Ok(key), _) => key.table().is_none_or(|table| table == definition.name),
            // The scope has the actual name of the table, which only a connection knows.
            Repr::Plain(payload, _) => {
                let index = payload.scope.index.as_deref();
                is_shared || index.is_none_or(|index| definition.index(index).is_some())
            }
            _ => true,
        };
        if !is_of_table || !is_shared && !key.keys().all(|name| definition.is_key_anywhere(name)) {
            return Err(CursorError::Table.into());
        }
        let key = Item::from(key);
        // The key of an entity may fold the letters of a part. Folded, the part leads to the same item.
        let key = match definition.entity {
            Some(entity) => entity.with_folded_parts(key),
            None => key,
        };
        Ok(T::Key::from_item(&key)?)
    }

    /// Opens a sealed text with the keys of a connection. Other cursors stay as they are.
    ///
    /// # Errors
    /// Returns an error if the text was sealed with another key.
    pub(crate) fn opened(&self, key: Option<&CursorKey>) -> Result<Self, CursorError> {
        match (&self.0, key) {
            (Repr::Sealed(sealed), Some(key)) => Self::new(open_sealed(sealed, key)?, Some(key)),
            (Repr::Sealed(_), None) => Err(CursorError::SealedWithoutKey),
            _ => Ok(self.clone()),
        }
    }

    /// Returns the content of the cursor for a connection that seals its cursors with `key`, or seals none.
    ///
    /// # Errors
    /// Returns an error if the cursor is sealed and cannot be opened, or is not sealed and should be.
    pub(crate) fn open(&self, key: Option<&CursorKey>) -> Result<Opened<'_>, CursorError> {
        match (&self.0, key) {
            (Repr::Plain(payload, None), None) => Ok(Opened::Scoped(Cow::Borrowed(payload))),
            // A connection that seals its cursors accepts none that anyone could have written: a client could start a
            // read anywhere.
            (Repr::Plain(_, None) | Repr::Unscoped(_, Origin::Text), Some(_)) => Err(CursorError::SealMissing),
            (Repr::Plain(_, Some(_)) | Repr::Sealed(_), None) => Err(CursorError::SealedWithoutKey),
            // A cursor that was never turned into text must behave as its text would: only a connection that could
            // open it may use it.
            (Repr::Plain(payload, Some(seal)), Some(key)) if seal.is_opened_by(key) => {
                Ok(Opened::Scoped(Cow::Borrowed(payload)))
            }
            (Repr::Plain(_, Some(_)), Some(_)) => Err(CursorError::SealBroken),
            (Repr::Sealed(sealed), Some(key)) => Ok(Opened::Scoped(Cow::Owned(open_sealed(sealed, key)?))),
            (Repr::Unscoped(key, _), _) => Ok(Opened::Unscoped(key.as_ref().map_err(|error| *error)?)),
        }
    }

    /// Returns the cursor as a URL-safe string.
    #[must_use]
    pub fn encode(&self) -> String {
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(self.to_bytes())
    }

    /// Reads a cursor that [`encode`](Self::encode) wrote. Whether a sealed cursor is genuine is only checked when it is used.
    ///
    /// # Errors
    /// Returns an error if the text was not made by dkmio, or was cut or changed.
    pub fn decode(text: &str) -> Result<Self, CursorError> {
        let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| CursorError::Malformed)?;
        match bytes.split_first() {
            None => Err(CursorError::Malformed),
            Some((&PLAIN, _)) => {
                let payload = bytes::read(checked(&bytes)?).ok_or(CursorError::Malformed)?;
                Ok(Self(Repr::Plain(payload, None)))
            }
            Some((&SEALED, sealed)) if sealed.len() > SEAL_BYTES => Ok(Self(Repr::Sealed(sealed.to_vec()))),
            Some((&SEALED, _)) => Err(CursorError::Malformed),
            Some((&UNSCOPED, _)) => {
                let key = UnscopedKey::read(checked(&bytes)?).ok_or(CursorError::Malformed)?;
                Ok(Self(Repr::Unscoped(Ok(key), Origin::Text)))
            }
            Some(_) => Err(CursorError::Version),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match &self.0 {
            Repr::Plain(payload, None) => {
                out.push(PLAIN);
                bytes::write(payload, &mut out);
                out.extend(checksum(&out).to_be_bytes());
            }
            Repr::Plain(payload, Some(seal)) => {
                let mut plain = Vec::new();
                bytes::write(payload, &mut plain);
                out.push(SEALED);
                // The first byte is authenticated with the rest, so it cannot be changed either.
                out.extend(seal.seal(&plain, &[SEALED]));
            }
            Repr::Sealed(sealed) => {
                out.push(SEALED);
                out.extend(sealed);
            }
            Repr::Unscoped(key, _) => {
                out.push(UNSCOPED);
                // A key that could not be encoded has no attributes in its text, and is refused when it is used.
                match key {
                    Ok(key) => key.write(&mut out),
                    Err(_) => UnscopedKey::of_last_evaluated_key([]).write(&mut out),
                }
                out.extend(checksum(&out).to_be_bytes());
            }
        }
        out
    }
}

/// Checks the checksum at the end. Returns the bytes between it and the first byte.
// The checksum finds texts that were cut or mistyped. It is no protection: whoever can read the code can compute it.
fn checked(bytes: &[u8]) -> Result<&[u8], CursorError> {
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or(CursorError::Malformed)?;
    if checksum(body) == u32::from_be_bytes(*sum) {
        // Without the version, which `decode` has matched.
        Ok(body.get(1..).unwrap_or_default())
    } else {
        Err(CursorError::Malformed)
    }
}

fn open_sealed(sealed: &[u8], key: &CursorKey) -> Result<CursorPayload, CursorError> {
    let plain = key.open(sealed, &[SEALED]).ok_or(CursorError::SealBroken)?;
    bytes::read(&plain).ok_or(CursorError::Malformed)
}

/// Compares readable cursors by their content, and sealed ones by their text.
impl PartialEq for Repr {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Plain(a, _), Self::Plain(b, _)) => a == b,
            // Without the key their content is unknown, so two texts of one cursor are different.
            (Self::Sealed(a), Self::Sealed(b)) => a == b,
            (Self::Unscoped(a, _), Self::Unscoped(b, _)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Debug for Cursor {
    /// Shows the read that the cursor belongs to, and omits the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Plain(payload, _) => f.debug_struct("Cursor").field("scope", &payload.scope).finish_non_exhaustive(),
            Repr::Sealed(_) => f.write_str("Cursor(sealed)"),
            Repr::Unscoped(..) => f.write_str("Cursor(key)"),
        }
    }
}

#[cfg(test)]
mod tests;
