//! Any bytes as an event of changes, and as the lines of an export.

use std::io::BufReader;

use dkmio::changes::{
    Change, ChangeItem, ChangeRecord, Changes, ExportView, KeysOnly, NewAndOldImages, NewImage, StreamView,
};
use dkmio::{DynamoTable, Error, Item, json};
use serde::{Deserialize, Serialize};

/// The table of the changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "things")]
struct Things {
    #[pk]
    id: String,
    #[serde(default)]
    rank: Option<i64>,
    #[serde(flatten)]
    extra: Item,
}

/// Reads the bytes in every way.
pub fn run(bytes: &[u8]) {
    event::<NewAndOldImages>(bytes);
    event::<KeysOnly>(bytes);
    lines(bytes);
    export::<NewAndOldImages>(bytes);
    export::<NewImage>(bytes);
}

/// Reads the bytes as an event, directly and through serde. If serde_json can read them, both results are the same.
fn event<V: StreamView>(bytes: &[u8])
where
    Change<Things, V>: PartialEq,
{
    let read = Changes::<Things, V>::from_slice(bytes).ok();
    if let Some(changes) = &read {
        let text = std::str::from_utf8(bytes).expect("text was read");
        for error in changes.iter().filter_map(|record| record.as_ref().err()) {
            assert!(text.contains(error.raw()), "a record that is not in the event");
        }
    }
    let Ok(by_serde) = serde_json::from_slice::<Changes<Things, V>>(bytes) else { return };
    let read = read.expect("an event that serde reads");
    assert_eq!((read.len(), read.skipped()), (by_serde.len(), by_serde.skipped()), "other records by serde");
    for pair in read.iter().zip(by_serde.iter()) {
        match pair {
            (Ok(one), Ok(other)) => assert!(is_same(one, other), "another change by serde"),
            (Err(one), Err(other)) => assert_eq!(
                (one.sequence_number(), one.event_id()),
                (other.sequence_number(), other.event_id()),
                "another record by serde"
            ),
            _ => panic!("read in one way only"),
        }
    }
}

fn is_same<V: StreamView>(one: &ChangeRecord<Things, V>, other: &ChangeRecord<Things, V>) -> bool
where
    Change<Things, V>: PartialEq,
{
    let ids = |record: &ChangeRecord<Things, V>| {
        (record.sequence_number().map(str::to_owned), record.event_id().map(str::to_owned))
    };
    one.change == other.change && one.key() == other.key() && ids(one) == ids(other)
}

/// Reads the bytes as the lines of a full export.
fn lines(bytes: &[u8]) {
    let whole: Vec<_> = json::lines::<Things>(bytes).collect();
    check_lines(bytes, &whole);
    let in_pieces: Vec<_> = json::lines::<Things>(BufReader::with_capacity(5, bytes)).collect();
    assert!(is_alike(&whole, &in_pieces), "read in pieces");
    for item in whole.iter().flatten() {
        let mut written = Vec::new();
        if json::write_line(&mut written, item).is_ok() {
            let again: Vec<_> = json::lines::<Things>(written.as_slice()).collect();
            let [Ok(again)] = again.as_slice() else { panic!("not one line: {}", again.len()) };
            // DynamoDB has one NULL, which is written as true.
            assert!(again == item || format!("{item:?}").contains("Null(false)"), "another item when written");
        }
    }
}

/// Reads the bytes as the lines of an incremental export.
fn export<V: ExportView>(bytes: &[u8])
where
    Things: ChangeItem,
{
    let whole: Vec<_> = json::changes::<Things, V>(bytes).map(|record| record.map(drop)).collect();
    check_lines(bytes, &whole);
    let in_pieces = json::changes::<Things, V>(BufReader::with_capacity(3, bytes));
    let in_pieces: Vec<_> = in_pieces.map(|record| record.map(drop)).collect();
    assert!(is_alike(&whole, &in_pieces), "read in pieces");
}

/// Checks that there is at most one result for each line, and that errors name their lines in order.
fn check_lines<T>(bytes: &[u8], read: &[Result<T, Error>]) {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
    assert!(read.len() <= lines, "{} results for {lines} lines", read.len());
    let errors = read.iter().filter_map(|line| line.as_ref().err());
    let numbers: Vec<_> = errors.map(|error| error.line().expect("a line")).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "lines out of order: {numbers:?}");
}

/// Returns whether both have the same items, and the same errors by their text.
fn is_alike<T: PartialEq>(one: &[Result<T, Error>], other: &[Result<T, Error>]) -> bool {
    let is_same = |(one, other): (&Result<T, Error>, &Result<T, Error>)| match (one, other) {
        (Ok(one), Ok(other)) => one == other,
        (Err(one), Err(other)) => one.to_string() == other.to_string(),
        _ => false,
    };
    one.len() == other.len() && one.iter().zip(other).all(is_same)
}
