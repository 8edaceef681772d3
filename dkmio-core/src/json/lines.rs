//! The lines of a full export.

use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::line_reader::LineReader;
use crate::changes::{ChangeItem, Image};
use crate::codec::DecodeError;
use crate::codec::json::{Reader, check_item, object_members, read_given_item, read_whole};
use crate::error::Error;

/// Reads the items of a full export to S3, or of a file for ImportTable: one `{"Item":{..}}` per line.
///
/// One line is in memory at a time, and blank lines are skipped. The reads block: outside of small tools, call it in
/// `tokio::task::spawn_blocking`. A line that cannot be decoded is an error with its number ([`Error::line`]), and the
/// iterator continues with the next line: [`batch_put`](crate::dynamo_table::DynamoTable::batch_put) stops at such an
/// error, and `filter_map` can skip it. After an error of the reader itself the iterator ends.
///
/// Every line is read as `T`. Those of a shared table hold items of several entities, with keys that dkmio renders: read them with
/// [`entity_lines`], or as [`Item`](crate::codec::Item).
///
/// A restore writes every item of the file, also over items that have been changed since. To keep those, write with
/// `put().if_not_exists()` instead of a batch.
///
/// # Errors
///
/// Each item is `Decode` if the line is longer than [`MAX_LINE`](super::MAX_LINE), holds no item, or holds one that DynamoDB could not
/// have stored or that does not fit the type; an error of the reader is `Other` and keeps the [`std::io::Error`] as its source. An
/// export in Amazon Ion is one such error, and the iterator ends.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::json;
///
/// let export = concat!(
///     r#"{"Item":{"user_id":{"S":"luis"},"order_id":{"S":"o1"},"#,
///     r#""status":{"S":"NEW"},"created_at":{"S":"2025"},"total":{"N":"5"}}}"#,
///     "\n",
///     r#"{"Item":{"user_id":{"S":"luis"},"order_id":{"S":"o2"},"#,
///     r#""status":{"S":"NEW"},"created_at":{"S":"2025"},"total":{"S":"5"}}}"#,
/// );
/// let read: Vec<_> = json::lines::<Orders>(export.as_bytes()).collect();
/// assert_eq!(read[0].as_ref().map(|order| order.total).ok(), Some(5));
///
/// let error = read[1].as_ref().unwrap_err();
/// assert_eq!(error.line(), Some(2));
/// assert_eq!(
///     error.to_string(),
///     "cannot be read: line 2: total: expected a number, found a string"
/// );
/// # Ok(())
/// # }) }
/// ```
pub fn lines<T: DeserializeOwned>(export: impl BufRead) -> Lines<T, impl BufRead> {
    Lines { lines: LineReader::new(export), items: PhantomData }
}

/// The items of a full export. Made by [`lines`].
#[must_use = "an iterator reads nothing until it is asked for items"]
pub struct Lines<T, R> {
    lines: LineReader<R>,
    items: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned, R: BufRead> Iterator for Lines<T, R> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.lines.next_line(|text| read_line(text, read_given_item))
    }
}

/// Reads the items of one entity, or of a collection, from a full export of a shared table.
///
/// It works as a read of the table: lines of other entities are skipped, the struct does not see the attributes that
/// dkmio writes, and `#[key_only]` fields are restored from the key. Otherwise it works as [`lines`].
///
/// # Errors
///
/// Each item is an error in the cases of [`lines`], and if a collection does not know its entity.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/tickets.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::json;
///
/// // Writes a backup of the whole table, and reads the tickets from it.
/// let mut backup = Vec::new();
/// json::write_lines(&mut backup, Desk::scan().all(&db).await?)?;
/// for ticket in json::entity_lines::<Ticket>(backup.as_slice()) {
///     println!("{}", ticket?.ticket_id);
/// }
/// # Ok(())
/// # }) }
/// ```
pub fn entity_lines<T: ChangeItem>(export: impl BufRead) -> EntityLines<T, impl BufRead> {
    EntityLines { lines: LineReader::new(export), items: PhantomData }
}

/// The items of an entity in a full export. Made by [`entity_lines`].
#[must_use = "an iterator reads nothing until it is asked for items"]
pub struct EntityLines<T, R> {
    lines: LineReader<R>,
    items: PhantomData<fn() -> T>,
}

impl<T: ChangeItem, R: BufRead> Iterator for EntityLines<T, R> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // Lines of items of other entities are skipped.
            if let Some(item) = self.lines.next_line(|text| read_line(text, read_entity))?.transpose() {
                return Some(item);
            }
        }
    }
}

fn read_entity<T: ChangeItem>(reader: &Reader<'_>) -> Result<Option<T>, DecodeError> {
    let start = reader.value_start();
    check_item(reader)?;
    T::from_image(Image(reader.since(start)))
}

/// Omits the text: items must not end up in logs.
impl<T, R> fmt::Debug for EntityLines<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntityLines").finish_non_exhaustive()
    }
}

fn read_line<T>(text: &str, read: impl Fn(&Reader<'_>) -> Result<T, DecodeError>) -> Result<T, DecodeError> {
    read_whole(text, |reader| {
        let (mut item, mut is_change) = (None, false);
        object_members(reader, |name| {
            // Both exports have files of the same form, and the message should name the right reader.
            is_change |= matches!(name, "NewImage" | "OldImage" | "Keys");
            if name != "Item" {
                return reader.skip();
            }
            item = Some(read(reader)?);
            Ok(())
        })?;
        item.ok_or_else(|| {
            DecodeError::new(if is_change {
                "this is an incremental export; read it with `json::changes`"
            } else {
                "expected `Item`, as in a full export"
            })
        })
    })
}

/// Omits the text: items must not end up in logs.
impl<T, R> fmt::Debug for Lines<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}
