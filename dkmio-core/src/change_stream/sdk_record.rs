//! Records of the SDK as typed changes.

use std::collections::HashMap;
use std::fmt::Write as _;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::primitives::Blob as StreamBlob;
use aws_sdk_dynamodbstreams::types::{AttributeValue as StreamValue, Record};

use crate::changes::{ChangeError, ChangeItem, ChangeRecord, StreamView, decode_single_record};
use crate::codec::json::{item_to_text, push_quoted};
use crate::codec::{DecodeError, Item};

/// Decodes a record of `aws_sdk_dynamodbstreams`, for a loop of your own over GetRecords.
///
/// A record of an item of another type in the same table is an error.
impl<T: ChangeItem, V: StreamView> TryFrom<Record> for ChangeRecord<T, V> {
    type Error = ChangeError;

    fn try_from(record: Record) -> Result<Self, ChangeError> {
        let text = to_text(record);
        let decoded = decode_single_record(&text)?;
        decoded.ok_or_else(|| ChangeError::of_text(DecodeError::of_other_entity("the item is of another type"), &text))
    }
}

/// Writes a record as Lambda passes it on, so that one decoder reads all records.
///
/// The types of this SDK differ from those of the SDK for tables. What the two have in common is their JSON.
pub(super) fn to_text(record: Record) -> String {
    let mut text = "{".to_owned();
    let mut members = Members(&mut text);
    members.text("eventID", record.event_id.as_deref());
    members.text("eventName", record.event_name.as_ref().map(|name| name.as_str()));
    members.text("awsRegion", record.aws_region.as_deref());
    if let Some(identity) = &record.user_identity {
        members.begin("userIdentity");
        members.text("type", identity.r#type());
        members.text("principalId", identity.principal_id());
        members.end();
    }
    if let Some(stream) = record.dynamodb {
        members.begin("dynamodb");
        if let Some(time) = stream.approximate_creation_date_time {
            members.number("ApproximateCreationDateTime", time.as_secs_f64());
        }
        members.image("Keys", stream.keys);
        members.image("NewImage", stream.new_image);
        members.image("OldImage", stream.old_image);
        members.text("SequenceNumber", stream.sequence_number.as_deref());
        if let Some(size) = stream.size_bytes {
            members.number("SizeBytes", size);
        }
        members.text("StreamViewType", stream.stream_view_type.as_ref().map(|view| view.as_str()));
        members.end();
    }
    text.push('}');
    text
}

/// Writes the members of objects.
struct Members<'t>(&'t mut String);

impl Members<'_> {
    fn name(&mut self, name: &str) {
        let separator = if self.0.ends_with('{') { "" } else { "," };
        // Writing into a `String` cannot fail, here and below.
        let _ = write!(self.0, "{separator}\"{name}\":");
    }

    fn number(&mut self, name: &str, number: impl std::fmt::Display) {
        self.name(name);
        let _ = write!(self.0, "{number}");
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.name(name);
            push_quoted(self.0, value);
        }
    }

    /// Writes an image. One with a value of an unknown type is left out, so that the record is an error.
    fn image(&mut self, name: &str, image: Option<HashMap<String, StreamValue>>) {
        let Some(attributes) = image.and_then(converted_map) else { return };
        if let Ok(item) = item_to_text(&Item::from(attributes)) {
            self.name(name);
            self.0.push_str(&item.text);
        }
    }

    fn begin(&mut self, name: &str) {
        self.name(name);
        self.0.push('{');
    }

    fn end(&mut self) {
        self.0.push('}');
    }
}

fn converted_map(map: HashMap<String, StreamValue>) -> Option<HashMap<String, AttributeValue>> {
    map.into_iter().map(|(name, value)| Some((name, converted(value)?))).collect()
}

fn converted(value: StreamValue) -> Option<AttributeValue> {
    let blob = |bytes: StreamBlob| Blob::new(bytes.into_inner());
    Some(match value {
        StreamValue::S(text) => AttributeValue::S(text),
        StreamValue::N(digits) => AttributeValue::N(digits),
        StreamValue::B(bytes) => AttributeValue::B(blob(bytes)),
        StreamValue::Bool(value) => AttributeValue::Bool(value),
        StreamValue::Null(value) => AttributeValue::Null(value),
        StreamValue::Ss(texts) => AttributeValue::Ss(texts),
        StreamValue::Ns(digits) => AttributeValue::Ns(digits),
        StreamValue::Bs(blobs) => AttributeValue::Bs(blobs.into_iter().map(blob).collect()),
        StreamValue::L(values) => AttributeValue::L(values.into_iter().map(converted).collect::<Option<_>>()?),
        StreamValue::M(map) => AttributeValue::M(converted_map(map)?),
        // A type that the SDK itself does not know.
        _ => return None,
    })
}
