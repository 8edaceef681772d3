//! Envelopes of responses.

use dkmio_core::codec::Item;
use dkmio_core::codec::json::{Envelope, read_envelope, read_item};

fn read(text: &str) -> (Vec<Item>, Envelope<'_>) {
    let mut items = Vec::new();
    let envelope = read_envelope(text, |reader, at| {
        assert_eq!(at, items.len());
        items.push(read_item(reader)?);
        Ok(())
    });
    (items, envelope.unwrap())
}

#[test]
fn a_page_is_read_in_any_order() {
    let parts = [
        r#""Items":[{"a":{"S":"x"}},{"a":{"S":"y"}}]"#,
        r#""Count":2"#,
        r#""ScannedCount":7"#,
        r#""LastEvaluatedKey":{"a":{"S":"y"}}"#,
        r#""ConsumedCapacity":{"TableName":"t","CapacityUnits":1.5,"Table":{"CapacityUnits":1},"GlobalSecondaryIndexes":{"i":{"CapacityUnits":0.5}},"Later":[{}]}"#,
        r#""Unknown":{"x":[1,null,"}"]}"#,
    ];
    for turn in 0..parts.len() {
        let mut turned = parts;
        turned.rotate_left(turn);
        let text = format!("{{{}}}", turned.join(" , "));
        let (items, envelope) = read(&text);
        assert_eq!(items.len(), 2);
        assert_eq!((envelope.count, envelope.scanned_count), (2, 7));
        assert_eq!(envelope.last_evaluated_key, Some(r#"{"a":{"S":"y"}}"#));
        let consumed = &envelope.consumed_capacity[0];
        assert_eq!((consumed.table_name(), consumed.capacity_units()), (Some("t"), Some(1.5)));
        assert_eq!(consumed.table().unwrap().capacity_units(), Some(1.0));
        assert_eq!(consumed.global_secondary_indexes().unwrap()["i"].capacity_units(), Some(0.5));
    }
}

#[test]
fn one_item_or_none() {
    assert_eq!(read(r#"{"Item":{"a":{"N":"1"}}}"#).0.len(), 1);
    assert_eq!(read(r#"{"Attributes":{}}"#).0, [Item::new()]);
    for text in ["{}", "", r#"{"Item":null}"#] {
        assert_eq!(read(text), (vec![], Envelope::default()), "{text}");
    }
}

#[test]
fn an_empty_last_key_is_the_end() {
    assert_eq!(read(r#"{"LastEvaluatedKey":{ }}"#).1.last_evaluated_key, None);
    assert_eq!(read(r#"{"LastEvaluatedKey":null}"#).1.last_evaluated_key, None);
}

#[test]
fn an_error_says_which_item() {
    #[derive(Debug, serde::Deserialize)]
    struct Order {
        #[allow(dead_code)]
        total: u32,
    }
    let text = r#"{"Items":[{"total":{"N":"1"}},{"total":{"S":"x"}}]}"#;
    let error =
        read_envelope(text, |reader, at| read_item::<Order>(reader).map(drop).map_err(|error| error.within(at)))
            .unwrap_err();
    assert_eq!(error.to_string(), "[1].total: expected a number, found a string");
}

#[test]
fn text_that_is_cut_is_an_error() {
    let text = r#"{"Count":1,"Items":[{"a":{"L":[{"S":"x"},{"NULL":true}]}}],"ScannedCount":1}"#;
    for end in 1..text.len() {
        let cut = read_envelope(&text[..end], |reader, _| read_item::<Item>(reader).map(drop));
        assert!(cut.is_err(), "{}", &text[..end]);
    }
    assert!(read_envelope(&format!("{text}x"), |reader, _| reader_item(reader)).is_err());
}

fn reader_item(reader: &dkmio_core::codec::json::Reader<'_>) -> Result<(), dkmio_core::codec::DecodeError> {
    read_item::<Item>(reader).map(drop)
}

#[test]
fn zero_bytes_are_not_the_end() {
    for text in ["\0", "\0\0\0\0", " \0", "{}\0", "{}\0\0", "{\"Items\":[]}\0", "{\"Count\":0}\0{"] {
        assert!(read_envelope(text, |reader, _| reader_item(reader)).is_err(), "{text:?}");
    }
    for text in ["{\"a\":{\"S\":\"x\"}}\0", "{}\0{}", "\0"] {
        assert!(dkmio_core::codec::json::parse_item(text).is_err(), "{text:?}");
        assert!(dkmio_core::codec::json::from_text::<Item>(text).is_err(), "{text:?}");
    }
}
