//! Lines of a text, one of them in memory at a time.

use std::io::{self, BufRead, ErrorKind as IoErrorKind};

use memchr::memchr;

use crate::codec::DecodeError;
use crate::codec::json::{as_utf8, without_mark};
use crate::error::{Error, ErrorKind};

/// The largest line that is read, in bytes: 16 MiB. The line of an item with both of its images is below 4 MiB.
pub const MAX_LINE: usize = 16 * 1024 * 1024;

/// The start of a text in Amazon Ion, the other format of exports.
const ION: &str = "$ion_1_0";

/// Reads lines that are not blank.
pub(crate) struct LineReader<R> {
    source: R,
    buffer: Vec<u8>,
    line: u64,
    has_ended: bool,
}

/// The result of looking for the next line.
enum Found {
    Line,
    TooLong,
    End,
}

impl<R: BufRead> LineReader<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), line: 0, has_ended: false }
    }

    /// Reads the next line that is not blank, and decodes it with `read`. Returns `None` at the end.
    ///
    /// After an error in a line the next call reads the line after it. A failure of the source, or a text of another format,
    /// ends the reading.
    pub(crate) fn next_line<T>(
        &mut self,
        read: impl FnOnce(&str) -> Result<T, DecodeError>,
    ) -> Option<Result<T, Error>> {
        while !self.has_ended {
            self.line += 1;
            match self.fill() {
                Ok(Found::End) => self.has_ended = true,
                Ok(Found::Line) if self.buffer.trim_ascii().is_empty() => {}
                Ok(Found::Line) => {
                    let decoded = as_utf8(&self.buffer).and_then(|text| {
                        let text = if self.line == 1 { without_mark(text) } else { text };
                        // Every further line would be the same error.
                        self.has_ended = text.starts_with(ION);
                        if self.has_ended { Err(ion()) } else { read(text) }
                    });
                    return Some(decoded.map_err(|error| Error::in_line(ErrorKind::of(&error), self.line, error)));
                }
                Ok(Found::TooLong) => {
                    let error = DecodeError::new(format!("the line has more than {MAX_LINE} bytes"));
                    return Some(Err(Error::in_line(ErrorKind::Decode, self.line, error)));
                }
                Err(error) => {
                    self.has_ended = true;
                    return Some(Err(Error::in_line(ErrorKind::Other, self.line, error)));
                }
            }
        }
        None
    }

    /// Reads the next line into the buffer. The rest of a line beyond the limit is skipped.
    fn fill(&mut self) -> io::Result<Found> {
        self.buffer.clear();
        let (mut has_started, mut is_too_long) = (false, false);
        loop {
            let available = match self.source.fill_buf() {
                Ok(available) => available,
                // A signal has interrupted the read, which can be repeated.
                Err(error) if error.kind() == IoErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let newline = memchr(b'\n', available);
            let len = newline.unwrap_or(available.len());
            // The bound keeps a file without line breaks from filling the memory.
            is_too_long |= self.buffer.len() + len > MAX_LINE;
            if !is_too_long {
                self.buffer.extend_from_slice(available.get(..len).unwrap_or_default());
            }
            let is_end = available.is_empty();
            // A line that is too long is read to its end all the same, so that the next one is found.
            self.source.consume(len + usize::from(newline.is_some()));
            has_started |= !is_end;
            if newline.is_some() || is_end {
                return Ok(match () {
                    () if is_too_long => Found::TooLong,
                    () if has_started => Found::Line,
                    () => Found::End,
                });
            }
        }
    }
}

fn ion() -> DecodeError {
    DecodeError::new("this is an Amazon Ion export; export as DYNAMODB_JSON")
}
