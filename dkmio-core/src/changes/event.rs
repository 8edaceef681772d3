//! The records of an event.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};

use super::decode::decode_next;
use super::error::ChangeError;
use super::image::ChangeItem;
use super::record::ChangeRecord;
use super::transcode::to_json;
use super::view::{NewAndOldImages, StreamView};
use crate::codec::DecodeError;
use crate::codec::json::{Reader, as_utf8, list_elements, object_members, read_whole};

/// The changes in an event.
///
/// It reads an event of Lambda with `Records` of a DynamoDB stream or of a Kinesis stream, and a bare list of records, as
/// EventBridge Pipes pass it on. `T` is the struct of the table, `V` the view of its stream. Members that are not known are ignored.
pub struct Changes<T: ChangeItem, V: StreamView = NewAndOldImages> {
    pub(super) records: Vec<Result<ChangeRecord<T, V>, ChangeError>>,
    pub(super) skipped: usize,
}

impl<T: ChangeItem, V: StreamView> Changes<T, V> {
    /// Reads an event from its JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes are neither an event with `Records` nor a list. A record that cannot be decoded is an error of
    /// that record.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |_| {
    /// use dkmio::changes::{Change, Changes, KeysOnly, RemovalReason};
    ///
    /// let event = br#"{"Records":[{"eventID":"e1","eventName":"REMOVE","dynamodb":{
    ///     "Keys":{"user_id":{"S":"ana"},"order_id":{"S":"o1"}},
    ///     "SequenceNumber":"111","StreamViewType":"KEYS_ONLY"}}]}"#;
    /// for record in Changes::<Orders, KeysOnly>::from_slice(event)? {
    ///     let Change::Remove { old, reason } = record?.change else {
    ///         panic!("another change")
    ///     };
    ///     assert_eq!((old.order_id.as_str(), reason), ("o1", RemovalReason::Deleted));
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn from_slice(event: &[u8]) -> Result<Self, DecodeError> {
        Self::from_text(as_utf8(event)?)
    }

    fn from_text(text: &str) -> Result<Self, DecodeError> {
        let mut changes = Self { records: Vec::new(), skipped: 0 };
        let mut is_event = false;
        read_whole(text, |reader| match reader.peek() {
            b'[' => {
                is_event = true;
                changes.read_records(reader)
            }
            _ => object_members(reader, |name| match name {
                "Records" => {
                    is_event = true;
                    changes.read_records(reader)
                }
                _ => reader.skip(),
            }),
        })?;
        // A function that is wired to another source gets another JSON object. No changes would look like success.
        if is_event {
            Ok(changes)
        } else {
            Err(DecodeError::new("expected an event with `Records`, or a list of records"))
        }
    }

    fn read_records(&mut self, reader: &Reader<'_>) -> Result<(), DecodeError> {
        let mut position = 0_usize;
        list_elements(reader, || {
            match decode_next(reader, position)?.transpose() {
                Some(record) => self.records.push(record),
                // A record of another entity of the table: its image is that of another type.
                None => self.skipped += 1,
            }
            position += 1;
            Ok(())
        })
    }

    /// Returns the number of records, without the skipped ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns whether there are no records but skipped ones.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Returns the number of records that are of items of another type in the same table. They count as done.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Returns the records in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Result<ChangeRecord<T, V>, ChangeError>> {
        self.records.iter()
    }
}

/// Reads an event as [`Changes::from_slice`] does, through any format of serde: `Changes` can be the event type of a Lambda function.
impl<'de, T: ChangeItem, V: StreamView> Deserialize<'de> for Changes<T, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_text(&to_json(deserializer)?).map_err(D::Error::custom)
    }
}

/// The records of an event, in their order.
pub struct IntoIter<T: ChangeItem, V: StreamView>(std::vec::IntoIter<Result<ChangeRecord<T, V>, ChangeError>>);

impl<T: ChangeItem, V: StreamView> Iterator for IntoIter<T, V> {
    type Item = Result<ChangeRecord<T, V>, ChangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T: ChangeItem, V: StreamView> ExactSizeIterator for IntoIter<T, V> {}

impl<T: ChangeItem, V: StreamView> IntoIterator for Changes<T, V> {
    type Item = Result<ChangeRecord<T, V>, ChangeError>;
    type IntoIter = IntoIter<T, V>;

    fn into_iter(self) -> Self::IntoIter {
        IntoIter(self.records.into_iter())
    }
}

impl<'c, T: ChangeItem, V: StreamView> IntoIterator for &'c Changes<T, V> {
    type Item = &'c Result<ChangeRecord<T, V>, ChangeError>;
    type IntoIter = std::slice::Iter<'c, Result<ChangeRecord<T, V>, ChangeError>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Omits the changes: items must not end up in logs.
impl<T: ChangeItem, V: StreamView> fmt::Debug for Changes<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("records", &self.records.len())
            .field("skipped", &self.skipped)
            .finish_non_exhaustive()
    }
}

impl<T: ChangeItem, V: StreamView> fmt::Debug for IntoIter<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("remaining", &self.0.len()).finish_non_exhaustive()
    }
}
