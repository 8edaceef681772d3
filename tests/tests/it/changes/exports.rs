//! Incremental exports.

use std::time::{Duration, UNIX_EPOCH};

use dkmio::changes::{Change, ExportView, NewAndOldImages, NewImage, RemovalReason};
use dkmio::{DynamoTable as _, json};

use crate::models::Orders;

fn order(total: u64) -> Orders {
    Orders { total, ..Orders::sample("ana", "o1") }
}

fn line(old: Option<u64>, new: Option<u64>) -> String {
    let image = |name: &str, total: Option<u64>| match total {
        Some(total) => format!(r#","{name}":{}"#, json::to_string(&order(total)).unwrap()),
        None => String::new(),
    };
    format!(
        r#"{{"Metadata":{{"WriteTimestampMicros":{{"N":"1680109764000001"}}}},"Keys":{{"user_id":{{"S":"ana"}},"order_id":{{"S":"o1"}}}}{}{}}}"#,
        image("NewImage", new),
        image("OldImage", old),
    )
}

fn read<V: ExportView>(old: Option<u64>, new: Option<u64>) -> Result<Change<Orders, V>, String> {
    let text = line(old, new);
    let mut records = json::changes::<Orders, V>(text.as_bytes());
    let record = records.next().unwrap();
    assert!(records.next().is_none());
    let record = record.map_err(|error| error.to_string())?;
    assert_eq!(record.time(), Some(UNIX_EPOCH + Duration::from_micros(1_680_109_764_000_001)));
    assert_eq!((record.sequence_number(), record.event_id()), (None, None));
    assert_eq!(*record.key(), order(0).key());
    Ok(record.change)
}

#[test]
fn the_images_tell_what_happened() {
    let reason = RemovalReason::Deleted;
    assert_eq!(read::<NewAndOldImages>(None, Some(2)), Ok(Change::insert(order(2))));
    assert_eq!(read::<NewAndOldImages>(Some(1), Some(2)), Ok(Change::modify(order(1), order(2))));
    assert_eq!(read::<NewAndOldImages>(Some(1), None), Ok(Change::Remove { old: order(1), reason }));
    assert_eq!(read::<NewImage>(None, Some(2)), Ok(Change::Modify { old: order(0).key(), new: order(2) }));
    assert_eq!(read::<NewImage>(None, None), Ok(Change::Remove { old: order(0).key(), reason }));
}

#[test]
fn an_export_of_another_view_is_refused() {
    let error = |message: &str| Err(format!("cannot be read: line 1: {message}"));
    let has = error("the export has old images; read it with `NewAndOldImages`");
    assert_eq!(read::<NewImage>(Some(1), Some(2)).map(drop), has);
    assert_eq!(read::<NewImage>(Some(1), None).map(drop), has);
    let has_not = error("the export has no old images; read it with `NewImage`");
    assert_eq!(read::<NewAndOldImages>(None, None).map(drop), has_not);
}

#[test]
fn the_time_may_be_a_number() {
    let text = line(None, Some(1)).replace(r#"{"N":"1680109764000001"}"#, "1680109764000001");
    let record = json::changes::<Orders, NewImage>(text.as_bytes()).next().unwrap().unwrap();
    assert_eq!(record.time(), Some(UNIX_EPOCH + Duration::from_micros(1_680_109_764_000_001)));
}

#[test]
fn a_bad_line_is_an_error_with_its_number_and_the_rest_is_delivered() {
    let good = line(Some(1), Some(2));
    let full = r#"{"Item":{"user_id":{"S":"ana"}}}"#;
    let wrong = line(Some(1), Some(2)).replace(r#""total":{"N":"1"}"#, r#""total":{"S":"1"}"#);
    let text = [&good, full, &wrong, "no json", &good].join("\n");
    let read: Vec<_> = json::changes::<Orders, NewAndOldImages>(text.as_bytes())
        .map(|record| record.map(drop).map_err(|error| (error.line().unwrap(), error.to_string())))
        .collect();
    let error = |line: u64, message: &str| Err((line, format!("cannot be read: line {line}: {message}")));
    assert_eq!(
        read,
        [
            Ok(()),
            error(2, "this is a full export; read it with `json::lines`"),
            error(3, "old.total: expected a number, found a string"),
            error(4, "not DynamoDB JSON at byte 0"),
            Ok(()),
        ]
    );
}
