//! Envelopes of responses.

use dkmio_core::codec::Item;
use dkmio_core::codec::json::{
    Envelope, FailedStatement, SearchEnvelope, read_batch_get, read_batch_statements, read_envelope, read_item,
    read_search, read_transact_get,
};

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
    let spaced = read(r#"{"LastEvaluatedKey" : {"a":{"S":"y"}} }"#).1;
    assert_eq!(spaced.last_evaluated_key, Some(r#"{"a":{"S":"y"}}"#));
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

#[test]
fn each_hit_of_a_search_has_an_item_and_a_score() {
    let text = r#"{"SearchResults":[{"Item":{"a":{"S":"x"}},"Score":0.5,"Other":[1]},{"Score":1,"Item":{"a":{"S":"y"}}},
        {"Score":2,"Item":null},{"Item":{"a":{"S":"z"}},"Item":{"a":{"S":"again"}},"Score":3}],
        "ConsumedCapacity":{"VectorSearchRequestBytes":7},"Later":{}}"#;
    let mut items = Vec::new();
    let read = |text: &str, items: &mut Vec<Item>| {
        read_search(text, |reader| {
            items.push(read_item(reader)?);
            Ok(())
        })
    };
    let envelope = read(text, &mut items).unwrap();
    let named = |name: &str| Item::new().with("a", name).unwrap();
    assert_eq!(items, [named("x"), named("y"), Item::new(), named("z")]);
    assert_eq!(envelope.scores, [0.5, 1.0, 2.0, 3.0]);
    assert_eq!(envelope.consumed_capacity.unwrap().vector_search_request_bytes(), Some(7.0));
    assert_eq!(read("{}", &mut items).unwrap(), SearchEnvelope::default());
    for text in [
        r#"{"SearchResults":[{"Item":{}}]}"#,
        r#"{"SearchResults":[{"Item":[],"Score":1}]}"#,
        r#"{"SearchResults":[{"Item":"x","Score":1}]}"#,
        r#"{"SearchResults":{}}"#,
        "x",
    ] {
        assert!(read(text, &mut items).is_err(), "{text}");
    }
}

#[test]
fn each_statement_of_a_batch_has_an_item_or_an_error() {
    let text = r#"{"Responses":[{"TableName":"t","Item":{"a":{"S":"x"}}},{"Error":{"Code":"C","Message":"m","Other":1}},
        {},{"Item":{"a":{"S":"old"}},"Error":{"Code":"D"}},{"Item":null}],
        "ConsumedCapacity":[{"TableName":"t","CapacityUnits":1},{"TableName":"u","CapacityUnits":2}],"Later":1}"#;
    let read = |text: &str| {
        let mut seen = Vec::new();
        let consumed = read_batch_statements(text, |reader, failed| {
            seen.push((reader.map(read_item::<Item>).transpose()?, failed));
            Ok(())
        });
        consumed.map(|consumed| (seen, consumed))
    };
    let failed =
        |code: &str, message: &str| Some(FailedStatement { code: code.to_owned(), message: message.to_owned() });
    let (seen, consumed) = read(text).unwrap();
    let item = Item::new().with("a", "x").unwrap();
    let expected = [(Some(item), None), (None, failed("C", "m")), (None, None), (None, failed("D", "")), (None, None)];
    assert_eq!(seen, expected);
    let units: Vec<_> = consumed.iter().map(|table| (table.table_name(), table.capacity_units())).collect();
    assert_eq!(units, [(Some("t"), Some(1.0)), (Some("u"), Some(2.0))]);
    for text in [r#"{"Responses":[{"Item":[]}]}"#, r#"{"Responses":[{"Error":1}]}"#, r#"{"Responses":[null]}"#, "x"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn capacity_is_read_by_table_and_by_index() {
    let part = |units: &str| format!(r#"{{"CapacityUnits":{units},"ReadCapacityUnits":2,"WriteCapacityUnits":3}}"#);
    let text = format!(
        r#"{{"ConsumedCapacity":{{"TableName":"t","CapacityUnits":6.5,"ReadCapacityUnits":5,"WriteCapacityUnits":4,
            "Table":{},"LocalSecondaryIndexes":{{"l":{}}},"GlobalSecondaryIndexes":{{"g":{},"h":{}}},
            "VectorIndexes":{{"v":{{"VectorSearchRequestBytes":8,"VectorWriteRequestBytes":9,"x":1}}}}}}}}"#,
        part("1"),
        part("\"NaN\""),
        part("null"),
        part("0.5"),
    );
    let consumed = &read(&text).1.consumed_capacity[0];
    let all = (consumed.capacity_units(), consumed.read_capacity_units(), consumed.write_capacity_units());
    assert_eq!(all, (Some(6.5), Some(5.0), Some(4.0)));
    let units = |part: &aws_sdk_dynamodb::types::Capacity| {
        assert_eq!((part.read_capacity_units(), part.write_capacity_units()), (Some(2.0), Some(3.0)));
        part.capacity_units()
    };
    assert_eq!(units(consumed.table().unwrap()), Some(1.0));
    // What is no figure counts as absent.
    assert_eq!(units(&consumed.local_secondary_indexes().unwrap()["l"]), None);
    let global = consumed.global_secondary_indexes().unwrap();
    assert_eq!(["g", "h"].map(|name| units(&global[name])), [None, Some(0.5)]);
    let vectors = &consumed.vector_indexes().unwrap()["v"];
    assert_eq!((vectors.vector_search_request_bytes(), vectors.vector_write_request_bytes()), (Some(8.0), Some(9.0)));
    for units in ["\"1\"", "\"x\"", "1e999", "true", "[]"] {
        let text = format!(r#"{{"ConsumedCapacity":{{"CapacityUnits":{units}}}}}"#);
        assert!(read_envelope(&text, |_, _| Ok(())).is_err(), "{units}");
    }
}

#[test]
fn each_part_of_a_transaction_has_an_item_or_none() {
    let read = |text: &str| {
        let mut items = Vec::new();
        let consumed = read_transact_get(text, |reader| {
            items.push(reader.map(read_item::<Item>).transpose()?);
            Ok(())
        });
        consumed.map(|consumed| (items, consumed))
    };
    let text = r#"{"Responses":[{"Item":{"a":{"S":"x"}}},{},{"Other":[1],"Item":{"a":{"S":"y"}},"Item":{"a":{"S":"again"}}},
        {"Item":null}],"ConsumedCapacity":[{"TableName":"t","CapacityUnits":2}],"Later":1}"#;
    let (items, consumed) = read(text).unwrap();
    let named = |name: &str| Some(Item::new().with("a", name).unwrap());
    assert_eq!(items, [named("x"), None, named("y"), None]);
    assert_eq!(consumed[0].capacity_units(), Some(2.0));
    assert_eq!(read("{}").unwrap(), (vec![], vec![]));
    for text in [r#"{"Responses":[{"Item":{}}"#, r#"{"Responses":[1]}"#, r#"{"Responses":{}}"#, "x"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn a_batch_of_reads_has_items_and_unprocessed_keys_by_table() {
    let (mut items, mut keys) = (Vec::new(), Vec::new());
    let text = r#"{"Responses":{"t":[{"a":{"S":"x"}},{"a":{"S":"y"}}],"u":[]},"UnprocessedKeys":{"u":{"Keys":[{"k":{"N":"1"}}],
        "AttributesToGet":["a"],"ConsistentRead":true,"ProjectionExpression":"a","ExpressionAttributeNames":{"a":"b"},
        "Later":{}}},"ConsumedCapacity":[{"TableName":"t","CapacityUnits":2}],"Later":1}"#;
    let consumed = read_batch_get(
        text,
        |table, reader| {
            items.push((table.to_owned(), read_item::<Item>(reader)?));
            Ok(())
        },
        |table, reader| {
            keys.push((table.to_owned(), read_item::<Item>(reader)?));
            Ok(())
        },
    );
    assert_eq!(consumed.unwrap()[0].capacity_units(), Some(2.0));
    let named = |name: &str| ("t".to_owned(), Item::new().with("a", name).unwrap());
    assert_eq!(items, [named("x"), named("y")]);
    assert_eq!(keys, [("u".to_owned(), Item::new().with("k", 1).unwrap())]);
    for unprocessed in [
        r#""Keys":[1]"#,
        r#""AttributesToGet":[1]"#,
        r#""ConsistentRead":1"#,
        r#""ProjectionExpression":1"#,
        r#""ExpressionAttributeNames":{"a":1}"#,
    ] {
        let text = format!(r#"{{"UnprocessedKeys":{{"t":{{{unprocessed}}}}}}}"#);
        assert!(
            read_batch_get(&text, |_, reader| reader_item(reader), |_, reader| reader_item(reader)).is_err(),
            "{text}"
        );
    }
}
