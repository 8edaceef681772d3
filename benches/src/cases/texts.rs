//! Texts that are decoded without a request: change events and lines of exports.

use std::io::BufRead as _;

use dkmio::changes::{Change, Changes};
use dkmio::json;
use serde::Deserialize;

use super::Case;
use crate::items::{Small, samples};
use crate::libraries::LibraryId;

/// The number of records in an event.
const RECORDS: usize = 25;
/// The number of lines of an export.
const LINES: usize = 100;

/// A change as it is shown: its sequence number, and the item before and after it.
type Shown = (String, Small, Small);

/// Returns the decoding of an event of modifications as Lambda passes it on, through serde.
pub(super) fn event(library: LibraryId) -> Option<Case> {
    Some(match library {
        LibraryId::Sdk => Case::new(event_text(), async |text| event_by_hand(text)),
        LibraryId::Dkmio => Case::with_output(
            event_text(),
            async |text| serde_json::from_str::<Changes<Small>>(text).expect("an event").len(),
            async |text| format!("{:?}", shown(serde_json::from_str(text).expect("an event"))),
        ),
        LibraryId::Peer(_) => return None,
    })
}

/// Returns the decoding of the same event from its bytes.
pub(super) fn event_bytes(library: LibraryId) -> Option<Case> {
    let read = |text: &String| Changes::<Small>::from_slice(text.as_bytes()).expect("an event");
    Some(match library {
        LibraryId::Dkmio => Case::with_output(
            event_text(),
            async move |text| read(text).len(),
            async move |text| format!("{:?}", shown(read(text))),
        ),
        // The others have no decoder for bytes, so they read the event through serde.
        _ => return event(library),
    })
}

/// Returns the decoding of the lines of a full export.
pub(super) fn export(library: LibraryId) -> Option<Case> {
    Some(match library {
        LibraryId::Sdk => Case::new(export_text(), async |text| export_by_hand(text)),
        LibraryId::Dkmio => Case::new(export_text(), async |text| {
            json::lines::<Small>(text.as_slice()).collect::<Result<Vec<_>, _>>().expect("items")
        }),
        LibraryId::Peer(_) => return None,
    })
}

fn event_text() -> String {
    let change = |(old, new)| Change::modify(old, new);
    // The new images are those of the next numbers, so that the two images of a record differ.
    let new = samples::<Small>(RECORDS + 1).into_iter().skip(1);
    let old = samples::<Small>(RECORDS).into_iter();
    // The key of both images is that of the new one.
    let pairs = old.zip(new).map(|(old, new)| (Small { sk: new.sk.clone(), ..old }, new));
    Changes::of(pairs.map(change)).to_event_json().expect("an event")
}

fn shown(changes: Changes<Small>) -> Vec<Shown> {
    let show = |record: Result<dkmio::changes::ChangeRecord<Small>, _>| {
        let record = record.ok()?;
        let number = record.sequence_number()?.to_owned();
        let Change::Modify { old, new } = record.change else { return None };
        Some((number, old, new))
    };
    changes.into_iter().map(|record| show(record).expect("a modification")).collect()
}

fn export_text() -> Vec<u8> {
    let mut text = Vec::new();
    json::write_lines(&mut text, samples::<Small>(LINES)).expect("an export");
    text
}

/// An event as it is read by hand: the attribute values by serde_json, the items by serde_dynamo.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "dkmio reads these as well")]
struct Record {
    #[serde(rename = "eventID")]
    event_id: String,
    event_name: String,
    aws_region: String,
    dynamodb: StreamRecord,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StreamRecord {
    keys: serde_dynamo::Item,
    new_image: Option<serde_dynamo::Item>,
    old_image: Option<serde_dynamo::Item>,
    sequence_number: String,
    stream_view_type: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "dkmio reads the key as well")]
struct Key {
    pk: String,
    sk: String,
}

fn event_by_hand(text: &str) -> Vec<Shown> {
    let event: Event = serde_json::from_str(text).expect("an event");
    let show = |record: Record| {
        assert!(record.event_name == "MODIFY" && record.dynamodb.stream_view_type == "NEW_AND_OLD_IMAGES");
        // dkmio decodes the key of each record too, so the baseline has to.
        let _key: Key = serde_dynamo::from_item(record.dynamodb.keys).expect("a key");
        let image =
            |image: Option<serde_dynamo::Item>| serde_dynamo::from_item(image.expect("an image")).expect("an item");
        (record.dynamodb.sequence_number, image(record.dynamodb.old_image), image(record.dynamodb.new_image))
    };
    event.records.into_iter().map(show).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Line {
    item: serde_dynamo::Item,
}

fn export_by_hand(text: &[u8]) -> Vec<Small> {
    let read = |line: std::io::Result<String>| {
        let line: Line = serde_json::from_str(&line.expect("a line")).expect("an item");
        serde_dynamo::from_item(line.item).expect("an item")
    };
    text.lines().map(read).collect()
}
