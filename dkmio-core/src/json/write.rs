//! Items written as text.

use std::io::Write;

use serde::Serialize;

use super::text::with_text;
use crate::error::{Error, ErrorKind};

/// Writes an item as DynamoDB JSON, as [`to_string`](super::to_string) encodes it.
///
/// # Errors
///
/// Returns `Encode` if the item cannot be stored, and `Other` with the [`std::io::Error`] as its source if it cannot be written.
pub fn to_writer<W: Write, T: Serialize + ?Sized>(mut writer: W, item: &T) -> Result<(), Error> {
    let written = with_text(item, |text| writer.write_all(text.as_bytes()))?;
    written.map_err(|error| Error::new(ErrorKind::Other).with_source(error))
}

/// Writes an item as one line, `{"Item":{..}}`, as [`lines`](fn@super::lines) reads it and ImportTable accepts it.
///
/// An entity of a shared table is written without its rendered keys, see [`write_lines`].
///
/// # Errors
///
/// Returns an error in the cases of [`to_writer`].
pub fn write_line<W: Write, T: Serialize + ?Sized>(mut writer: W, item: &T) -> Result<(), Error> {
    let written = with_text(item, |text| {
        writer.write_all(b"{\"Item\":")?;
        writer.write_all(text.as_bytes())?;
        writer.write_all(b"}\n")
    })?;
    written.map_err(|error| Error::new(ErrorKind::Other).with_source(error))
}

/// Writes items as lines, `{"Item":{..}}`, as [`lines`](fn@super::lines) reads them and ImportTable accepts them. Returns how many.
///
/// An entity of a shared table is written as its struct, without the keys that its templates render. [`lines`](fn@super::lines) and a put
/// restore it, but ImportTable needs the keys: write the free-form items of a scan of the shared table instead.
///
/// The writer is written to several times per line, so give a [`BufWriter`](std::io::BufWriter) for a file. For the items of a stream
/// call [`write_line`] for each.
///
/// # Errors
///
/// Returns an error in the cases of [`to_writer`], with the number of the line.
pub fn write_lines<W, I>(mut writer: W, items: I) -> Result<u64, Error>
where
    W: Write,
    I: IntoIterator,
    I::Item: Serialize,
{
    let mut line = 0;
    for item in items {
        line += 1;
        write_line(&mut writer, &item).map_err(|error| error.at_line(line))?;
    }
    Ok(line)
}
