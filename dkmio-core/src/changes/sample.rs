//! Events made by hand, for tests of handlers.

use std::fmt::Write as _;
use std::time::UNIX_EPOCH;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::change::{Change, RemovalReason};
use super::event::Changes;
use super::image::Image;
use super::raw_record::hash_of;
use super::record::{ChangeRecord, Metadata};
use crate::codec::json::{item_to_sorted_text, push_quoted, with_text};
use crate::codec::{EncodeError, Item};
use crate::key::KeyOf;
use crate::table::{Table, TableItem};

/// The sequence number before the first record of an event made by hand. Real ones have as many digits.
const FIRST_SEQUENCE_NUMBER: u128 = 100_000_000_000_000_000_000;

impl<T: TableItem + Serialize + DeserializeOwned> Changes<T> {
    /// Returns an event of these changes, for tests of handlers. Records have sequence numbers and ids, and no time.
    pub fn of(changes: impl IntoIterator<Item = Change<T>>) -> Self {
        let record = |(change, at): (Change<T>, u128)| {
            let key = match &change {
                Change::Insert { new } | Change::Modify { new, .. } => new.primary_key(),
                Change::Remove { old, .. } => old.primary_key(),
            };
            let metadata = Metadata {
                sequence_number: Some((FIRST_SEQUENCE_NUMBER + at).to_string()),
                event_id: Some(format!("{at:032x}")),
                key_hash: keys_text::<T>(&key).ok().and_then(|keys| hash_of(Image(&keys))).unwrap_or_default(),
                ..Metadata::default()
            };
            Ok(ChangeRecord { change, key, metadata })
        };
        Self { records: changes.into_iter().zip(1..).map(record).collect(), skipped: 0 }
    }

    /// Returns the event as Lambda sends it, for example for `cargo lambda invoke --data-ascii`. A record that could not be decoded
    /// is written as it was.
    ///
    /// # Errors
    ///
    /// Returns an error if an item cannot be stored, or if the struct is an entity of a shared table.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |_| {
    /// use dkmio::changes::{Change, Changes};
    ///
    /// let event =
    ///     Changes::of([Change::insert(order("luis", "o1", 5))]).to_event_json()?;
    /// for record in Changes::<Orders>::from_slice(event.as_bytes())? {
    ///     assert_eq!(record?.change, Change::insert(order("luis", "o1", 5)));
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn to_event_json(&self) -> Result<String, EncodeError> {
        // The images of an entity would lack the attributes that dkmio writes, such as its keys.
        if T::DEFINITION.shared.is_some() {
            return Err(EncodeError::new(
                "an event can be written for a struct with a table of its own, not for an entity",
            ));
        }
        let mut event = "{\"Records\":[".to_owned();
        for (at, record) in self.records.iter().enumerate() {
            if at > 0 {
                event.push(',');
            }
            match record {
                Ok(record) => write_record(&mut event, record)?,
                Err(error) => event.push_str(error.raw()),
            }
        }
        event.push_str("]}");
        Ok(event)
    }
}

fn keys_text<T: Table>(key: &T::Key) -> Result<String, EncodeError> {
    // The message of a key error names the attribute, never the value.
    let key = key.encode().map_err(|error| EncodeError::new(error.to_string()))?;
    Ok(item_to_sorted_text(&Item::from(key.into_map()))?.text)
}

fn write_record<T: TableItem + Serialize + DeserializeOwned>(
    event: &mut String,
    record: &ChangeRecord<T>,
) -> Result<(), EncodeError> {
    let (name, old, new) = match &record.change {
        Change::Insert { new } => ("INSERT", None, Some(new)),
        Change::Modify { old, new } => ("MODIFY", Some(old), Some(new)),
        Change::Remove { old, .. } => ("REMOVE", Some(old), None),
    };
    let metadata = &record.metadata;
    let region = metadata.region.as_deref().unwrap_or("us-east-1");
    event.push_str("{\"eventID\":");
    push_quoted(event, metadata.event_id.as_deref().unwrap_or_default());
    event.push_str(",\"eventName\":");
    push_quoted(event, name);
    event.push_str(",\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\",\"awsRegion\":");
    push_quoted(event, region);
    if matches!(record.change, Change::Remove { reason: RemovalReason::Expired, .. }) {
        event.push_str(",\"userIdentity\":{\"type\":\"Service\",\"principalId\":\"dynamodb.amazonaws.com\"}");
    }
    event.push_str(",\"dynamodb\":{");
    if let Some(time) = metadata.time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()) {
        // Writing into a `String` cannot fail.
        let _ = write!(event, "\"ApproximateCreationDateTime\":{},", time.as_secs_f64());
    }
    event.push_str("\"Keys\":");
    event.push_str(&keys_text::<T>(&record.key)?);
    for (name, image) in [(",\"NewImage\":", new), (",\"OldImage\":", old)] {
        if let Some(image) = image {
            event.push_str(name);
            with_text(image, |text| event.push_str(&text.text))?;
        }
    }
    event.push_str(",\"SequenceNumber\":");
    push_quoted(event, metadata.sequence_number.as_deref().unwrap_or_default());
    if let Some(size) = metadata.size {
        let _ = write!(event, ",\"SizeBytes\":{size}");
    }
    event.push_str(",\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"},\"eventSourceARN\":");
    push_quoted(
        event,
        &format!("arn:aws:dynamodb:{region}:123456789012:table/{}/stream/2025-01-01T00:00:00.000", T::DEFINITION.name),
    );
    event.push('}');
    Ok(())
}
