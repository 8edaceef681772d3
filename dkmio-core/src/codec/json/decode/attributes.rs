//! Single attributes of an item, found and decoded in its text.

use serde::Deserialize;

use super::decoder::JsonDecoder;
use super::source::{JsonEntries, view};
use crate::codec::attribute_value::{Context, Entries, View};
use crate::codec::json::reader::Reader;
use crate::codec::sidecar::DecodeSession;
use crate::codec::{DecodeError, PathStep};

/// The attributes of an item, one after another.
pub(crate) struct Attributes<'r, 'de>(JsonEntries<'r, 'de>);

impl<'r, 'de: 'r> Attributes<'r, 'de> {
    /// Returns the attributes of the item at the reader.
    pub(crate) fn of_item(reader: &'r Reader<'de>) -> Result<Self, DecodeError> {
        JsonEntries::of_item(reader).map(Self)
    }

    /// Moves the reader to the value of the next attribute and returns the attribute's name, or `None` at the end. A value
    /// that was not announced by [`read_here`](Self::read_here) is skipped.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<&'de str>, DecodeError> {
        self.0.next()
    }

    /// Announces that the caller reads the value at the reader.
    #[inline]
    pub(crate) fn read_here(&mut self) -> Result<(), DecodeError> {
        self.0.take_pending()
    }
}

/// Decodes the value at the reader in one attempt. An error means that the attribute value has to be decoded.
#[inline]
pub(crate) fn read_value<'de, T: Deserialize<'de>>(reader: &Reader<'de>) -> Result<T, DecodeError> {
    let session = DecodeSession::enter();
    let decoded = T::deserialize(JsonDecoder::new(reader, None, Context::outermost()))?;
    if session.has_looked_up() { Err(DecodeError::new("a number has to be looked up again")) } else { Ok(decoded) }
}

/// Returns whether the value at the reader is `NULL`. It stays unread.
pub(crate) fn is_null(reader: &Reader<'_>) -> Result<bool, DecodeError> {
    // The second letter tells `NULL` from all other types.
    if let Some([b'{', b'"', b'A'..=b'Z', kind]) = reader.ahead() {
        return Ok(*kind == b'U');
    }
    let start = reader.mark();
    let is_null = matches!(view(reader)?, View::Null);
    reader.reset(start);
    Ok(is_null)
}

/// Finds the value that a path leads to inside of the value at the reader, and moves behind the latter. Returns the position
/// of the value, or `None` if there is none.
///
/// A position in `path` is that of the element in this text.
pub(crate) fn find_inside(reader: &Reader<'_>, path: &[PathStep]) -> Result<Option<usize>, DecodeError> {
    let Some((step, rest)) = path.split_first() else {
        let start = reader.position();
        reader.skip()?;
        return Ok(Some(start));
    };
    let mut found = None;
    match (step, view(reader)?) {
        (PathStep::Name(name), View::Map(mut entries)) => {
            while let Some(entry) = entries.next()? {
                if entry == name {
                    entries.take_pending()?;
                    // Of two entries of one name the last one counts, as in a map of attribute values.
                    found = find_inside(reader, rest)?;
                }
            }
        }
        (PathStep::Index(wanted), View::List(mut elements)) => {
            let mut position = 0;
            while elements.step()? {
                if position == *wanted {
                    found = find_inside(reader, rest)?;
                } else {
                    reader.skip()?;
                }
                position += 1;
            }
        }
        (_, other) => other.skip()?,
    }
    Ok(found)
}
