//! Sealed cursors: XChaCha20-Poly1305.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use super::error::CursorError;

/// Bytes of a nonce. 24 random bytes never repeat in practice, so no state of the process is needed to keep them unique:
/// a counter or a seed would repeat after `fork` or after a snapshot of the machine.
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

    /// Opens cursors that were sealed with this key too.
    pub(crate) fn opening(mut self, key: &[u8; 32]) -> Self {
        self.others.push(Arc::new(XChaCha20Poly1305::new(key.into())));
        self
    }

    /// Draws the nonce of a new cursor.
    ///
    /// # Errors
    /// Returns an error if the operating system returns no random bytes.
    pub(super) fn new_seal(&self) -> Result<Seal, CursorError> {
        Ok(Seal { key: self.clone(), nonce: random_nonce().ok_or(CursorError::NoRandomness)? })
    }

    /// Opens what was sealed with one of the keys. Returns `None` if it was sealed with another key, or was changed.
    pub(super) fn open(&self, sealed: &[u8], version: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let mut keys = std::iter::once(&self.seal).chain(&self.others);
        keys.find_map(|key| key.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: version }).ok())
    }
}

impl Seal {
    /// Returns a nonce and the sealed bytes.
    pub(super) fn seal(&self, plain: &[u8], version: &[u8]) -> Vec<u8> {
        // Each text gets a nonce of its own. Without random bytes the cursor's own nonce is used again, which is safe:
        // it has only ever sealed the bytes of this cursor.
        let nonce = random_nonce().unwrap_or(self.nonce);
        // Encryption fails for texts of 256 GB only.
        let sealed = self.key.seal.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: version });
        nonce.into_iter().chain(sealed.unwrap_or_default()).collect()
    }

    /// Whether a connection with this key opens what the seal closes.
    pub(super) fn is_opened_by(&self, key: &CursorKey) -> bool {
        // The ciphers do not show their keys, so they cannot be compared. An empty text sealed with one and opened with
        // the other gives the same answer as the cursor's own text would.
        Arc::ptr_eq(&self.key.seal, &key.seal) || key.open(&self.seal(&[], &[]), &[]).is_some()
    }
}

fn random_nonce() -> Option<[u8; NONCE]> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).ok()?;
    Some(nonce)
}

impl fmt::Debug for CursorKey {
    /// Omits the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey")
    }
}
