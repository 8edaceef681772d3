//! Sealed cursors: XChaCha20-Poly1305.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use crate::cursor::CursorError;

/// Random bytes of a nonce; a counter fills it up.
const PREFIX: usize = 16;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// The key by which a connection seals its cursors and opens them. Clones share the counter of nonces.
#[derive(Clone)]
pub(crate) struct CursorKey(Arc<Seal>);

struct Seal {
    cipher: XChaCha20Poly1305,
    /// None when the operating system gave no random bytes: then nothing is sealed.
    prefix: Option<[u8; PREFIX]>,
    next: AtomicU64,
}

impl CursorKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let mut prefix = [0; PREFIX];
        let prefix = getrandom::fill(&mut prefix).is_ok().then_some(prefix);
        Self(Arc::new(Seal { cipher: XChaCha20Poly1305::new(key.into()), prefix, next: AtomicU64::new(0) }))
    }

    /// Refuses a key without random bytes, before any cursor is made with it.
    pub(crate) fn check(&self) -> Result<(), CursorError> {
        self.0.prefix.map(drop).ok_or(CursorError::NoRandomness)
    }

    /// Nonce and sealed bytes. No nonce is used twice: its first part is random, its second counts.
    pub(super) fn seal(&self, plain: &[u8], form: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        let (random, count) = nonce.split_at_mut(PREFIX);
        random.copy_from_slice(&self.0.prefix.unwrap_or_default());
        count.copy_from_slice(&self.0.next.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        // fails for plain texts of 256 GB only
        let sealed = self.0.cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: form }).unwrap_or_default();
        nonce.into_iter().chain(sealed).collect()
    }

    /// What was sealed; none when it was not sealed with this key, or was changed.
    pub(super) fn open(&self, sealed: &[u8], form: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.0.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: form }).ok()
    }

    /// Whether `other` opens what this key seals.
    pub(super) fn opens_for(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || other.open(&self.seal(&[], &[]), &[]).is_some()
    }
}

impl fmt::Debug for CursorKey {
    /// The key stays out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey")
    }
}
