//! The members of a record, with images that have not been decoded.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::image::Image;
use crate::codec::DecodeError;
use crate::codec::json::{Reader, map_entries, object_members, read_whole};

/// One of the images of a record.
#[derive(Debug, Clone, Copy)]
pub(super) enum WhichImage {
    New,
    Old,
}

/// Reads an image where it stands, and returns whether it did.
pub(super) type ReadImage<'r, 't> = dyn FnMut(WhichImage, &Reader<'t>) -> bool + 'r;

/// A record of a DynamoDB stream, as Lambda and GetRecords write it, or of a Kinesis stream.
#[derive(Default)]
pub(super) struct RawRecord<'t> {
    pub(super) event_id: Option<Cow<'t, str>>,
    pub(super) event_name: Option<Cow<'t, str>>,
    pub(super) region: Option<Cow<'t, str>>,
    pub(super) sequence_number: Option<Cow<'t, str>>,
    pub(super) view: Option<Cow<'t, str>>,
    pub(super) size: Option<u64>,
    pub(super) keys: Option<Image<'t>>,
    pub(super) new: Option<Image<'t>>,
    pub(super) old: Option<Image<'t>>,
    /// The record of a Kinesis stream: another record in Base64.
    pub(super) kinesis_data: Option<Cow<'t, str>>,
    /// The first member that is of another type than it has to be.
    pub(super) invalid: Option<&'static str>,
    time: Option<f64>,
    precision: Option<Cow<'t, str>>,
    is_service: bool,
    is_dynamodb: bool,
    is_stream: bool,
}

impl<'t> RawRecord<'t> {
    /// Reads the members of a record. If the text is malformed, it returns an error with the members before that place.
    pub(super) fn read(text: &'t str) -> (Self, Result<(), DecodeError>) {
        let mut record = Self::default();
        let mut by_skipping = |_: WhichImage, _: &Reader<'t>| false;
        let read =
            read_whole(text, |reader| object_members(reader, |name| record.member(name, reader, &mut by_skipping)));
        (record.with_sequence_number_of(text), read)
    }

    /// Reads the members of the record at the reader, and its text. Returns `None` if the text is malformed: then the record has to
    /// be skipped and read by itself. To skip every record first would take a third of the time of an event.
    ///
    /// `read_image` may decode an image where it stands. It returns whether it has read it; otherwise the image is skipped.
    pub(super) fn read_next(reader: &Reader<'t>, read_image: &mut ReadImage<'_, 't>) -> Option<(Self, &'t str)> {
        let (start, mut record) = (reader.value_start(), Self::default());
        object_members(reader, |name| record.member(name, reader, read_image)).ok()?;
        let text = reader.since(start);
        Some((record.with_sequence_number_of(text), text))
    }

    /// Looks for the sequence number in the text, if it has not been read.
    fn with_sequence_number_of(mut self, text: &'t str) -> Self {
        // Without the number Lambda would send the whole batch again.
        if self.sequence_number.is_none() {
            self.sequence_number = find_sequence_number(text).map(Cow::Borrowed);
        }
        self
    }

    fn member(
        &mut self,
        name: &str,
        reader: &Reader<'t>,
        read_image: &mut ReadImage<'_, 't>,
    ) -> Result<(), DecodeError> {
        match name {
            "eventID" => self.event_id = self.text("eventID", reader)?,
            "eventName" => self.event_name = self.text("eventName", reader)?,
            "awsRegion" => self.region = self.text("awsRegion", reader)?,
            "userIdentity" if reader.peek() == b'{' => object_members(reader, |name| self.identity(name, reader))?,
            "dynamodb" if reader.peek() == b'{' => {
                self.is_stream = true;
                object_members(reader, |name| self.stream_member(name, reader, read_image))?;
            }
            "kinesis" if reader.peek() == b'{' => object_members(reader, |name| self.kinesis_member(name, reader))?,
            // EventBridge Pipes write the members of a Kinesis record without a member around them.
            "data" | "sequenceNumber" => self.kinesis_member(name, reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// Reads who made the change. Lambda spells the members otherwise than GetRecords.
    fn identity(&mut self, name: &str, reader: &Reader<'t>) -> Result<(), DecodeError> {
        match name {
            "type" | "Type" => self.is_service = self.text("type", reader)?.as_deref() == Some("Service"),
            "principalId" | "PrincipalId" => {
                self.is_dynamodb = self.text("principalId", reader)?.as_deref() == Some("dynamodb.amazonaws.com");
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn stream_member(
        &mut self,
        name: &str,
        reader: &Reader<'t>,
        read_image: &mut ReadImage<'_, 't>,
    ) -> Result<(), DecodeError> {
        match name {
            "Keys" => self.keys = Some(image(reader)?),
            "NewImage" => self.new = Some(image_by(reader, |reader| read_image(WhichImage::New, reader))?),
            "OldImage" => self.old = Some(image_by(reader, |reader| read_image(WhichImage::Old, reader))?),
            "SequenceNumber" => self.sequence_number = self.text("SequenceNumber", reader)?,
            "StreamViewType" => self.view = self.text("StreamViewType", reader)?,
            "ApproximateCreationDateTime" => self.time = number(reader)?,
            "ApproximateCreationDateTimePrecision" => {
                self.precision = self.text("ApproximateCreationDateTimePrecision", reader)?;
            }
            "SizeBytes" => self.size = number(reader)?.map(|size| size as u64),
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn kinesis_member(&mut self, name: &str, reader: &Reader<'t>) -> Result<(), DecodeError> {
        match name {
            "data" => self.kinesis_data = self.text("data", reader)?,
            "sequenceNumber" => self.sequence_number = self.text("sequenceNumber", reader)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn text(&mut self, name: &'static str, reader: &Reader<'t>) -> Result<Option<Cow<'t, str>>, DecodeError> {
        if reader.peek() == b'"' {
            return reader.string().map(Some);
        }
        self.invalid.get_or_insert(name);
        reader.skip().map(|()| None)
    }

    /// Returns whether it is a record of a change, and not something else in an event.
    pub(super) fn is_of_a_stream(&self) -> bool {
        self.is_stream
    }

    /// Returns whether DynamoDB removed the item because of its time to live.
    pub(super) fn is_expiry(&self) -> bool {
        self.is_service && self.is_dynamodb
    }

    /// Returns the time of the change. In a record from Kinesis it is in milliseconds by default.
    pub(super) fn time(&self, is_kinesis: bool) -> Option<SystemTime> {
        let time = self.time.filter(|time| time.is_finite() && *time >= 0.0)?;
        let since_epoch = match self.precision.as_deref() {
            Some("MICROSECOND") => Duration::from_micros(time as u64),
            Some("MILLISECOND") => Duration::from_millis(time as u64),
            None if is_kinesis => Duration::from_millis(time as u64),
            _ => Duration::try_from_secs_f64(time).ok()?,
        };
        UNIX_EPOCH.checked_add(since_epoch)
    }
}

/// Reads the text of an image.
pub(super) fn image<'t>(reader: &Reader<'t>) -> Result<Image<'t>, DecodeError> {
    image_by(reader, |_| false)
}

/// Reads the text of an image by `read`, or by skipping it where that returns `false`.
fn image_by<'t>(reader: &Reader<'t>, read: impl FnOnce(&Reader<'t>) -> bool) -> Result<Image<'t>, DecodeError> {
    if reader.peek() != b'{' {
        return Err(reader.syntax_error());
    }
    let (start, mark) = (reader.position(), reader.mark());
    if !read(reader) {
        reader.clear_error();
        reader.reset(mark);
        reader.skip()?;
    }
    Ok(Image(reader.since(start)))
}

/// Reads a number, or skips anything else.
fn number(reader: &Reader<'_>) -> Result<Option<f64>, DecodeError> {
    match reader.peek() {
        b'-' | b'0'..=b'9' => Ok(reader.number()?.parse().ok()),
        _ => reader.skip().map(|()| None),
    }
}

/// Returns a hash of a key that does not depend on the order of its attributes; `None` if the text is malformed.
pub(super) fn hash_of(keys: Image<'_>) -> Option<u64> {
    let mut sum = 0_u64;
    let read = read_whole(keys.0, |reader| {
        map_entries(reader, |name| {
            let start = reader.value_start();
            reader.skip()?;
            // A sum is the same in any order.
            sum = sum.wrapping_add(mixed(mixed(0, name.as_bytes()), reader.since(start).as_bytes()));
            Ok(())
        })
    });
    read.ok().map(|()| sum)
}

/// Mixes bytes into a hash, eight at a time. Keys that share a hash are only handled one after another, so a quick hash is enough.
fn mixed(hash: u64, bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let last = rest.iter().fold(rest.len() as u64, |word, byte| word << 8 | u64::from(*byte));
    mix(hash, last)
}

/// Looks for the sequence number in the text of a malformed record.
///
/// In an image the name of an attribute is followed by an object, and quotes in a string are escaped: a string behind the name can
/// only be the member of the record.
fn find_sequence_number(text: &str) -> Option<&str> {
    let member =
        |name: &str| text.match_indices(name).find_map(|(at, _)| digits_of_member(text.get(at + name.len()..)?));
    member("\"SequenceNumber\"").or_else(|| member("\"sequenceNumber\""))
}

/// Returns the digits of a member whose name stands before `rest`.
fn digits_of_member(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let (number, _) = rest.split_once('"')?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
}
