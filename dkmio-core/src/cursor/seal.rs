//! Sealed cursors: XChaCha20-Poly1305.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use crate::cursor::CursorError;

/// Bytes of a nonce.
const NONCE: usize = 24;

/// The key by which a connection seals its cursors and opens them.
#[derive(Clone)]
pub(crate) struct CursorKey(Arc<XChaCha20Poly1305>);

impl CursorKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(key.into())))
    }

    /// Refuses to make cursors while the operating system returns no random bytes.
    pub(crate) fn check(&self) -> Result<(), CursorError> {
        nonce(getrandom::fill).map(drop)
    }

    /// Returns a fresh nonce followed by the sealed bytes.
    ///
    /// # Errors
    /// Returns [`CursorError::NoRandomness`] if the operating system returns no random bytes.
    pub(super) fn seal(&self, plain: &[u8], form: &[u8]) -> Result<Vec<u8>, CursorError> {
        let nonce = nonce(getrandom::fill)?;
        Ok(nonce.into_iter().chain(self.encrypt(nonce, plain, form)).collect())
    }

    fn encrypt(&self, nonce: [u8; NONCE], plain: &[u8], form: &[u8]) -> Vec<u8> {
        // Fails for plain texts of 256 GB only.
        self.0.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: form }).unwrap_or_default()
    }

    /// Returns what was sealed; `None` if it was not sealed with this key, or was changed.
    pub(super) fn open(&self, sealed: &[u8], form: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: form }).ok()
    }

    /// Whether `other` opens what this key seals.
    pub(super) fn opens_for(&self, other: &Self) -> bool {
        // The cipher does not give its key back, so the keys are compared by what they seal. The nonce may be the same each time, because
        // the text is empty and the result stays here.
        Arc::ptr_eq(&self.0, &other.0) || self.encrypt([0; NONCE], &[], &[]) == other.encrypt([0; NONCE], &[], &[])
    }
}

/// Draws a nonce. All of it comes from the operating system: a counter or a seed in this process would repeat after `fork` or in a copy
/// of a virtual machine, and a nonce that is used for two texts breaks the seal of both.
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
        let nonces: Vec<Vec<u8>> =
            (0..64).map(|_| key.seal(b"x", &[]).expect("random bytes")[..NONCE].to_vec()).collect();
        // A byte that is the same in 64 nonces is no random one, but for a chance of 256^-63.
        let varies = |at: usize| nonces.iter().any(|nonce| nonce[at] != nonces[0][at]);
        assert!((0..NONCE).all(varies), "{nonces:?}");
    }

    #[test]
    fn without_random_bytes_there_is_no_nonce() {
        assert_eq!(nonce(|_| Err(())), Err(CursorError::NoRandomness));
    }

    #[test]
    fn keys_are_told_apart_by_what_they_seal() {
        let key = CursorKey::new(&[7; 32]);
        assert!(key.opens_for(&key.clone()) && key.opens_for(&CursorKey::new(&[7; 32])));
        assert!(!key.opens_for(&CursorKey::new(&[8; 32])));
    }
}
