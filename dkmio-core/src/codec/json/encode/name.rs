//! Where in the text of an item its names are.

/// Where in the text a name is, with its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) start: usize,
    pub(super) end: usize,
    /// A cheap hash: equal names have the same, and most different ones do not.
    pub(super) sign: u64,
}

impl Name {
    /// Returns the name as it is written, without its quotes.
    pub(super) fn content<'t>(&self, text: &'t str) -> Option<&'t str> {
        text.get(self.start + 1..self.end - 1)
    }
}

/// Returns whether the hashes prove that all names are different.
pub(super) fn signs_differ(names: &[Name]) -> bool {
    let mut seen = [0_u64; 4];
    names.iter().all(|name| {
        // The upper bits of a product depend on all bits of its factors.
        let bit = name.sign.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56;
        let (word, mask) = ((bit / 64) as usize, 1 << (bit % 64));
        let Some(word) = seen.get_mut(word) else { return false };
        let is_new = *word & mask == 0;
        *word |= mask;
        is_new
    })
}

/// Returns the cheap hash of a name.
// Names of fields often begin alike (`address_city`, `address_zip`), so their ends tell them apart.
pub(super) fn sign_of(name: &str) -> u64 {
    match name.as_bytes().last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last),
        None => name.bytes().fold(0, |sign, byte| sign << 8 | u64::from(byte)),
    }
}
