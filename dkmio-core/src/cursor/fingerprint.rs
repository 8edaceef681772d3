//! Hashes that are the same in every process: the checksum of a cursor's text and the fingerprint of a key condition.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::number;
use crate::expression::KeyCondition;

/// FNV-1a. It has no random seed, so a cursor can be checked in another process than the one that made it.
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds the bytes and their length, so that two fields in a row never hash like one.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_be_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn finish(&self) -> u64 {
        self.0
    }
}

/// Returns a checksum that detects cut and mistyped texts. It does not detect forgery; sealed cursors do.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut hash = Fnv::default();
    hash.write(bytes);
    // XOR folding is how FNV is shortened: both halves count.
    (hash.0 ^ (hash.0 >> 32)) as u32
}

/// Returns the fingerprint of a key condition. Numbers count as equal however they are written.
pub(crate) fn key_condition_fingerprint(condition: &KeyCondition) -> u64 {
    let mut hash = Fnv::default();
    for (name, operator, values) in condition.parts() {
        hash.write(name.as_bytes());
        hash.write(operator.as_bytes());
        for value in values {
            let mut bytes = Vec::new();
            match value {
                AttributeValue::N(digits) => write_value(&AttributeValue::N(canonical(digits)), &mut bytes),
                value => write_value(value, &mut bytes),
            }
            hash.write(&bytes);
        }
    }
    hash.finish()
}

/// Returns the fingerprint of a text.
pub(crate) fn text_fingerprint(text: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.write(text.as_bytes());
    hash.finish()
}

fn canonical(digits: &str) -> String {
    number::canonical(digits).unwrap_or_else(|_| digits.to_owned())
}

/// Writes a key value: its type as a letter, then its bytes with their length.
pub(super) fn write_value(value: &AttributeValue, out: &mut Vec<u8>) {
    let (tag, bytes) = match value {
        AttributeValue::S(text) => (b'S', text.as_bytes()),
        AttributeValue::N(digits) => (b'N', digits.as_bytes()),
        AttributeValue::B(bytes) => (b'B', bytes.as_ref()),
        // Key attributes have no other type. `?` is refused when the cursor is read.
        _ => (b'?', &[][..]),
    };
    out.push(tag);
    write_bytes(bytes, out);
}

/// Writes bytes with their length before them.
pub(super) fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    // No part of a cursor comes near 4 GB.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes);
}
