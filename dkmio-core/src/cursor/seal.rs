//! Sealed cursors: XChaCha20-Poly1305.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use super::error::CursorError;

/// Bytes of a nonce.
const NONCE: usize = 24;

/// The key with which a connection seals its cursors, and those with which it opens them.
#[derive(Clone)]
pub(crate) struct CursorKey {
    seal: Arc<XChaCha20Poly1305>,
    /// Further keys that open cursors and seal none.
    others: Vec<Arc<XChaCha20Poly1305>>,
}

/// A key and a nonce to seal one cursor with.
#[derive(Clone)]
pub(super) struct Seal {
    key: CursorKey,
    nonce: [u8; NONCE],
}

impl CursorKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self { seal: Arc::new(XChaCha20Poly1305::new(key.into())), others: Vec::new() }
    }

    /// Adds a key that opens cursors and seals none.
    pub(crate) fn opening(mut self, key: &[u8; 32]) -> Self {
        self.others.push(Arc::new(XChaCha20Poly1305::new(key.into())));
        self
    }

    /// Returns the ciphers that open cursors.
    fn ciphers(&self) -> impl Iterator<Item = &Arc<XChaCha20Poly1305>> {
        std::iter::once(&self.seal).chain(&self.others)
    }

    /// Draws the nonce of a new cursor.
    ///
    /// # Errors
    /// Returns an error if the operating system returns no random bytes.
    pub(super) fn new_seal(&self) -> Result<Seal, CursorError> {
        // Drawn here and not when the cursor is written, because `Cursor::encode` cannot fail.
        Ok(Seal { key: self.clone(), nonce: nonce(getrandom::fill)? })
    }

    /// Opens bytes that one of the keys sealed. Returns `None` if another key sealed them, or if they were changed.
    pub(super) fn open(&self, sealed: &[u8], version: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        // A text does not say which key sealed it. A wrong key fails at the tag, so trying all of them is safe.
        self.ciphers().find_map(|key| key.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: version }).ok())
    }
}

impl Seal {
    /// Returns a nonce and the sealed bytes.
    pub(super) fn seal(&self, plain: &[u8], version: &[u8]) -> Vec<u8> {
        // Each text gets a nonce of its own. Without random bytes the cursor's own nonce is used again, which is safe:
        // it has only ever sealed the bytes of this cursor.
        let nonce = nonce(getrandom::fill).unwrap_or(self.nonce);
        nonce.into_iter().chain(encrypt(&self.key.seal, nonce, plain, version)).collect()
    }

    /// Returns whether a connection with this key opens the cursors of this seal.
    pub(super) fn is_opened_by(&self, key: &CursorKey) -> bool {
        // The cipher does not give its key back, so the keys are compared by what they seal. The nonce may be the same each
        // time, because the text is empty and the result stays here.
        let probe = |cipher: &XChaCha20Poly1305| encrypt(cipher, [0; NONCE], &[], &[]);
        let own = probe(&self.key.seal);
        key.ciphers().any(|other| Arc::ptr_eq(&self.key.seal, other) || own == probe(other))
    }
}

fn encrypt(cipher: &XChaCha20Poly1305, nonce: [u8; NONCE], plain: &[u8], version: &[u8]) -> Vec<u8> {
    // Fails for plain texts of 256 GB only.
    cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: version }).unwrap_or_default()
}

/// Draws a nonce. All of it comes from the operating system: a counter or a seed in this process would repeat after `fork`
/// or in a copy of a virtual machine, and a nonce that is used for two texts breaks the seal of both.
fn nonce<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<[u8; NONCE], CursorError> {
    let mut nonce = [0; NONCE];
    fill(&mut nonce).map_err(|_| CursorError::NoRandomness)?;
    Ok(nonce)
}

impl fmt::Debug for CursorKey {
    /// Omits the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_of_a_nonce_stays_the_same() {
        let key = CursorKey::new(&[7; 32]);
        let seal = || key.new_seal().expect("random bytes");
        let one = seal();
        // Both of several cursors, and of several texts of one cursor.
        let nonces: Vec<Vec<u8>> = (0..64)
            .map(|nth| if nth % 2 == 0 { seal() } else { one.clone() })
            .map(|seal| seal.seal(b"x", &[])[..NONCE].to_vec())
            .collect();
        // A byte that is the same in 64 nonces is no random one, but for a chance of 256^-63.
        let varies = |at: usize| nonces.iter().any(|nonce| nonce[at] != nonces[0][at]);
        assert!((0..NONCE).all(varies), "{nonces:?}");
        let drawn: Vec<_> = (0..64).map(|_| seal().nonce).collect();
        assert!((0..NONCE).all(|at| drawn.iter().any(|nonce| nonce[at] != drawn[0][at])), "{drawn:?}");
    }

    #[test]
    fn without_random_bytes_there_is_no_nonce() {
        assert_eq!(nonce(|_| Err(())), Err(CursorError::NoRandomness));
    }

    #[test]
    fn keys_are_told_apart_by_what_they_seal() {
        let seal = CursorKey::new(&[7; 32]).new_seal().expect("random bytes");
        assert!(seal.is_opened_by(&CursorKey::new(&[7; 32])));
        assert!(seal.is_opened_by(&CursorKey::new(&[8; 32]).opening(&[7; 32])));
        assert!(!seal.is_opened_by(&CursorKey::new(&[8; 32]).opening(&[9; 32])));
    }
}
