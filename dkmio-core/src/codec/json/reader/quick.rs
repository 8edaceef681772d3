//! What DynamoDB writes just so, without white space or escapes, read with few steps. Of anything else nothing is read.

use crate::codec::json::reader::Reader;
use crate::codec::json::reader::scan::find_special;

impl<'de> Reader<'de> {
    /// Reads a value whose text needs no change, as DynamoDB writes it: `{"S":"..."}`. Of any other nothing is read.
    #[inline]
    pub(crate) fn quick_text(&self, kind: u8) -> Option<&'de str> {
        let start = self.quick_value(kind)?;
        self.quick_rest(start, *b"\"}")
    }

    /// Reads a text up to what ends it, two bytes that start with a quote.
    #[inline]
    fn quick_rest(&self, start: usize, ending: [u8; 2]) -> Option<&'de str> {
        let end = find_special(self.bytes(), start);
        if *self.bytes().get(end..)?.first_chunk()? != ending {
            return None;
        }
        self.at.set(end + 2);
        self.text.get(start..end)
    }

    /// Where the text of such a value starts.
    #[inline]
    fn quick_value(&self, kind: u8) -> Option<usize> {
        let [b'{', b'"', found, b'"', b':', b'"'] = self.ahead()? else { return None };
        (*found == kind).then(|| self.at.get() + 6)
    }

    /// Reads `{"N":"..."}` where it is an integer of at most 18 digits. Of any other value nothing is read.
    #[inline]
    pub(crate) fn quick_integer(&self) -> Option<i64> {
        let start = self.quick_value(b'N')?;
        let rest = self.bytes().get(start..)?;
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
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
        if len == 0 {
            return None;
        }
        self.at.set(start + usize::from(negative) + len + 2);
        Some(if negative { -absolute } else { absolute })
    }

    /// Reads `{"BOOL":true}` or `{"BOOL":false}`. Of any other value nothing is read.
    #[inline]
    pub(crate) fn quick_boolean(&self) -> Option<bool> {
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

    /// Reads the start of a list or a map, `{"M":`. Of any other value nothing is read.
    #[inline]
    pub(crate) fn quick_open(&self, kind: u8) -> bool {
        let found = matches!(self.ahead(), Some([b'{', b'"', found, b'"', b':']) if *found == kind);
        if found {
            self.advance(5);
        }
        found
    }

    /// Reads the name of an entry behind `before`, and its colon, `,"name":`. Of one written otherwise nothing is read.
    #[inline(always)]
    pub(crate) fn quick_name(&self, before: u8) -> Option<&'de str> {
        if *self.ahead()? != [before, b'"'] {
            return None;
        }
        self.quick_rest(self.at.get() + 2, *b"\":")
    }
}
