//! Records that cannot be decoded.

use dkmio::changes::{ChangeError, Changes};
use dkmio::{Error, ErrorKind};

use super::events::{Record, event, kinesis_record};
use crate::models::Orders;

/// Records that cannot be decoded, with the messages behind their position.
fn malformed() -> Vec<(String, &'static str)> {
    let record = Record::new("MODIFY", 9);
    let text = record.text();
    let image = record.new.clone().unwrap();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    let secret = image.replace(r#""total":{"N":"2"}"#, r#""total":{"S":"secret"}"#);
    vec![
        (Record { new: Some(secret), ..record.clone() }.text(), ".new.total: expected a number, found a string"),
        (Record { new: None, ..record.clone() }.text(), ".new: the record has no such image"),
        (
            Record { keys: r#"{"user_id":{"S":"secret"}}"#.to_owned(), ..record.clone() }.text(),
            ".keys: key attribute `order_id` is missing",
        ),
        (with("\"MODIFY\"", "\"secret\""), ".eventName: expected `INSERT`, `MODIFY` or `REMOVE`"),
        (with("\"MODIFY\"", "null"), ".eventName: expected `INSERT`, `MODIFY` or `REMOVE`"),
        (with("\"MODIFY\"", "17"), ".eventName: expected a string"),
        (with("\"Keys\"", "\"secret\""), ".keys: missing"),
        (with("\"dynamodb\":", "\"other\":"), ": expected a record of a stream, with a member `dynamodb`"),
        (with("NEW_AND_OLD_IMAGES", "secret"), ": the stream view is unknown, the type expects NEW_AND_OLD_IMAGES"),
    ]
}

fn read(records: &[String]) -> Vec<Result<(), ChangeError>> {
    let text = event(records);
    let by_serde: Changes<Orders> = serde_json::from_str(&text).unwrap();
    let messages = |changes: &Changes<Orders>| {
        changes.iter().map(|record| record.as_ref().err().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let changes = Changes::<Orders>::from_slice(text.as_bytes()).unwrap();
    assert_eq!(messages(&changes), messages(&by_serde));
    changes.into_iter().map(|record| record.map(drop)).collect()
}

#[test]
fn a_bad_record_at_any_position_is_its_own_error_and_the_rest_is_delivered() {
    for (bad, message) in malformed() {
        for position in 0..3 {
            let mut records: Vec<_> = (1..3).map(|number| Record::new("INSERT", number).text()).collect();
            records.insert(position, bad.clone());
            let read = read(&records);
            let good: Vec<_> = read.iter().map(Result::is_ok).collect();
            assert_eq!(good, (0..3).map(|at| at != position).collect::<Vec<_>>(), "{message}");
            let error = read[position].as_ref().unwrap_err();
            assert_eq!(error.to_string(), format!("orders[{position}]{message}"));
            assert_eq!(error.raw(), bad);
            assert_eq!(error.sequence_number(), Some("400000000000000000009"), "{message}");
            assert_eq!(error.event_id(), Some("e400000000000000000009"), "{message}");
            assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
        }
    }
}

#[test]
fn an_error_of_a_record_is_a_decode_error_of_dkmio() {
    let (bad, _) = malformed().remove(0);
    let error = Error::from(read(&[bad]).remove(0).unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.to_string(), "cannot be read: orders[0].new.total: expected a number, found a string");
}

#[test]
fn the_sequence_number_is_found_behind_malformed_text() {
    // Brackets and quotes are balanced, so that the records can be told apart, and still it is no JSON.
    let text = Record::new("INSERT", 9).text();
    let without_colon = text.replacen("\"eventName\":", "\"eventName\" ", 1);
    // An attribute of the item may have the same name, and it stands before the member of the record.
    let image = r#""NewImage":{"SequenceNumber":{"S":"7"},"note":{"S":"SequenceNumber"},"#;
    let with_attribute = without_colon.replacen("\"NewImage\":{", image, 1);
    assert_ne!(with_attribute, without_colon);
    for broken in [text.replacen("\"SizeBytes\":59", "\"SizeBytes\" 59", 1), without_colon, with_attribute] {
        assert_ne!(broken, text);
        let changes = Changes::<Orders>::from_slice(event(&[broken]).as_bytes()).unwrap();
        let error = changes.into_iter().next().unwrap().unwrap_err();
        assert_eq!(error.sequence_number(), Some("400000000000000000009"), "{error}");
    }
}

#[test]
fn a_record_without_a_sequence_number_is_an_error_without_one() {
    let error = read(&["{}".to_owned()]).remove(0).unwrap_err();
    assert_eq!((error.sequence_number(), error.event_id()), (None, None));
    let error = read(&["17".to_owned()]).remove(0).unwrap_err();
    assert_eq!(error.sequence_number(), None);
}

#[test]
fn data_of_kinesis_that_is_no_record_is_an_error_with_its_sequence_number() {
    let not_base64 = kinesis_record("x", "7").replace("\"data\":\"", "\"data\":\"*");
    let data = kinesis_record("not a record", "8");
    let not_utf8 = kinesis_record("x", "9").replace("eA==", "/w==");
    let read = read(&[not_base64, data, not_utf8]);
    let numbers: Vec<_> = read.iter().map(|record| record.as_ref().unwrap_err().sequence_number().unwrap()).collect();
    assert_eq!(numbers, ["7", "8", "9"]);
    assert_eq!(read[0].as_ref().unwrap_err().to_string(), "orders[0]: the data of the Kinesis record is not Base64");
}

#[test]
fn nothing_of_an_item_is_in_the_debug_text_of_an_event() {
    let text = event(&[Record::new("MODIFY", 1).text(), malformed().remove(0).0]);
    let changes = Changes::<Orders>::from_slice(text.as_bytes()).unwrap();
    let debug = format!("{changes:?} {:?}", changes.iter().collect::<Vec<_>>());
    assert!(!debug.contains("ana") && !debug.contains("sku"), "{debug}");
}
