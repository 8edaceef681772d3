//! A change with the metadata of its record.

use std::fmt;
use std::time::SystemTime;

use super::change::Change;
use super::image::ChangeItem;
use super::view::{NewAndOldImages, StreamView};

/// One record of a stream: a change and its metadata.
pub struct ChangeRecord<T: ChangeItem, V: StreamView = NewAndOldImages> {
    /// The change.
    pub change: Change<T, V>,
    pub(super) key: T::Key,
    pub(super) metadata: Metadata,
}

/// The metadata of a record. Not every source has all of it.
#[derive(Clone, Default)]
pub(super) struct Metadata {
    pub(super) sequence_number: Option<String>,
    pub(super) event_id: Option<String>,
    pub(super) region: Option<String>,
    pub(super) time: Option<SystemTime>,
    pub(super) size: Option<u64>,
    /// A hash of the item's key: the records of one item share it.
    pub(super) key_hash: u64,
}

impl<T: ChangeItem, V: StreamView> ChangeRecord<T, V> {
    /// Returns the primary key of the item.
    #[must_use]
    pub fn key(&self) -> &T::Key {
        &self.key
    }

    /// Returns the sequence number, which orders the changes of one item. That of a Kinesis record is the one of Kinesis.
    ///
    /// `None` for incremental exports.
    #[must_use]
    pub fn sequence_number(&self) -> Option<&str> {
        self.metadata.sequence_number.as_deref()
    }

    /// Returns the id of the change. It is the same if the record is delivered again.
    ///
    /// `None` for incremental exports.
    #[must_use]
    pub fn event_id(&self) -> Option<&str> {
        self.metadata.event_id.as_deref()
    }

    /// Returns the approximate time of the change: in seconds for a stream, in milliseconds or microseconds for Kinesis, and in
    /// microseconds for an incremental export.
    ///
    /// Records of a Kinesis stream may arrive twice and out of order; there the time tells which change is the newer one.
    #[must_use]
    pub fn time(&self) -> Option<SystemTime> {
        self.metadata.time
    }

    /// Returns the size of key and images in bytes, by DynamoDB's accounting. `None` for incremental exports.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.metadata.size
    }

    /// Returns the region of the table, such as `eu-west-1`. `None` for incremental exports.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.metadata.region.as_deref()
    }
}

impl<T: ChangeItem, V: StreamView> Clone for ChangeRecord<T, V>
where
    Change<T, V>: Clone,
    T::Key: Clone,
{
    fn clone(&self) -> Self {
        Self { change: self.change.clone(), key: self.key.clone(), metadata: self.metadata.clone() }
    }
}

/// Omits the change and the key: items must not end up in logs.
impl<T: ChangeItem, V: StreamView> fmt::Debug for ChangeRecord<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.change {
            Change::Insert { .. } => "Insert",
            Change::Modify { .. } => "Modify",
            Change::Remove { .. } => "Remove",
        };
        f.debug_struct("ChangeRecord")
            .field("change", &kind)
            .field("sequence_number", &self.metadata.sequence_number)
            .field("event_id", &self.metadata.event_id)
            .finish_non_exhaustive()
    }
}
