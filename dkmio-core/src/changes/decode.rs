//! Decodes records.

use std::borrow::Cow;
use std::time::{Duration, UNIX_EPOCH};

use super::change::{Change, RemovalReason};
use super::error::ChangeError;
use super::image::{ChangeItem, Image};
use super::raw_record::{RawRecord, WhichImage, hash_of, image};
use super::record::{ChangeRecord, Metadata};
use super::view::{ExportView, New, NewAndOldImages, Old, Side, StreamView};
use crate::codec::DecodeError;
use crate::codec::json::{Reader, as_utf8, object_members, read_whole};

/// Decodes a record that is not a part of an event. Returns `None` if it is of an item of another type.
#[cfg(feature = "streams")]
pub(crate) fn decode_single_record<T: ChangeItem, V: StreamView>(
    text: &str,
) -> Result<Option<ChangeRecord<T, V>>, ChangeError> {
    let (record, read) = RawRecord::read(text);
    decode_read(&record, Images::default(), read, text, None)
}

/// Decodes the next record of an event, which is `None` if it is of an item of another type.
///
/// # Errors
/// Returns an error if the end of the record cannot be found. A record that cannot be decoded is an error of its own.
#[allow(clippy::type_complexity, reason = "an error of the event is not an error of a record")]
pub(super) fn decode_next<T: ChangeItem, V: StreamView>(
    reader: &Reader<'_>,
    position: usize,
) -> Result<Result<Option<ChangeRecord<T, V>>, ChangeError>, DecodeError> {
    let start = reader.mark();
    let mut images = Images::default();
    let read_image = &mut |which: WhichImage, reader: &Reader<'_>| match which {
        WhichImage::New => read_if(V::New::IS_IMAGE, &mut images.new, reader),
        WhichImage::Old => read_if(V::Old::IS_IMAGE, &mut images.old, reader),
    };
    // The usual case: the record is well formed, and its images are decoded in the same pass.
    if let Some((record, text)) = RawRecord::read_next(reader, read_image) {
        return Ok(decode_read(&record, images, Ok(()), text, Some(position)));
    }
    // The record is decoded from its own text, so that one that is malformed does not end the others.
    reader.clear_error();
    reader.reset(start);
    let start = reader.value_start();
    reader.skip()?;
    let text = reader.since(start);
    let (record, read) = RawRecord::read(text);
    Ok(decode_read(&record, Images::default(), read, text, Some(position)))
}

/// The images of a record that have been decoded where they stand.
struct Images<T> {
    new: Option<T>,
    old: Option<T>,
}

impl<T> Default for Images<T> {
    fn default() -> Self {
        Self { new: None, old: None }
    }
}

/// Reads an image if there is a place for it in the change.
fn read_if<T: ChangeItem>(is_wanted: bool, image: &mut Option<T>, reader: &Reader<'_>) -> bool {
    *image = is_wanted.then(|| T::read_image(reader)).flatten();
    image.is_some()
}

/// Decodes the members of a record. `position` is its place in an event, if it is in one.
fn decode_read<T: ChangeItem, V: StreamView>(
    outer: &RawRecord<'_>,
    images: Images<T>,
    read: Result<(), DecodeError>,
    text: &str,
    position: Option<usize>,
) -> Result<Option<ChangeRecord<T, V>>, ChangeError> {
    let decoded = match (read, &outer.kinesis_data) {
        (Ok(()), Some(data)) => return decode_kinesis(text, position, outer, data),
        (Ok(()), None) => decode_raw(outer, images, false),
        (Err(error), _) => Err(error),
    };
    decoded.map_err(|error| fail::<T>(error, text, position, outer, outer.keys))
}

/// Decodes the record in a record of a Kinesis stream.
fn decode_kinesis<T: ChangeItem, V: StreamView>(
    text: &str,
    position: Option<usize>,
    outer: &RawRecord<'_>,
    data: &str,
) -> Result<Option<ChangeRecord<T, V>>, ChangeError> {
    let bytes = base64_simd::STANDARD.decode_to_vec(data.as_bytes());
    let bytes = bytes.map_err(|_| DecodeError::new("the data of the Kinesis record is not Base64"));
    let inner_text = bytes.as_deref().map_err(DecodeError::clone).and_then(as_utf8);
    let inner_text = inner_text.map_err(|error| fail::<T>(error, text, position, outer, None))?;
    let (mut inner, read) = RawRecord::read(inner_text);
    // Lambda knows the record by its sequence number in the Kinesis stream.
    inner.sequence_number.clone_from(&outer.sequence_number);
    let decoded = read.and_then(|()| decode_raw(&inner, Images::default(), true));
    decoded.map_err(|error| fail::<T>(error, text, position, &inner, inner.keys))
}

fn fail<T: ChangeItem>(
    error: DecodeError,
    text: &str,
    position: Option<usize>,
    record: &RawRecord<'_>,
    keys: Option<Image<'_>>,
) -> ChangeError {
    let error = match position {
        Some(position) => error.within(position),
        None => error,
    };
    // With its ids, the failed record can still be reported to Lambda or be found in the stream.
    ChangeError::new(error.within(T::name()), text)
        .with_ids(record.sequence_number.as_deref().map(str::to_owned), record.event_id.as_deref().map(str::to_owned))
        .with_key_hash(keys.and_then(hash_of))
}

fn decode_raw<T: ChangeItem, V: StreamView>(
    record: &RawRecord<'_>,
    images: Images<T>,
    is_kinesis: bool,
) -> Result<Option<ChangeRecord<T, V>>, DecodeError> {
    if !record.is_of_a_stream() {
        return Err(DecodeError::new("expected a record of a stream, with a member `dynamodb`"));
    }
    if let Some(member) = record.invalid {
        return Err(DecodeError::new("expected a string").within(member));
    }
    // Records of a Kinesis stream do not name their view; they always have both images.
    let view = record.view.as_deref().or(is_kinesis.then_some(NewAndOldImages::NAME));
    if let Some(view) = view.filter(|view| *view != V::NAME) {
        // An unknown view is text from outside, which a message does not quote.
        let is_known = ["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"].contains(&view);
        let view = if is_known { view } else { "unknown" };
        return Err(DecodeError::new(format!("the stream view is {view}, the type expects {}", V::NAME)));
    }
    let keys = record.keys.ok_or_else(|| DecodeError::new("missing").within("keys"))?;
    let new = || read_side::<V::New, T>("new", images.new, record.new, record.old, keys);
    let old = || read_side::<V::Old, T>("old", images.old, record.old, record.new, keys);
    let change = match record.event_name.as_deref() {
        Some("INSERT") => new()?.map(|new| Change::Insert { new }),
        Some("MODIFY") => modification(old()?, new()?)?,
        Some("REMOVE") => {
            // Only the record of a deletion by the time to live has the service as its user identity.
            let reason = if record.is_expiry() { RemovalReason::Expired } else { RemovalReason::Deleted };
            old()?.map(|old| Change::Remove { old, reason })
        }
        _ => {
            return Err(DecodeError::new("expected `INSERT`, `MODIFY` or `REMOVE`").within("eventName"));
        }
    };
    let owned = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
    // Made only once the key was read, so the keys have a hash.
    let metadata = || Metadata {
        sequence_number: owned(&record.sequence_number),
        event_id: owned(&record.event_id),
        region: owned(&record.region),
        time: record.time(is_kinesis),
        size: record.size,
        key_hash: hash_of(keys).unwrap_or_default(),
    };
    finish(change, keys, record.new.or(record.old), metadata)
}

/// Joins the two sides of a modification. Returns `None` if both are of another type.
///
/// # Errors
/// Returns an error if one of them is of another type. If the record were skipped, the item would appear or disappear without one.
fn modification<T: ChangeItem, V: StreamView>(
    old: Option<Old<T, V>>,
    new: Option<New<T, V>>,
) -> Result<Option<Change<T, V>>, DecodeError> {
    match (old, new) {
        (Some(old), Some(new)) => Ok(Some(Change::Modify { old, new })),
        (Some(_), None) => {
            Err(DecodeError::of_other_entity("an item of another entity replaced this one").within("new"))
        }
        (None, Some(_)) => Err(DecodeError::of_other_entity("this item replaced one of another entity").within("old")),
        (None, None) => Ok(None),
    }
}

fn read_side<S: Side, T: ChangeItem>(
    name: &'static str,
    decoded: Option<T>,
    image: Option<Image<'_>>,
    other: Option<Image<'_>>,
    keys: Image<'_>,
) -> Result<Option<S::Of<T>>, DecodeError> {
    if let Some(decoded) = decoded.and_then(S::of_image) {
        return Ok(Some(decoded));
    }
    S::read::<T>(image, other, keys).map_err(|error| error.within(name))
}

/// Adds the key and the metadata to a change of an item of the type.
fn finish<T: ChangeItem, V: StreamView>(
    change: Option<Change<T, V>>,
    keys: Image<'_>,
    image: Option<Image<'_>>,
    metadata: impl FnOnce() -> Metadata,
) -> Result<Option<ChangeRecord<T, V>>, DecodeError> {
    let Some(change) = change else { return Ok(None) };
    let key = T::from_keys(keys, image).map_err(|error| error.within("keys"))?;
    Ok(key.map(|key| ChangeRecord { change, key, metadata: metadata() }))
}

/// The content of a line of an incremental export.
#[derive(Default)]
struct ExportLine<'t> {
    keys: Option<Image<'t>>,
    new: Option<Image<'t>>,
    old: Option<Image<'t>>,
    micros: Option<u64>,
    is_full_export: bool,
}

/// Decodes a line of an incremental export. Returns `None` if it is of an item of another type.
pub(crate) fn decode_export_line<T: ChangeItem, V: ExportView>(
    text: &str,
) -> Result<Option<ChangeRecord<T, V>>, DecodeError> {
    let line = read_whole(text, read_export_line)?;
    let Some(keys) = line.keys else {
        return Err(DecodeError::new(if line.is_full_export {
            "this is a full export; read it with `json::lines`"
        } else {
            "expected `Keys`, as in an incremental export"
        }));
    };
    let new = || read_side::<V::New, T>("new", None, line.new, line.old, keys);
    let old = || read_side::<V::Old, T>("old", None, line.old, line.new, keys);
    let change = match (V::HAS_OLD_IMAGES, line.old.is_some(), line.new.is_some()) {
        (true, false, true) => new()?.map(|new| Change::Insert { new }),
        (true, true, true) | (false, false, true) => modification(old()?, new()?)?,
        (true, true, false) | (false, false, false) => {
            old()?.map(|old| Change::Remove { old, reason: RemovalReason::Deleted })
        }
        (true, false, false) => {
            return Err(DecodeError::new("the export has no old images; read it with `NewImage`"));
        }
        (false, true, _) => {
            return Err(DecodeError::new("the export has old images; read it with `NewAndOldImages`"));
        }
    };
    let time = line.micros.and_then(|micros| UNIX_EPOCH.checked_add(Duration::from_micros(micros)));
    finish(change, keys, line.new.or(line.old), || Metadata {
        time,
        key_hash: hash_of(keys).unwrap_or_default(),
        ..Metadata::default()
    })
}

fn read_export_line<'t>(reader: &Reader<'t>) -> Result<ExportLine<'t>, DecodeError> {
    let mut line = ExportLine::default();
    object_members(reader, |name| {
        match name {
            "Keys" => line.keys = Some(image(reader)?),
            "NewImage" => line.new = Some(image(reader)?),
            "OldImage" => line.old = Some(image(reader)?),
            "Metadata" => object_members(reader, |name| match name {
                "WriteTimestampMicros" => {
                    line.micros = micros(reader)?;
                    Ok(())
                }
                _ => reader.skip(),
            })?,
            _ => {
                // Both exports have files of the same form, and the message should name the right reader.
                line.is_full_export |= name == "Item";
                reader.skip()?;
            }
        }
        Ok(())
    })?;
    Ok(line)
}

/// Reads a time in microseconds, `{"N":"1"}` or `1`.
fn micros(reader: &Reader<'_>) -> Result<Option<u64>, DecodeError> {
    if reader.peek() != b'{' {
        return Ok(reader.number()?.parse().ok());
    }
    let mut micros = None;
    object_members(reader, |name| match name {
        "N" => {
            micros = reader.string()?.parse().ok();
            Ok(())
        }
        _ => reader.skip(),
    })?;
    Ok(micros)
}
