//! Whether a text has values that decoding has not checked.

use super::Reader;

impl Reader<'_> {
    /// Notes that a number or a set was read as it is written. Most numbers that a typed field reads are checked at once.
    #[inline]
    pub(in crate::codec::json) fn note_unchecked(&self) {
        self.unchecked.set(true);
    }

    /// Returns whether a number or a set was read as it is written, since the last call.
    pub(in crate::codec::json) fn take_unchecked(&self) -> bool {
        self.unchecked.replace(false)
    }
}
