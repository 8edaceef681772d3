//! Output of the AWS CLI.

use dkmio::Item;
use dkmio::json::{from_cli, from_str};

fn names(output: &str) -> Vec<String> {
    let items: Vec<Item> = from_cli(output).unwrap();
    items.iter().map(|item| item.read::<String>("id").unwrap().unwrap()).collect()
}

fn refused(output: &str) -> String {
    from_cli::<Item>(output).unwrap_err().to_string()
}

#[test]
fn each_kind_of_response_gives_its_items() {
    assert_eq!(names(r#"{"Item":{"id":{"S":"a"}}}"#), ["a"]);
    assert_eq!(names(r#"{"Attributes":{"id":{"S":"a"}}}"#), ["a"]);
    let query = r#"{
        "Items": [ { "id": { "S": "a" } }, { "id": { "S": "b" } } ],
        "Count": 2, "ScannedCount": 2, "ConsumedCapacity": null
    }"#;
    assert_eq!(names(query), ["a", "b"]);
    let batch =
        r#"{"Responses":{"one":[{"id":{"S":"a"}}],"two":[{"id":{"S":"b"}},{"id":{"S":"c"}}]},"UnprocessedKeys":{}}"#;
    assert_eq!(names(batch), ["a", "b", "c"]);
    assert_eq!(names(r#"{"Responses":[{"Item":{"id":{"S":"a"}}},{},{"Item":{"id":{"S":"b"}}}]}"#), ["a", "b"]);
}

#[test]
fn output_without_items_is_an_empty_list() {
    assert_eq!(names("\u{FEFF}{\"Items\":[]}"), [""; 0]);
    for output in ["", " \n", "{}", r#"{"ConsumedCapacity":{"TableName":"t"}}"#, r#"{"Items":[],"Count":0}"#] {
        assert_eq!(names(output), [""; 0], "{output}");
    }
}

#[test]
fn an_item_alone_is_no_response() {
    assert!(refused(r#"{"id":{"S":"a"}}"#).starts_with("expected `Item`, `Items`, `Attributes` or `Responses`"));
    for other in [r#""Count":{"N":"3"}"#, r#""NextToken":{"S":"t"}"#, r#""id":{"S":"a"},"ScannedCount":{"N":"3"}"#] {
        let text = format!(r#"{{{other},"name":{{"S":"b"}}}}"#);
        assert!(refused(&text).starts_with("expected `Item`"), "{text}");
    }
    assert!(refused(r#"{"Count":{"N":"3"}}"#).starts_with("expected `Item`"));
    // As an item this has an attribute `Item`; as a response its item would have an attribute `M` that is no value.
    let text = r#"{"Item":{"M":{}}}"#;
    assert!(from_str::<Item>(text).is_ok());
    assert_eq!(refused(text), "not DynamoDB JSON at byte 15");
}

#[test]
fn errors_name_where_the_item_is() {
    let wrong = r#"{"id":{"N":"1"}}"#;
    let error = |output: &str| from_cli::<Named>(output).unwrap_err().to_string();
    assert_eq!(error(&format!(r#"{{"Items":[{wrong}]}}"#)), "Items[0].id: expected a string, found a number");
    assert_eq!(error(&format!(r#"{{"Item":{wrong}}}"#)), "Item.id: expected a string, found a number");
    let batch = format!(r#"{{"Responses":{{"t":[{{"id":{{"S":"a"}}}},{wrong}]}}}}"#);
    assert_eq!(error(&batch), "Responses.t[1].id: expected a string, found a number");
}

#[derive(Debug, serde::Deserialize)]
struct Named {
    #[allow(dead_code, reason = "only its type matters")]
    id: String,
}
