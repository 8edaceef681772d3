//! The keys of a read, each once.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::mem;
use std::ops::Range;

use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::key::EncodedKey;

/// Room is reserved for up to this number of keys.
// The number comes from the caller's iterator, which may claim any.
const MAX_RESERVED: usize = 1000;
/// The size of a key, in either form, for which room is reserved, in bytes.
const KEY_SIZE: usize = 64;

/// The keys of a read, each once, as JSON and in canonical form. A key is found by its values and has a position.
///
/// Each form is one text for all keys: a batch may have many, and to allocate each of them costs more than to write it.
pub(super) struct KeyList<S = RandomState> {
    json: String,
    canonical: Vec<u8>,
    /// Where each key ends.
    ends: Vec<End>,
    /// The position of each key, under the hash of its canonical form or the next free number.
    positions: HashMap<u64, usize, BuildHasherDefault<AlreadyHashed>>,
    hasher: S,
}

/// The end of a key in each form.
#[derive(Clone, Copy, Default)]
struct End {
    json: usize,
    canonical: usize,
}

impl<S: BuildHasher + Default> KeyList<S> {
    /// Creates an empty list, with room for a number of keys.
    pub(super) fn with_capacity(keys: usize) -> Self {
        let keys = keys.min(MAX_RESERVED);
        Self {
            json: String::with_capacity(keys * KEY_SIZE),
            canonical: Vec::with_capacity(keys * KEY_SIZE),
            ends: Vec::with_capacity(keys),
            positions: HashMap::with_capacity_and_hasher(keys, BuildHasherDefault::default()),
            hasher: S::default(),
        }
    }

    /// Returns the number of keys.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds a key, unless an equal one is in the list, and returns its position.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    pub(super) fn add(&mut self, key: &EncodedKey) -> Result<usize, EncodeError> {
        let start = self.start_of(self.len());
        key.values().for_each(|(_, value)| value.write_canonical(&mut self.canonical));
        let free = match self.find(self.canonical.get(start.canonical..).unwrap_or_default()) {
            Ok(position) => {
                self.canonical.truncate(start.canonical);
                return Ok(position);
            }
            Err(free) => free,
        };
        if let Err(error) = self.write_json(key) {
            self.canonical.truncate(start.canonical);
            self.json.truncate(start.json);
            return Err(error);
        }
        let position = self.len();
        self.positions.insert(free, position);
        self.ends.push(End { json: self.json.len(), canonical: self.canonical.len() });
        Ok(position)
    }

    fn write_json(&mut self, key: &EncodedKey) -> Result<(), EncodeError> {
        let mut writer = ObjectWriter::behind(mem::take(&mut self.json));
        let written = writer.element(|object| key.iter().try_for_each(|(name, value)| object.attribute(name, value)));
        self.json = writer.into_fragment();
        written
    }

    /// Returns the position of the key with this canonical form.
    pub(super) fn position(&self, canonical: &[u8]) -> Option<usize> {
        self.find(canonical).ok()
    }

    /// Returns the position of the key with this canonical form, or the number under which it would be added.
    fn find(&self, canonical: &[u8]) -> Result<usize, u64> {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(canonical);
        let mut number = hasher.finish();
        // Different keys may have the same hash. The one that was added later is under a later number.
        while let Some(position) = self.positions.get(&number) {
            if self.canonical(*position) == canonical {
                return Ok(*position);
            }
            number = number.wrapping_add(1);
        }
        Err(number)
    }
}

impl<S> KeyList<S> {
    fn start_of(&self, position: usize) -> End {
        position.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default()
    }

    /// Returns where a key is in each form.
    fn range(&self, position: usize, form: impl Fn(End) -> usize) -> Range<usize> {
        let start = self.start_of(position);
        form(start)..self.ends.get(position).map_or(form(start), |end| form(*end))
    }

    /// Returns the key at a position as JSON.
    pub(super) fn json(&self, position: usize) -> &str {
        self.json.get(self.range(position, |end| end.json)).unwrap_or_default()
    }

    fn canonical(&self, position: usize) -> &[u8] {
        self.canonical.get(self.range(position, |end| end.canonical)).unwrap_or_default()
    }
}

/// The hasher of a map whose keys are hashes.
#[derive(Default)]
pub(super) struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only numbers are hashed. Anything else gets a hash that is valid, too.
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;

    fn text(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    fn number(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    fn key(partition: AttributeValue, sort: AttributeValue) -> EncodedKey {
        let key = EncodedKey::new().partition("pk", Ok(partition)).expect("a partition key");
        key.sort("sk", Ok(sort)).expect("a sort key")
    }

    fn position<S: BuildHasher + Default>(list: &KeyList<S>, key: &EncodedKey) -> Option<usize> {
        let mut canonical = Vec::new();
        key.values().for_each(|(_, value)| value.write_canonical(&mut canonical));
        list.position(&canonical)
    }

    #[test]
    fn equal_keys_have_one_position_and_the_first_spelling() {
        let mut list: KeyList = KeyList::with_capacity(usize::MAX);
        let keys = [("a", "1"), ("a", "2"), ("a", "1.0"), ("b", "1"), ("a", "20e-1"), ("b", "01")];
        let added = keys.map(|(pk, sk)| list.add(&key(text(pk), number(sk))).expect("a key"));
        assert_eq!((added, list.len()), ([0, 1, 0, 2, 1, 2], 3));
        let json = |pk: &str, sk: &str| format!(r#"{{"pk":{{"S":"{pk}"}},"sk":{{"N":"{sk}"}}}}"#);
        let listed: Vec<_> = (0..4).map(|position| list.json(position)).collect();
        assert_eq!(listed, [json("a", "1"), json("a", "2"), json("b", "1"), String::new()]);
        assert_eq!(position(&list, &key(text("b"), number("1.00"))), Some(2));
        for absent in [key(text("c"), number("1")), key(text("a"), text("1")), key(number("1"), text("a"))] {
            assert_eq!(position(&list, &absent), None);
        }
    }

    /// A hasher with so few results that most keys share theirs with others.
    #[derive(Default)]
    struct Poor(u64);

    impl Hasher for Poor {
        fn finish(&self) -> u64 {
            // Near the largest number, so that the next free one is also looked for behind it.
            u64::MAX - self.0 % 3
        }

        fn write(&mut self, bytes: &[u8]) {
            self.0 += bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        }
    }

    #[test]
    fn keys_of_the_same_hash_are_told_apart() {
        let mut list = KeyList::<BuildHasherDefault<Poor>>::with_capacity(0);
        let mut model = HashMap::new();
        for step in 0..200 {
            let of = (step * 7 % 13, step % 5);
            let next = model.len();
            let expected = *model.entry(of).or_insert(next);
            let key = key(text(&of.0.to_string()), number(&of.1.to_string()));
            assert_eq!(list.add(&key).expect("a key"), expected);
        }
        assert_eq!(list.len(), model.len());
        for ((pk, sk), expected) in &model {
            let key = key(text(&pk.to_string()), number(&sk.to_string()));
            assert_eq!(position(&list, &key), Some(*expected));
        }
        assert_eq!(position(&list, &key(text("0"), number("9"))), None);
    }
}
