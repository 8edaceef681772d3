//! The lines of an incremental export.

use std::fmt;
use std::io::BufRead;
use std::marker::PhantomData;

use super::line_reader::LineReader;
use crate::changes::{ChangeItem, ChangeRecord, ExportView, decode_export_line};
use crate::codec::DecodeError;
use crate::codec::json::{check_item, object_members, read_whole};
use crate::error::Error;

/// Reads the changes of an incremental export to S3.
///
/// An export has one line per changed key: the state of the item at the end of the export's time window, not every write. An item
/// that was created and removed within the window has none. `V` is the view that the export was made with.
///
/// | `OldImage` | `NewImage` | with `NewAndOldImages` | with `NewImage` |
/// |---|---|---|---|
/// | no | yes | `Insert` | `Modify` with the key as `old`: the export does not tell an insert from an update |
/// | yes | yes | `Modify` | an error |
/// | yes | no | `Remove`, reason `Deleted` | an error |
/// | no | no | an error | `Remove` with the key as `old` |
///
/// Lines are read as [`lines`](fn@super::lines) does: one of them is in memory, and one that cannot be decoded is an error with its
/// number.
///
/// # Errors
///
/// Each record is an error in the cases of [`lines`](fn@super::lines), and if the export has another view than `V`.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |_| {
/// use dkmio::changes::{Change, NewImage};
/// use dkmio::json;
///
/// let export = concat!(
///     r#"{"Metadata":{"WriteTimestampMicros":{"N":"1680109764000000"}},"#,
///     r#""Keys":{"user_id":{"S":"ana"},"order_id":{"S":"o1"}}}"#,
/// );
/// for record in json::changes::<Orders, NewImage>(export.as_bytes()) {
///     let Change::Remove { old, .. } = record?.change else {
///         panic!("another change")
///     };
///     assert_eq!(old.order_id, "o1");
/// }
/// # Ok(())
/// # }) }
/// ```
pub fn changes<T: ChangeItem, V: ExportView>(export: impl BufRead) -> ChangeLines<T, V, impl BufRead> {
    ChangeLines { lines: LineReader::new(export), changes: PhantomData }
}

/// The changes of an incremental export. Made by [`changes`].
#[must_use = "an iterator reads nothing until it is asked for records"]
pub struct ChangeLines<T, V, R> {
    lines: LineReader<R>,
    changes: PhantomData<fn() -> (T, V)>,
}

impl<T: ChangeItem, V: ExportView, R: BufRead> Iterator for ChangeLines<T, V, R> {
    type Item = Result<ChangeRecord<T, V>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // Lines of items of another type are skipped.
            if let Some(record) = self.lines.next_line(read_change)?.transpose() {
                return Some(record);
            }
        }
    }
}

fn read_change<T: ChangeItem, V: ExportView>(text: &str) -> Result<Option<ChangeRecord<T, V>>, DecodeError> {
    let record = decode_export_line(text)?;
    read_whole(text, |reader| {
        object_members(reader, |name| match name {
            "Keys" | "NewImage" | "OldImage" => check_item(reader).map_err(|error| error.within(name)),
            _ => reader.skip(),
        })
    })?;
    Ok(record)
}

/// Omits the text: items must not end up in logs.
impl<T, V, R> fmt::Debug for ChangeLines<T, V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeLines").finish_non_exhaustive()
    }
}
