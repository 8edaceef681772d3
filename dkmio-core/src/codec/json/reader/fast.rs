//! Fast paths: values written exactly as DynamoDB writes them, without white space or escapes. They do not consume any other text.

use crate::codec::json::reader::Reader;
use crate::codec::json::reader::scan::{find_far, find_near, find_special_inlined};

impl<'de> Reader<'de> {
    /// Fast path: returns the text if it is written exactly as `{"S":"..."}` without escapes. Otherwise consumes nothing.
    #[inline]
    pub(crate) fn fast_text(&self, kind: u8) -> Option<&'de str> {
        let start = self.fast_value(kind)?;
        self.fast_rest(start, *b"\"}")
    }

    /// Reads a text up to the two bytes that end it, the first of which is a quote.
    #[inline]
    fn fast_rest(&self, start: usize, ending: [u8; 2]) -> Option<&'de str> {
        match find_near(self.bytes(), start) {
            Some(end) => self.text_until(start, end, ending),
            None => self.far_rest(start, ending),
        }
    }

    #[inline(never)]
    fn far_rest(&self, start: usize, ending: [u8; 2]) -> Option<&'de str> {
        self.text_until(start, find_far(self.bytes(), start), ending)
    }

    /// Reads a text whose end was found, and the two bytes that end it.
    #[inline(always)]
    fn text_until(&self, start: usize, end: usize, ending: [u8; 2]) -> Option<&'de str> {
        if *self.bytes().get(end..end + 2)?.first_chunk()? != ending {
            return None;
        }
        self.at.set(end + 2);
        self.text.get(start..end)
    }

    /// Returns where the text of a value of this type starts.
    #[inline]
    fn fast_value(&self, kind: u8) -> Option<usize> {
        // All bytes at once: comparing each of them would take a branch for each.
        (*self.ahead()? == [b'{', b'"', kind, b'"', b':', b'"']).then(|| self.at.get() + 6)
    }

    /// Fast path: returns the number if it is written as `{"N":"..."}` and is an integer of at most 18 digits. Otherwise consumes
    /// nothing.
    #[inline]
    pub(crate) fn fast_integer(&self) -> Option<i64> {
        let start = self.fast_value(b'N')?;
        let rest = self.bytes().get(start..)?;
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        // Eighteen digits always fit into an `i64`.
        let mut absolute = 0_i64;
        let mut len = 0;
        for byte in digits.iter().take(18) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            absolute = absolute * 10 + i64::from(digit);
            len += 1;
        }
        let [b'"', b'}'] = digits.get(len..)?.first_chunk()? else { return None };
        // `-` alone, or a number that begins otherwise. The slow path tells which.
        if len == 0 {
            return None;
        }
        self.at.set(start + usize::from(negative) + len + 2);
        Some(if negative { -absolute } else { absolute })
    }

    /// Fast path: reads `{"BOOL":true}` or `{"BOOL":false}`. Otherwise consumes nothing.
    #[inline]
    pub(crate) fn fast_boolean(&self) -> Option<bool> {
        if self.ahead() == Some(br#"{"BOOL":true}"#) {
            self.advance(13);
            return Some(true);
        }
        if self.ahead() == Some(br#"{"BOOL":false}"#) {
            self.advance(14);
            return Some(false);
        }
        None
    }

    /// Fast path: reads the start of a list or a map, `{"M":`, and returns whether it was there. Otherwise consumes nothing.
    #[inline]
    pub(crate) fn fast_open(&self, kind: u8) -> bool {
        let found = self.ahead() == Some(&[b'{', b'"', kind, b'"', b':']);
        if found {
            self.advance(5);
        }
        found
    }

    /// Fast path: reads the name of an entry behind the byte `before`, and its colon: `,"name":`. Otherwise consumes nothing.
    #[inline(always)]
    pub(crate) fn fast_name(&self, before: u8) -> Option<&'de str> {
        if *self.ahead()? != [before, b'"'] {
            return None;
        }
        self.fast_rest(self.at.get() + 2, *b"\":")
    }

    /// Skips a byte that the caller has looked at, and fast path: the entries behind it as long as they are written as `"name":{"S":".."}`,
    /// as most attributes are, with commas between them. A comma behind the last one is skipped, too, and so is the name of another entry
    /// with its colon.
    #[inline]
    pub(super) fn skip_entries(&self) {
        let bytes = self.bytes();
        let mut at = self.at.get() + 1;
        loop {
            match text_entry_end(bytes, at) {
                Ok(end) if bytes.get(end) == Some(&b',') => at = end + 1,
                Ok(end) | Err(end) => return self.at.set(end),
            }
        }
    }
}

/// Returns where the entry at `start` ends if it is written as `"name":{"S":".."}`, without escapes. Otherwise returns where its value
/// starts as an error, or `start` if its name is not written as `"name":`.
#[inline(always)]
fn text_entry_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    if bytes.get(start) != Some(&b'"') {
        return Err(start);
    }
    let name = find_special_inlined(bytes, start + 1);
    let Some(between) = bytes.get(name..name + 8).and_then(|bytes| bytes.first_chunk::<8>()) else { return Err(start) };
    // All bytes but the kind at once: comparing each of them would take a branch for each.
    if u64::from_le_bytes(*between) & !(0xFF << 32) != u64::from_le_bytes(*b"\":{\"\0\":\"") {
        return Err(if between.starts_with(b"\":") { name + 2 } else { start });
    }
    let [_, _, _, _, kind, ..] = between;
    let end = find_special_inlined(bytes, name + 8);
    let is_text = !matches!(kind, b'"' | b'\\') && bytes.get(end..end + 2) == Some(b"\"}");
    if is_text { Ok(end + 2) } else { Err(name + 2) }
}
