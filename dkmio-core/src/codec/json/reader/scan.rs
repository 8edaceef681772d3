//! Finding the end of a string.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Returns the high bit of each byte that is a quote or a backslash. Only the lowest set bit can be trusted, because
/// each subtraction borrows from the next byte.
#[inline]
const fn specials(word: u64) -> u64 {
    let quote = word ^ (LOW * b'"' as u64);
    let backslash = word ^ (LOW * b'\\' as u64);
    ((quote.wrapping_sub(LOW) & !quote) | (backslash.wrapping_sub(LOW) & !backslash)) & HIGH
}

/// How many words of a string are searched one by one. Longer strings are worth the setup of vector instructions.
const SHORT: usize = 6;

/// Returns the position of the next quote or backslash at or after `start`, or the end of the text.
#[inline]
pub(super) fn find_special(bytes: &[u8], start: usize) -> usize {
    find_special_inlined(bytes, start)
}

/// Does what [`find_special`] does, where a call for each string would cost as much as the search.
#[inline(always)]
pub(super) fn find_special_inlined(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let mut at = start;
    for word in rest.as_chunks::<8>().0.iter().take(SHORT) {
        // In this byte order the first byte is the lowest, whose bit can be trusted.
        let found = specials(u64::from_le_bytes(*word));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    find_far(bytes, at)
}

/// Does what [`find_special`] does, past the first words of the text.
#[inline(never)]
fn find_far(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memchr2(b'"', b'\\', rest).map_or(bytes.len(), |at| from + at)
}
