//! One item as text.

use std::collections::BTreeSet;

use dkmio::json;
use dkmio::{DynamoTable as _, Item, Number, Ttl};

use crate::models::{Address, Orders};
use crate::support::db;

/// An order with an attribute of every type, also in what its struct does not declare.
fn full() -> Orders {
    let extra = Item::new().with("wide", "0.12345678901234567890123456789012345678".parse::<Number>().unwrap());
    Orders {
        address: Some(Address { city: "Sao \"Paulo\"\n".to_owned(), zip: None }),
        tags: BTreeSet::from(["a".to_owned(), "b".to_owned()]),
        expires_at: Some(Ttl::from_epoch_seconds(1_900_000_000)),
        extra: extra.unwrap(),
        ..Orders::sample("ana", "o1")
    }
}

#[tokio::test]
async fn text_is_decoded_as_a_get_decodes_it() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    full().put().send(&db).await.unwrap();
    let stored = Orders::get(("ana", "o1")).send(&db).await.unwrap().unwrap();
    let text = json::to_string(&stored).unwrap();
    assert_eq!(json::from_str::<Orders>(&text).unwrap(), stored);
    assert_eq!(json::from_slice::<Orders>(text.as_bytes()).unwrap(), full());

    let free_form = Orders::get(("ana", "o1")).free_form().send(&db).await.unwrap().unwrap();
    assert_eq!(json::from_str::<Item>(&json::to_string(&free_form).unwrap()).unwrap(), free_form);
    assert_eq!(json::from_str::<Orders>(&json::to_string_pretty(&free_form).unwrap()).unwrap(), full());
}

#[test]
fn errors_name_the_path_and_no_value() {
    let text = json::to_string(&full()).unwrap();
    let wrong = text.replace(r#""qty":{"N":"1"}"#, r#""qty":{"S":"secret"}"#);
    assert_ne!(wrong, text);
    let error = json::from_str::<Orders>(&wrong).unwrap_err();
    assert_eq!(error.to_string(), "items[0].qty: expected a number, found a string");
    assert!(!format!("{error:?}").contains("secret"));
}

#[test]
fn text_that_is_no_item_is_refused() {
    let refused = |text: &str| json::from_str::<Item>(text).unwrap_err().to_string();
    assert_eq!(refused(r#"{"id":{"S":"a"}} x"#), "not DynamoDB JSON at byte 17");
    assert_eq!(refused(r#"{"id":{"S":"a"}}{}"#), "not DynamoDB JSON at byte 16");
    assert_eq!(refused(r#"{"id":"plain"}"#), "not DynamoDB JSON at byte 6");
    assert_eq!(refused(r#"[{"id":{"S":"a"}}]"#), "not DynamoDB JSON at byte 0");
    assert_eq!(refused(""), "not DynamoDB JSON at byte 0");
    assert_eq!(refused(r#"{"id":{"S":"a""#), "not DynamoDB JSON at byte 14");
    assert_eq!(refused(r#"{"id":{"Q":"a"}}"#), "a value of unknown type");
    let bytes = json::from_slice::<Item>(b"{\"id\":{\"S\":\"\xff\"}}").unwrap_err();
    assert_eq!(bytes.to_string(), "not DynamoDB JSON: no UTF-8 at byte 12");
}

#[test]
fn an_attribute_may_be_called_item() {
    let item: Item = json::from_str(r#"{"Item":{"M":{}}}"#).unwrap();
    assert_eq!(json::to_string(&item).unwrap(), r#"{"Item":{"M":{}}}"#);
}

#[test]
fn the_attributes_of_a_free_form_item_are_sorted_at_every_level() {
    let text = r#"{"a":{"L":[{"M":{"x":{"N":"1"},"y":{"N":"2"},"z":{"N":"3"}}}]},"b":{"M":{"k":{"S":""},"l":{"S":""},"m":{"S":""}}},"c":{"NULL":true},"d":{"BOOL":true}}"#;
    for _ in 0..8 {
        let item: Item = json::from_str(text).unwrap();
        assert_eq!(json::to_string(&item).unwrap(), text);
        let mut line = Vec::new();
        json::write_lines(&mut line, [&item]).unwrap();
        assert_eq!(String::from_utf8(line).unwrap(), format!("{{\"Item\":{text}}}\n"));
    }
}

#[test]
fn writers_get_the_same_text() {
    let mut written = Vec::new();
    json::to_writer(&mut written, &full()).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), json::to_string(&full()).unwrap());
}

#[test]
fn what_dynamodb_could_not_have_stored_is_refused_with_its_path() {
    let refused = |value: &str| {
        let text = format!(r#"{{"id":{{"S":"a"}},"x":{value}}}"#);
        json::from_str::<Item>(&text).expect_err(value).to_string()
    };
    let not_a_number = "DynamoDB cannot hold this: not a number";
    for number in [r#""abc""#, r#""""#, r#""1 000""#, r#""NaN""#, r#""Infinity""#, r#""0x10""#] {
        assert_eq!(refused(&format!(r#"{{"N":{number}}}"#)), format!("x: {not_a_number}"));
        assert_eq!(refused(&format!(r#"{{"L":[{{"N":"1"}},{{"N":{number}}}]}}"#)), format!("x[1]: {not_a_number}"));
        assert_eq!(refused(&format!(r#"{{"NS":["1",{number}]}}"#)), format!("x: {not_a_number}"));
        // A name inside a map may be data.
        assert_eq!(refused(&format!(r#"{{"M":{{"secret":{{"N":{number}}}}}}}"#)), format!("x{{..}}: {not_a_number}"));
        assert_eq!(
            refused(&format!(r#"{{ "M" : {{"secret":{{ "N" : {number} }} }} }}"#)),
            format!("x{{..}}: {not_a_number}")
        );
    }
    let digits = "1".repeat(39);
    assert!(refused(&format!(r#"{{"N":"{digits}"}}"#)).ends_with("a number of more than 38 significant digits"));
    assert!(refused(r#"{"N":"1e126"}"#).ends_with("a number outside DynamoDB's range"));
    for set in ["SS", "NS", "BS"] {
        assert_eq!(refused(&format!(r#"{{"{set}":[]}}"#)), "x: an empty set, which DynamoDB does not have");
    }
    for set in [r#"{"SS":["a","b","a"]}"#, r#"{"NS":["1","1.0"]}"#, r#"{"BS":["YQ==","YQ=="]}"#] {
        assert_eq!(refused(set), "x: a set with an element twice");
    }
    for sound in [
        r#"{"N":"-0012.50e3"}"#,
        r#"{"SS":["a","b"]}"#,
        r#"{"L":[]}"#,
        r#"{"M":{}}"#,
        r#"{"S":""}"#,
        r#"{"NULL":true}"#,
    ] {
        let text = format!(r#"{{"id":{{"S":"a"}},"x":{sound}}}"#);
        assert_eq!(json::from_str::<Item>(&text).expect(sound).len(), 2);
    }
}

#[test]
fn typed_fields_and_lines_are_checked_like_free_form_items() {
    let text = json::to_string(&full()).unwrap();
    // In an attribute that the struct does not declare, and in a set that it does.
    let of = |from: &str, to: &str| {
        let wrong = text.replace(from, to);
        assert_ne!(wrong, text, "{from}");
        wrong
    };
    let number = of("0.12345678901234567890123456789012345678", "half");
    let set = of(r#"{"SS":["a","b"]}"#, r#"{"SS":[]}"#);
    for (wrong, path) in [(number, "wide: "), (set, "tags: ")] {
        let error = json::from_str::<Orders>(&wrong).unwrap_err().to_string();
        assert!(error.starts_with(path), "{error}");
        let lines = format!("{{\"Item\":{wrong}}}\n{{\"Item\":{text}}}\n");
        let read: Vec<_> = json::lines::<Orders>(lines.as_bytes()).collect();
        assert_eq!(read[0].as_ref().unwrap_err().line(), Some(1));
        assert!(read[0].as_ref().unwrap_err().to_string().contains(&format!("line 1: {path}")), "{:?}", read[0]);
        assert_eq!(read[1].as_ref().unwrap(), &full());
        let read: Vec<_> = json::entity_lines::<Orders>(lines.as_bytes()).collect();
        assert!(read[0].is_err() && read[1].is_ok());
        let output = format!("{{\"Items\":[{text},{wrong}]}}");
        let error = json::from_cli::<Orders>(output).unwrap_err().to_string();
        assert!(error.starts_with(&format!("Items[1].{path}")), "{error}");
        let change = format!(
            r#"{{"Metadata":{{"WriteTimestampMicros":{{"N":"1"}}}},"Keys":{{"user_id":{{"S":"ana"}},"order_id":{{"S":"o1"}}}},"NewImage":{wrong}}}"#
        );
        let read: Vec<_> = json::changes::<Orders, dkmio::changes::NewImage>(change.as_bytes()).collect();
        assert!(read[0].as_ref().unwrap_err().to_string().contains(&format!(".{path}")), "{:?}", read[0]);
    }
    // A float would round it, whichever way its attribute is spelled.
    #[derive(Debug, serde::Deserialize)]
    struct Measured {
        #[expect(dead_code, reason = "only the error matters")]
        x: f64,
    }
    let digits = "1".repeat(39);
    for text in
        [r#"{"x":{"N":"1E126"}}"#, r#"{"x": {"N": "1E126"}}"#, format!(r#"{{"x":{{"N":"{digits}"}}}}"#).as_str()]
    {
        let error = json::from_str::<Measured>(text).expect_err(text).to_string();
        assert!(error.starts_with("x: DynamoDB cannot hold this: "), "{error}");
    }
    // A response is read as it is.
    assert!(dkmio::codec::json::from_text::<Item>(r#"{"x":{"SS":[]}}"#).is_ok());
}
