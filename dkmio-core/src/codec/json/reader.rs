//! A pull reader over the JSON text of a response. It returns text that is borrowed wherever possible.
//!
//! It takes any text without panicking or looping, uses no more memory than the text has bytes, and nests at most
//! [`MAX_OPEN`] deep. It does not check the syntax of skipped values.

mod fast;
mod numbers;
mod scan;
mod unchecked;

use std::borrow::Cow;
use std::cell::Cell;

use crate::codec::DecodeError;
use crate::codec::json::reader::scan::find_special;

/// How many containers may be open at once. This is more than the decoder allows, so that the decoder's limit is the one that counts.
const MAX_OPEN: usize = 136;

/// A position in a text, moved along by reading. All decoders of the text share it, one inside the other.
#[derive(Debug)]
pub struct Reader<'de> {
    text: &'de str,
    at: Cell<usize>,
    open: Cell<usize>,
    failed: Cell<bool>,
    unchecked: Cell<bool>,
}

/// A position to return to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    open: usize,
}

impl<'de> Reader<'de> {
    /// Returns a reader at the start of a text.
    #[must_use]
    pub fn new(text: &'de str) -> Self {
        Self { text, at: Cell::new(0), open: Cell::new(0), failed: Cell::new(false), unchecked: Cell::new(false) }
    }

    /// Returns a reader at a position in a text.
    pub(crate) fn starting(text: &'de str, at: usize) -> Self {
        let reader = Self::new(text);
        reader.jump(at);
        reader
    }

    /// Returns the position in bytes.
    pub(crate) fn position(&self) -> usize {
        self.at.get()
    }

    /// Skips white space and returns the position of the value behind it.
    pub(crate) fn value_start(&self) -> usize {
        self.peek();
        self.position()
    }

    /// Returns the text from a position up to the current one.
    pub(crate) fn since(&self, start: usize) -> &'de str {
        self.text.get(start..self.at.get()).unwrap_or_default()
    }

    /// Returns the position, to return to it later.
    pub(crate) fn mark(&self) -> Mark {
        Mark { at: self.at.get(), open: self.open.get() }
    }

    /// Returns to a position.
    pub(crate) fn reset(&self, mark: Mark) {
        self.at.set(mark.at);
        self.open.set(mark.open);
    }

    /// Moves to another position.
    pub(crate) fn jump(&self, at: usize) {
        self.at.set(at);
    }

    /// Returns whether all containers opened since `since` have been closed, and there was no syntax error. Only then
    /// was all of the text understood, whatever the types that read it did with an error.
    pub(crate) fn is_balanced_since(&self, since: Mark) -> bool {
        self.open.get() == since.open && !self.failed.get()
    }

    /// Returns whether there was a syntax error since the last call of `clear_error`.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.get()
    }

    /// Forgets earlier syntax errors.
    pub(crate) fn clear_error(&self) {
        self.failed.set(false);
    }

    /// Returns the error for malformed text, and remembers that there was one.
    #[cold]
    #[inline(never)]
    pub(crate) fn syntax_error(&self) -> DecodeError {
        self.failed.set(true);
        DecodeError::new("malformed response")
    }

    #[inline]
    fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// Returns the next `N` bytes, or `None` if there are fewer.
    #[inline]
    pub(crate) fn ahead<const N: usize>(&self) -> Option<&'de [u8; N]> {
        let at = self.at.get();
        self.bytes().get(at..at + N)?.first_chunk()
    }

    /// Skips `bytes` bytes. Assumes that the caller has looked at them.
    #[inline]
    pub(crate) fn advance(&self, bytes: usize) {
        self.at.set(self.at.get() + bytes);
    }

    /// Skips white space and returns the byte behind it, which stays unread; 0 at the end.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        match self.bytes().get(self.at.get()) {
            // DynamoDB writes no white space, so this is nearly always the case.
            Some(&byte) if byte > b' ' => byte,
            _ => self.peek_behind_space(),
        }
    }

    #[cold]
    fn peek_behind_space(&self) -> u8 {
        let rest = self.bytes().get(self.at.get()..).unwrap_or_default();
        let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.advance(spaces);
        // A zero byte is not the end of the text, and not allowed anywhere in it. It is reported as another byte that is not allowed.
        rest.get(spaces).map_or(0, |byte| (*byte).max(1))
    }

    /// Reads the byte, or returns an error if another one comes next.
    #[inline]
    pub(crate) fn expect(&self, byte: u8) -> Result<(), DecodeError> {
        if self.peek() != byte {
            return Err(self.syntax_error());
        }
        self.advance(1);
        Ok(())
    }

    /// Reads the bytes if they come next, and returns whether they did.
    #[inline]
    fn eat(&self, literal: &str) -> bool {
        let found = self.bytes().get(self.at.get()..).is_some_and(|rest| rest.starts_with(literal.as_bytes()));
        if found {
            self.advance(literal.len());
        }
        found
    }

    /// Returns how many values as large as the next one fit into the rest of the text, as an estimate of how many follow.
    ///
    /// The estimate may be wrong, since values differ in size. It serves to reserve capacity, and callers bound it. It
    /// cannot be larger than the number of bytes in the rest of the text.
    pub(crate) fn estimate_remaining(&self) -> usize {
        let start = self.mark();
        let left = self.text.len().saturating_sub(start.at);
        let skipped = self.skip().is_ok();
        let size = self.at.get() - start.at;
        self.reset(start);
        if skipped { left.div_ceil(size.max(1)) } else { 0 }
    }

    /// Returns whether an object without members comes next.
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
            Err(self.syntax_error())
        }
    }

    /// Reads `null`.
    pub(crate) fn null(&self) -> Result<(), DecodeError> {
        self.peek();
        if self.eat("null") { Ok(()) } else { Err(self.syntax_error()) }
    }

    /// Counts a container as open.
    #[inline]
    pub(crate) fn enter(&self) -> Result<(), DecodeError> {
        let open = self.open.get() + 1;
        if open > MAX_OPEN {
            return Err(self.syntax_error());
        }
        self.open.set(open);
        Ok(())
    }

    /// Counts a container as closed.
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
                self.text.get(start..end).map(Cow::Borrowed).ok_or_else(|| self.syntax_error())
            }
            Some(_) => self.escaped(start, end).map(Cow::Owned),
            None => Err(self.syntax_error()),
        }
    }

    /// Reads a string without escapes. A string with an escape is a syntax error, so that the caller takes the slow path.
    #[inline]
    pub(crate) fn plain_string(&self) -> Result<&'de str, DecodeError> {
        self.expect(b'"')?;
        let start = self.at.get();
        let end = find_special(self.bytes(), start);
        match self.bytes().get(end) {
            Some(b'"') => {
                self.at.set(end + 1);
                self.text.get(start..end).ok_or_else(|| self.syntax_error())
            }
            _ => Err(self.syntax_error()),
        }
    }

    /// Reads the rest of a string. Assumes that its text begins at `start` and its first backslash is at `special`.
    #[cold]
    fn escaped(&self, start: usize, special: usize) -> Result<String, DecodeError> {
        let (mut from, mut to) = (start, special);
        let mut out = String::new();
        loop {
            out.push_str(self.text.get(from..to).ok_or_else(|| self.syntax_error())?);
            self.at.set(to + 1);
            match self.bytes().get(to) {
                Some(b'"') => return Ok(out),
                Some(_) => {}
                None => return Err(self.syntax_error()),
            }
            out.push(self.escape().ok_or_else(|| self.syntax_error())?);
            from = self.at.get();
            to = find_special(self.bytes(), from);
        }
    }

    /// Reads the part of an escape after its backslash.
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

    /// Reads the part of an escape after `\u`: one character, as one or two units of UTF-16.
    fn unicode(&self) -> Option<char> {
        let first = self.hex()?;
        if !(0xD800..0xDC00).contains(&first) {
            // `from_u32` refuses the second unit of a pair without the first.
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

    /// Skips one value of any type.
    pub(crate) fn skip(&self) -> Result<(), DecodeError> {
        // A counter instead of recursion, so that no depth can overflow the stack.
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                b'"' => self.skip_string()?,
                b'{' if self.skip_scalar() => {}
                b'{' => {
                    depth += 1;
                    self.skip_entries();
                    continue;
                }
                b'[' => {
                    depth += 1;
                    self.advance(1);
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or_else(|| self.syntax_error())?;
                    self.advance(1);
                }
                b',' if depth > 0 => {
                    self.skip_entries();
                    continue;
                }
                b':' if depth > 0 => {
                    self.advance(1);
                    continue;
                }
                0 | b',' | b':' => return Err(self.syntax_error()),
                _ => self.skip_literal(),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Skips a value that is written as DynamoDB writes a string, a number or bytes: `{"S":".."}`, without escapes. Otherwise skips
    /// nothing and returns `false`. Most of what is skipped is such values, and one search finds the end of each.
    #[inline]
    fn skip_scalar(&self) -> bool {
        let Some([b'{', b'"', kind, b'"', b':', b'"']) = self.ahead() else { return false };
        let end = find_special(self.bytes(), self.at.get() + 6);
        let is_scalar = !matches!(kind, b'"' | b'\\') && self.bytes().get(end..end + 2) == Some(b"\"}");
        if is_scalar {
            self.at.set(end + 2);
        }
        is_scalar
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
                None => return Err(self.syntax_error()),
            }
        }
    }

    /// Skips a number, `true`, `false`, `null`, or malformed text in their place: at least one byte.
    fn skip_literal(&self) {
        let rest = self.bytes().get(self.at.get()..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | 0..=b' ');
        // At least one byte is skipped, or a loop over malformed text might not end.
        let len = rest.iter().skip(1).position(ends).map_or(rest.len(), |len| len + 1);
        self.advance(len);
    }
}

#[cfg(test)]
mod tests;
