//! A pull reader over JSON text, for answers of DynamoDB: what is read is borrowed from the text wherever it can be.
//!
//! It takes any text without panicking or looping, uses no more memory than the text has bytes, and nests at most
//! [`MAX_OPEN`] deep. It is lenient where strictness buys nothing: what is skipped is not looked at closely.

mod quick;
mod scan;

use std::borrow::Cow;
use std::cell::Cell;

use crate::codec::DecodeError;
use crate::codec::json::reader::scan::find_special;

/// How many containers may be open at once; beyond what the decoder allows, so that its rule is the one that counts.
const MAX_OPEN: usize = 136;

/// A position in a text, moved along by reading. It is shared by all that read the text, one inside the other.
#[derive(Debug)]
pub struct Reader<'de> {
    text: &'de str,
    at: Cell<usize>,
    open: Cell<usize>,
    failed: Cell<bool>,
}

/// A position to come back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    open: usize,
}

impl<'de> Reader<'de> {
    /// A reader at the start of a text.
    #[must_use]
    pub fn new(text: &'de str) -> Self {
        Self { text, at: Cell::new(0), open: Cell::new(0), failed: Cell::new(false) }
    }

    /// A reader somewhere in a text.
    pub(crate) fn starting(text: &'de str, at: usize) -> Self {
        let reader = Self::new(text);
        reader.jump(at);
        reader
    }

    /// Where it stands, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.at.get()
    }

    /// The text from a position to here.
    pub(crate) fn since(&self, start: usize) -> &'de str {
        self.text.get(start..self.at.get()).unwrap_or_default()
    }

    /// The position, to come back to.
    pub(crate) fn mark(&self) -> Mark {
        Mark { at: self.at.get(), open: self.open.get() }
    }

    /// Comes back to a position.
    pub(crate) fn reset(&self, mark: Mark) {
        self.at.set(mark.at);
        self.open.set(mark.open);
    }

    /// Goes on elsewhere.
    pub(crate) fn jump(&self, at: usize) {
        self.at.set(at);
    }

    /// Whether all that was opened since has been closed, and nothing was refused: only then was all of it understood,
    /// whatever the types that read it did with an error.
    pub(crate) fn is_whole(&self, since: Mark) -> bool {
        self.open.get() == since.open && !self.failed.get()
    }

    /// Forgets that something was refused.
    pub(crate) fn forgive(&self) {
        self.failed.set(false);
    }

    /// The error for text that is not what it should be; remembered.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&self) -> DecodeError {
        self.failed.set(true);
        DecodeError::new("malformed answer")
    }

    #[inline]
    fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The next bytes, if there are so many.
    #[inline]
    pub(crate) fn ahead<const N: usize>(&self) -> Option<&'de [u8; N]> {
        self.bytes().get(self.at.get()..)?.first_chunk()
    }

    /// Moves on.
    #[inline]
    pub(crate) fn advance(&self, bytes: usize) {
        self.at.set(self.at.get() + bytes);
    }

    /// The next byte that is no white space, which stays unread; 0 at the end.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        match self.bytes().get(self.at.get()) {
            Some(&byte) if byte > b' ' => byte,
            _ => self.peek_behind_space(),
        }
    }

    #[cold]
    fn peek_behind_space(&self) -> u8 {
        let rest = self.bytes().get(self.at.get()..).unwrap_or_default();
        let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.advance(spaces);
        // a zero byte is not the end, and nothing that may stand anywhere either
        rest.get(spaces).map_or(0, |byte| (*byte).max(1))
    }

    /// Reads this byte.
    #[inline]
    pub(crate) fn expect(&self, byte: u8) -> Result<(), DecodeError> {
        if self.peek() != byte {
            return Err(self.fail());
        }
        self.advance(1);
        Ok(())
    }

    /// Reads these bytes, if they come next.
    #[inline]
    fn eat(&self, literal: &str) -> bool {
        let found = self.bytes().get(self.at.get()..).is_some_and(|rest| rest.starts_with(literal.as_bytes()));
        if found {
            self.advance(literal.len());
        }
        found
    }

    /// How many values as large as the next one the rest of the text has room for.
    pub(crate) fn likely_left(&self) -> usize {
        let start = self.mark();
        let left = self.text.len().saturating_sub(start.at);
        let skipped = self.skip().is_ok();
        let size = self.at.get() - start.at;
        self.reset(start);
        if skipped { left.div_ceil(size.max(1)) } else { 0 }
    }

    /// Whether an object without members comes next.
    pub(crate) fn is_at_empty_object(&self) -> bool {
        let start = self.mark();
        let opens = self.peek() == b'{';
        self.advance(1);
        let empty = opens && self.peek() == b'}';
        self.reset(start);
        empty
    }

    /// Reads `true` or `false`.
    pub(crate) fn boolean(&self) -> Result<bool, DecodeError> {
        self.peek();
        if self.eat("true") {
            Ok(true)
        } else if self.eat("false") {
            Ok(false)
        } else {
            Err(self.fail())
        }
    }

    /// Reads `null`.
    pub(crate) fn null(&self) -> Result<(), DecodeError> {
        self.peek();
        if self.eat("null") { Ok(()) } else { Err(self.fail()) }
    }

    /// Opens a container.
    #[inline]
    pub(crate) fn enter(&self) -> Result<(), DecodeError> {
        let open = self.open.get() + 1;
        if open > MAX_OPEN {
            return Err(self.fail());
        }
        self.open.set(open);
        Ok(())
    }

    /// Closes a container.
    #[inline]
    pub(crate) fn leave(&self) {
        self.open.set(self.open.get().saturating_sub(1));
    }

    /// Reads a string.
    #[inline]
    pub(crate) fn string(&self) -> Result<Cow<'de, str>, DecodeError> {
        self.expect(b'"')?;
        let start = self.at.get();
        let end = find_special(self.bytes(), start);
        match self.bytes().get(end) {
            Some(b'"') => {
                self.at.set(end + 1);
                self.text.get(start..end).map(Cow::Borrowed).ok_or_else(|| self.fail())
            }
            Some(_) => self.escaped(start, end).map(Cow::Owned),
            None => Err(self.fail()),
        }
    }

    /// Reads a string that has no escape in it; one that has is refused.
    #[inline]
    pub(crate) fn plain_string(&self) -> Result<&'de str, DecodeError> {
        self.expect(b'"')?;
        let start = self.at.get();
        let end = find_special(self.bytes(), start);
        match self.bytes().get(end) {
            Some(b'"') => {
                self.at.set(end + 1);
                self.text.get(start..end).ok_or_else(|| self.fail())
            }
            _ => Err(self.fail()),
        }
    }

    /// Reads the rest of a string of which `start` is the start and `special` the first backslash.
    #[cold]
    fn escaped(&self, start: usize, special: usize) -> Result<String, DecodeError> {
        let (mut from, mut to) = (start, special);
        let mut out = String::new();
        loop {
            out.push_str(self.text.get(from..to).ok_or_else(|| self.fail())?);
            self.at.set(to + 1);
            match self.bytes().get(to) {
                Some(b'"') => return Ok(out),
                Some(_) => {}
                None => return Err(self.fail()),
            }
            out.push(self.escape().ok_or_else(|| self.fail())?);
            from = self.at.get();
            to = find_special(self.bytes(), from);
        }
    }

    /// Reads what follows a backslash.
    fn escape(&self) -> Option<char> {
        let [byte] = self.ahead()?;
        self.advance(1);
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(*byte),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    /// Reads what follows `\u`: one character, by one or two units of UTF-16.
    fn unicode(&self) -> Option<char> {
        let first = self.hex()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(u32::from(first));
        }
        self.ahead().filter(|next| *next == b"\\u")?;
        self.advance(2);
        char::decode_utf16([first, self.hex()?]).next()?.ok()
    }

    /// Reads four hexadecimal digits.
    fn hex(&self) -> Option<u16> {
        let digits: &[u8; 4] = self.ahead()?;
        self.advance(4);
        digits.iter().try_fold(0, |sum, digit| {
            let digit = char::from(*digit).to_digit(16)?;
            Some(sum * 16 + u16::try_from(digit).ok()?)
        })
    }

    /// Reads over one value of any kind.
    pub(crate) fn skip(&self) -> Result<(), DecodeError> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.advance(1);
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or_else(|| self.fail())?;
                    self.advance(1);
                }
                b',' | b':' if depth > 0 => {
                    self.advance(1);
                    continue;
                }
                0 | b',' | b':' => return Err(self.fail()),
                _ => self.skip_literal(),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    #[inline]
    fn skip_string(&self) -> Result<(), DecodeError> {
        let mut at = self.at.get() + 1;
        loop {
            let end = find_special(self.bytes(), at);
            match self.bytes().get(end) {
                Some(b'"') => {
                    self.at.set(end + 1);
                    return Ok(());
                }
                Some(_) => at = end + 2,
                None => return Err(self.fail()),
            }
        }
    }

    /// Reads over a number, `true`, `false` or `null`, or what stands in their place: at least one byte.
    fn skip_literal(&self) {
        let rest = self.bytes().get(self.at.get()..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | 0..=b' ');
        let len = rest.iter().skip(1).position(ends).map_or(rest.len(), |len| len + 1);
        self.advance(len);
    }

    /// Reads a JSON number that is no attribute, and gives its text.
    pub(crate) fn number(&self) -> Result<&'de str, DecodeError> {
        let first = self.peek();
        let start = self.at.get();
        if first != b'-' && !first.is_ascii_digit() {
            return Err(self.fail());
        }
        self.skip_literal();
        let text = self.since(start);
        let is_part = |byte: u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        if text.bytes().all(is_part) { Ok(text) } else { Err(self.fail()) }
    }

    /// Reads a number of items. The SDK takes any number that is an `i32`, however it is written; one below zero counts as zero.
    pub(crate) fn count(&self) -> Result<usize, DecodeError> {
        let text = self.number()?;
        if let Ok(count) = text.parse::<i32>() {
            return Ok(usize::try_from(count).unwrap_or(0));
        }
        let count = text.parse::<f64>().ok().filter(|count| f64::from(*count as i32) == *count);
        count.map(|count| usize::try_from(count as i32).unwrap_or(0)).ok_or_else(|| self.fail())
    }
}
