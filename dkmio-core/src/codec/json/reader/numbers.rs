//! Numbers of the envelope, which are JSON numbers.

use crate::codec::DecodeError;
use crate::codec::json::reader::Reader;

impl<'de> Reader<'de> {
    /// Reads a JSON number of the envelope and returns its text.
    pub(crate) fn number(&self) -> Result<&'de str, DecodeError> {
        let first = self.peek();
        let start = self.at.get();
        if first != b'-' && !first.is_ascii_digit() {
            return Err(self.syntax_error());
        }
        self.skip_literal();
        let text = self.since(start);
        let is_part = |byte: u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        if text.bytes().all(is_part) { Ok(text) } else { Err(self.syntax_error()) }
    }

    /// Reads a number of items. As the SDK's parser, it accepts any number that is an `i32`, in any spelling. A negative one counts
    /// as zero.
    pub(crate) fn count(&self) -> Result<usize, DecodeError> {
        let text = self.number()?;
        if let Ok(count) = text.parse::<i32>() {
            return Ok(usize::try_from(count).unwrap_or(0));
        }
        let count = text.parse::<f64>().ok().filter(|count| f64::from(*count as i32) == *count);
        count.map(|count| usize::try_from(count as i32).unwrap_or(0)).ok_or_else(|| self.syntax_error())
    }
}
