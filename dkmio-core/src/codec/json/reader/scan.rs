//! Finding the end of a string.

use wide::u8x16;

/// The bytes that one vector register holds on every processor that has them.
const BLOCK: usize = 16;

/// How many blocks of a string are searched one by one. Longer strings are worth the setup of wider vector instructions.
const NEAR: usize = 3;

/// Returns the position of the next quote or backslash at or after `start`, or the end of the text.
#[inline]
pub(super) fn find_special(bytes: &[u8], start: usize) -> usize {
    find_special_inlined(bytes, start)
}

/// Does what [`find_special`] does, where a call for each string would cost as much as the search.
#[inline(always)]
pub(super) fn find_special_inlined(bytes: &[u8], start: usize) -> usize {
    find_near(bytes, start).unwrap_or_else(|| find_far(bytes, start))
}

/// Does what [`find_special`] does within the first blocks at `start`, and returns `None` if there is none.
#[inline(always)]
pub(super) fn find_near(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    for block in bytes.get(start..)?.as_chunks::<BLOCK>().0.iter().take(NEAR) {
        let block = u8x16::new(*block);
        let special = block.simd_eq(u8x16::splat(b'"')) | block.simd_eq(u8x16::splat(b'\\'));
        // A bit for each byte, the first byte's the lowest.
        let special = special.to_bitmask();
        if special != 0 {
            return Some(at + special.trailing_zeros() as usize);
        }
        at += BLOCK;
    }
    None
}

/// Does what [`find_special`] does, for strings that are not near their end.
// Not inlined: the many short strings would have to save registers for its sake.
#[inline(never)]
pub(super) fn find_far(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    memchr::memchr2(b'"', b'\\', rest).map_or(bytes.len(), |at| start + at)
}
