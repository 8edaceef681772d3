//! Texts that do not come from a response: errors say where in the text they are.

use crate::codec::DecodeError;
use crate::codec::json::reader::Reader;

/// Reads all of a text.
pub(crate) fn read_whole<'t, R>(
    text: &'t str,
    read: impl FnOnce(&Reader<'t>) -> Result<R, DecodeError>,
) -> Result<R, DecodeError> {
    let reader = Reader::new(text);
    let read = read(&reader).and_then(|value| match reader.peek() {
        0 => Ok(value),
        _ => Err(reader.syntax_error()),
    });
    // The reader's own message is that of a malformed response.
    read.map_err(|error| if reader.has_failed() { malformed(reader.position()) } else { error })
}

fn malformed(position: usize) -> DecodeError {
    DecodeError::new(format!("not DynamoDB JSON at byte {position}"))
}

/// Returns the text of the bytes of a file, without a byte order mark.
///
/// # Errors
/// Returns an error if they are not UTF-8.
pub(crate) fn as_utf8_of_file(bytes: &[u8]) -> Result<&str, DecodeError> {
    as_utf8(bytes).map(without_mark)
}

/// Returns the text without the byte order mark that some editors and shells write at the beginning of a file.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

/// Returns bytes as text.
///
/// # Errors
/// Returns an error if they are not UTF-8.
pub(crate) fn as_utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    str::from_utf8(bytes)
        .map_err(|error| DecodeError::new(format!("not DynamoDB JSON: no UTF-8 at byte {}", error.valid_up_to())))
}
