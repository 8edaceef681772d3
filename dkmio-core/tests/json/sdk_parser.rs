//! Response bodies that the SDK's parser and ours have to accept or refuse alike: each member of each operation, of each JSON type.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, KeysAndAttributes};
use aws_sdk_dynamodb::{Client, primitives::Blob};
use dkmio_core::codec::json::{parse_item, read_batch_get, read_envelope, read_item, read_transact_get};
use dkmio_core::codec::{DecodeError, Item};
use serde::de::IgnoredAny;
use tokio::runtime::Runtime;

use crate::sdk::canned_client;

/// One JSON value of each type, and values that are almost what some member wants.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "7",
    "-1",
    "1.0",
    "1.5",
    "1e2",
    "-0.0",
    "2147483647",
    "2147483648",
    "-2147483649",
    "1e400",
    "99999999999999999999",
    "\"\"",
    "\"x\"",
    "\"1\"",
    "\"YWI=\"",
    "\"YW\"",
    "\"Infinity\"",
    "\"-Infinity\"",
    "\"NaN\"",
    "\"nan\"",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "[{}]",
    "[\"x\"]",
    "[\"YWI=\"]",
    "[1]",
    "[\"NaN\"]",
    "[true]",
    "[\"x\",null]",
    "{\"a\":null}",
    "{\"a\":1}",
    "{\"a\":\"x\"}",
    "{\"a\":true}",
    "{\"a\":[]}",
    "{\"a\":{}}",
    "{\"a\":[{}]}",
    "{\"a\":[null]}",
    "{\"a\":[\"x\"]}",
    "{\"S\":\"x\"}",
    "{\"N\":\"1\"}",
    "{\"S\":null}",
    "{\"__type\":\"x\"}",
    "{\"a\":{\"S\":\"x\"}}",
    "{\"a\":{\"S\":1}}",
    "{\"a\":{\"N\":1}}",
    "{\"a\":{\"S\":\"x\",\"N\":null}}",
    "{\"a\":{\"N\":null,\"S\":\"x\"}}",
    "{\"a\":{\"S\":\"x\",\"N\":\"1\"}}",
    "{\"a\":{\"S\":\"x\",\"S\":\"y\"}}",
    "{\"a\":{\"__type\":1,\"S\":\"x\"}}",
    "{\"a\":{\"S\":\"x\",\"__type\":{}}}",
    "{\"a\":{\"S\":null}}",
    "{\"a\":{\"NULL\":null}}",
    "{\"a\":{\"NULL\":false}}",
    "{\"a\":{\"BOOL\":\"true\"}}",
    "{\"a\":{\"L\":null}}",
    "{\"a\":{\"M\":null}}",
    "{\"a\":{\"SS\":null}}",
    "[{\"a\":{\"S\":\"x\"}}]",
    "[{\"a\":{\"S\":\"x\"}},null]",
    "[{\"a\":{\"S\":\"x\",\"N\":null}}]",
    "[{\"a\":null}]",
    "[{\"S\":\"x\"}]",
    "{\"t\":[{\"a\":{\"S\":\"x\"}}]}",
    "{\"t\":[{\"a\":{\"S\":\"x\"}}],\"u\":null}",
    "{\"t\":{\"Keys\":[{\"a\":{\"N\":\"1\"}}]}}",
    "{\"t\":{\"Keys\":null}}",
    "{\"t\":{\"Keys\":{}}}",
    "{\"t\":{}}",
    "[{\"Item\":{\"a\":{\"S\":\"x\"}}},{}]",
    "[{\"Item\":null}]",
    "[{\"Item\":[]}]",
    "[{\"Item\":\"x\"}]",
    "{\"CapacityUnits\":1}",
    "[{\"CapacityUnits\":1}]",
    "{\"TableName\":1}",
];

/// One JSON value of each type, for operations whose response is read as another one's is.
const BASIC_VALUES: &[&str] =
    &["null", "true", "7", "1.5", "\"x\"", "[]", "{}", "[{}]", "[null]", "{\"a\":{\"S\":\"x\"}}", "{\"a\":null}"];

/// Where in the body of an operation a value is put: at `@`.
fn places(operation: Operation) -> Vec<String> {
    let item = |around: &str| -> Vec<String> {
        let mut within = vec![
            "@",
            r#"{"a":@}"#,
            r#"{"a":{"S":"x"},"b":@}"#,
            r#"{"a":{"S":"x","B":@}}"#,
            r#"{"a":{"__type":@,"N":"1"}}"#,
        ];
        within.extend([
            r#"{"a":{"S":@}}"#,
            r#"{"a":{"N":@}}"#,
            r#"{"a":{"B":@}}"#,
            r#"{"a":{"BOOL":@}}"#,
            r#"{"a":{"NULL":@}}"#,
            r#"{"a":{"SS":@}}"#,
            r#"{"a":{"NS":@}}"#,
            r#"{"a":{"BS":@}}"#,
            r#"{"a":{"L":@}}"#,
            r#"{"a":{"M":@}}"#,
            r#"{"a":{"SS":["y",@]}}"#,
            r#"{"a":{"BS":[@,"YWI="]}}"#,
            r#"{"a":{"L":[@]}}"#,
            r#"{"a":{"L":[{"L":[]},@]}}"#,
            r#"{"a":{"M":{"b":@}}}"#,
            r#"{"a":{"M":{"b":{"N":"1"},"c":{"S":@}}}}"#,
            r#"{"a":{"L":[{"N":@}]}}"#,
        ]);
        within.into_iter().map(|inner| around.replace('@', inner)).collect()
    };
    let capacity = |around: &str| -> Vec<String> {
        let mut within = vec!["@".to_owned()];
        for units in ["CapacityUnits", "ReadCapacityUnits", "WriteCapacityUnits", "TableName", "Table", "Other"] {
            within.push(format!(r#"{{"{units}":@}}"#));
            within.push(format!(r#"{{"Table":{{"{units}":@}}}}"#));
            within.push(format!(r#"{{"GlobalSecondaryIndexes":{{"i":{{"{units}":@}}}}}}"#));
        }
        for indexes in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes", "VectorIndexes"] {
            within.push(format!(r#"{{"{indexes}":@}}"#));
            within.push(format!(r#"{{"{indexes}":{{"i":@}}}}"#));
        }
        within.push(r#"{"VectorIndexes":{"i":{"VectorSearchRequestBytes":@}}}"#.to_owned());
        within.into_iter().map(|inner| around.replace('@', &inner)).collect()
    };
    let mut all = vec!["@".to_owned(), r#"{"Later":@}"#.to_owned()];
    match operation {
        Operation::GetItem => {
            all.extend(item(r#"{"Item":@}"#));
            all.extend(capacity(r#"{"ConsumedCapacity":@}"#));
        }
        Operation::PutItem | Operation::UpdateItem | Operation::DeleteItem => {
            all.extend(item(r#"{"Attributes":@}"#));
            all.extend(capacity(r#"{"ConsumedCapacity":@}"#));
            all.push(r#"{"ItemCollectionMetrics":@}"#.to_owned());
            all.push(r#"{"ItemCollectionMetrics":{"ItemCollectionKey":@}}"#.to_owned());
            all.push(r#"{"ItemCollectionMetrics":{"SizeEstimateRangeGB":@}}"#.to_owned());
        }
        Operation::Query | Operation::Scan => {
            all.extend([r#"{"Count":@}"#, r#"{"ScannedCount":@}"#, r#"{"Items":@}"#].map(str::to_owned));
            all.extend(item(r#"{"Items":[@]}"#));
            all.extend(item(r#"{"Items":[{"z":{"N":"1"}},@],"Count":2}"#));
            all.extend(item(r#"{"LastEvaluatedKey":@}"#));
            all.extend(capacity(r#"{"ConsumedCapacity":@}"#));
        }
        Operation::BatchGetItem => {
            all.extend(
                [r#"{"Responses":@}"#, r#"{"Responses":{"t":@}}"#, r#"{"UnprocessedKeys":@}"#].map(str::to_owned),
            );
            all.extend(item(r#"{"Responses":{"t":[@]}}"#));
            for member in [
                "Keys",
                "AttributesToGet",
                "ConsistentRead",
                "ProjectionExpression",
                "ExpressionAttributeNames",
                "Other",
            ] {
                all.push(format!(r#"{{"UnprocessedKeys":{{"t":{{"{member}":@}}}}}}"#));
            }
            all.push(r#"{"UnprocessedKeys":{"t":@}}"#.to_owned());
            all.extend(item(r#"{"UnprocessedKeys":{"t":{"Keys":[@]}}}"#));
            all.push(r#"{"ConsumedCapacity":@}"#.to_owned());
            all.extend(capacity(r#"{"ConsumedCapacity":[@]}"#));
        }
        Operation::TransactGetItems => {
            all.extend([r#"{"Responses":@}"#, r#"{"Responses":[@]}"#, r#"{"Responses":[{},@]}"#].map(str::to_owned));
            all.extend(item(r#"{"Responses":[{"Item":@},{}]}"#));
            all.push(r#"{"ConsumedCapacity":@}"#.to_owned());
            all.extend(capacity(r#"{"ConsumedCapacity":[@]}"#));
        }
    }
    all
}

#[derive(Debug, Clone, Copy)]
enum Operation {
    GetItem,
    Query,
    Scan,
    PutItem,
    UpdateItem,
    DeleteItem,
    BatchGetItem,
    TransactGetItems,
}

/// What a response says, in a form that both parsers can give.
#[derive(Debug, Default, PartialEq)]
struct Said {
    items: Vec<Option<Item>>,
    by_table: HashMap<String, Vec<Item>>,
    keys: HashMap<String, Vec<Item>>,
    count: usize,
    scanned_count: usize,
    last_key: Option<Item>,
    consumed: Vec<ConsumedCapacity>,
}

fn by_ours(operation: Operation, text: &str) -> Result<Said, DecodeError> {
    let mut said = Said::default();
    match operation {
        Operation::BatchGetItem => {
            let mut unread: HashMap<String, Vec<Item>> = HashMap::new();
            said.consumed = read_batch_get(
                text,
                |table, reader| {
                    said.by_table.entry(table.to_owned()).or_default().push(read_item(reader)?);
                    Ok(())
                },
                |table, reader| {
                    unread.entry(table.to_owned()).or_default().push(read_item(reader)?);
                    Ok(())
                },
            )?;
            said.keys = unread;
        }
        Operation::TransactGetItems => {
            said.consumed = read_transact_get(text, |reader| {
                said.items.push(reader.map(read_item).transpose()?);
                Ok(())
            })?;
        }
        _ => {
            let envelope = read_envelope(text, |reader, _| {
                said.items.push(Some(read_item(reader)?));
                Ok(())
            })?;
            said.count = envelope.count;
            said.scanned_count = envelope.scanned_count;
            said.last_key = envelope.last_evaluated_key.map(parse_item).transpose()?;
            said.consumed = envelope.consumed_capacity;
        }
    }
    Ok(said)
}

type Attributes = HashMap<String, AttributeValue>;

async fn by_sdk(operation: Operation, client: &Client) -> Option<Said> {
    let key = || ("a", AttributeValue::S("x".to_owned()));
    let count = |count: i32| usize::try_from(count).unwrap_or(0);
    let items =
        |items: Option<Vec<Attributes>>| items.unwrap_or_default().into_iter().map(|item| Some(item.into())).collect();
    let last = |key: Option<Attributes>| key.filter(|key| !key.is_empty()).map(Item::from);
    let mut said = Said::default();
    match operation {
        Operation::GetItem => {
            let output = client.get_item().table_name("t").key(key().0, key().1).send().await.ok()?;
            said.items = output.item.map(|item| Some(item.into())).into_iter().collect();
            said.consumed = output.consumed_capacity.into_iter().collect();
        }
        Operation::PutItem => {
            let output = client.put_item().table_name("t").item(key().0, key().1).send().await.ok()?;
            said.items = output.attributes.map(|item| Some(item.into())).into_iter().collect();
            said.consumed = output.consumed_capacity.into_iter().collect();
        }
        Operation::UpdateItem => {
            let output = client.update_item().table_name("t").key(key().0, key().1).send().await.ok()?;
            said.items = output.attributes.map(|item| Some(item.into())).into_iter().collect();
            said.consumed = output.consumed_capacity.into_iter().collect();
        }
        Operation::DeleteItem => {
            let output = client.delete_item().table_name("t").key(key().0, key().1).send().await.ok()?;
            said.items = output.attributes.map(|item| Some(item.into())).into_iter().collect();
            said.consumed = output.consumed_capacity.into_iter().collect();
        }
        Operation::Query => {
            let output = client.query().table_name("t").send().await.ok()?;
            said.items = items(output.items);
            (said.count, said.scanned_count) = (count(output.count), count(output.scanned_count));
            said.last_key = last(output.last_evaluated_key);
            said.consumed = output.consumed_capacity.into_iter().collect();
        }
        Operation::Scan => {
            let output = client.scan().table_name("t").send().await.ok()?;
            said.items = items(output.items);
            (said.count, said.scanned_count) = (count(output.count), count(output.scanned_count));
            said.last_key = last(output.last_evaluated_key);
            said.consumed = output.consumed_capacity.into_iter().collect();
        }
        Operation::BatchGetItem => {
            let wanted =
                KeysAndAttributes::builder().keys(HashMap::from([(key().0.to_owned(), key().1)])).build().unwrap();
            let output = client.batch_get_item().request_items("t", wanted).send().await.ok()?;
            let all = |items: Vec<Attributes>| items.into_iter().map(Item::from).collect::<Vec<_>>();
            let some = |(_, items): &(String, Vec<Item>)| !items.is_empty();
            let tables = output.responses.unwrap_or_default();
            said.by_table = tables.into_iter().map(|(table, items)| (table, all(items))).filter(some).collect();
            let tables = output.unprocessed_keys.unwrap_or_default();
            said.keys = tables.into_iter().map(|(table, keys)| (table, all(keys.keys))).filter(some).collect();
            said.consumed = output.consumed_capacity.unwrap_or_default();
        }
        Operation::TransactGetItems => {
            let output = client.transact_get_items().set_transact_items(Some(vec![])).send().await.ok()?;
            let parts = output.responses.unwrap_or_default();
            said.items = parts.into_iter().map(|part| part.item.map(Item::from)).collect();
            said.consumed = output.consumed_capacity.unwrap_or_default();
        }
    }
    Some(said)
}

/// Whether there is a value of a type that the SDK does not know, and that nobody but the SDK can make.
fn has_unknown(said: &Said) -> bool {
    format!("{said:?}").contains("Unknown")
}

/// Removes infinity and NaN, which dkmio treats as absent.
fn without_words(mut consumed: Vec<ConsumedCapacity>) -> Vec<ConsumedCapacity> {
    let finite = |units: &mut Option<f64>| *units = units.filter(|units| units.is_finite());
    for table in &mut consumed {
        finite(&mut table.capacity_units);
        finite(&mut table.read_capacity_units);
        finite(&mut table.write_capacity_units);
        let of_indexes = [&mut table.global_secondary_indexes, &mut table.local_secondary_indexes];
        let of_indexes = of_indexes.into_iter().flatten().flat_map(HashMap::values_mut);
        for part in table.table.iter_mut().chain(of_indexes) {
            finite(&mut part.capacity_units);
            finite(&mut part.read_capacity_units);
            finite(&mut part.write_capacity_units);
        }
        for index in table.vector_indexes.iter_mut().flat_map(HashMap::values_mut) {
            finite(&mut index.vector_search_request_bytes);
            finite(&mut index.vector_write_request_bytes);
        }
    }
    consumed
}

fn accepted_alike(operation: Operation) {
    let runtime: Runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (client, body) = canned_client();
    let mut differences = Vec::new();
    let values = match operation {
        Operation::Scan | Operation::UpdateItem | Operation::DeleteItem => BASIC_VALUES,
        _ => VALUES,
    };
    for place in places(operation) {
        for value in values {
            let text = place.replace('@', value);
            text.clone_into(&mut body.lock().unwrap());
            let by_sdk = runtime.block_on(by_sdk(operation, &client));
            let ours = by_ours(operation, &text);
            let is_alike = match by_sdk {
                Some(said) if has_unknown(&said) => {
                    ours.as_ref().is_err_and(|error| error.to_string().ends_with("a value of unknown type"))
                }
                Some(mut said) => {
                    said.consumed = without_words(said.consumed);
                    ours.as_ref().is_ok_and(|ours| *ours == said)
                }
                None => ours.is_err(),
            };
            if !is_alike {
                differences.push(format!("{text}: {ours:?}"));
            }
        }
    }
    assert!(differences.is_empty(), "{} differ: {:#?}", differences.len(), &differences[..differences.len().min(12)]);
}

macro_rules! accepted_alike {
    ($($test:ident: $operation:ident),* $(,)?) => {
        $(#[test]
        fn $test() {
            accepted_alike(Operation::$operation);
        })*
    };
}

accepted_alike! {
    responses_to_get_item_are_accepted_as_by_the_sdk: GetItem,
    responses_to_query_are_accepted_as_by_the_sdk: Query,
    responses_to_scan_are_accepted_as_by_the_sdk: Scan,
    responses_to_put_item_are_accepted_as_by_the_sdk: PutItem,
    responses_to_update_item_are_accepted_as_by_the_sdk: UpdateItem,
    responses_to_delete_item_are_accepted_as_by_the_sdk: DeleteItem,
    responses_to_batch_get_item_are_accepted_as_by_the_sdk: BatchGetItem,
    responses_to_transact_get_items_are_accepted_as_by_the_sdk: TransactGetItems,
}

#[test]
fn an_attribute_of_a_type_unknown_to_the_sdk_can_be_passed_over() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Known {
        id: String,
    }
    let text = r#"{"Items":[{"later":{"V":[1]},"id":{"S":"x"}}]}"#;
    let mut all = Vec::new();
    let read = read_envelope(text, |reader, _| {
        all.push(read_item::<Known>(reader)?);
        Ok(())
    });
    assert!(read.is_ok());
    assert_eq!(all, [Known { id: "x".to_owned() }]);
    let skipped: HashMap<String, IgnoredAny> = dkmio_core::codec::json::from_text(r#"{"later":{"V":[1]}}"#).unwrap();
    assert_eq!(skipped.len(), 1);
}

#[test]
fn typed_fields_are_read_in_every_spelling_that_the_sdk_reads() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Row {
        id: String,
        n: u32,
        flag: bool,
        #[serde(with = "serde_bytes")]
        data: Vec<u8>,
        list: Vec<String>,
    }
    let text = r#"{"id":{"N":null,"S":"x"},"n":{"N":"7","S":null},"flag":{"__type":"b","BOOL":true},
        "data":{"B":"YWI=","L":null},"list":{"M":null,"L":[{"S":"y","N":null}]}}"#;
    let row = Row { id: "x".to_owned(), n: 7, flag: true, data: b"ab".to_vec(), list: vec!["y".to_owned()] };
    assert_eq!(dkmio_core::codec::json::from_text::<Row>(text).unwrap(), row);
    let item = parse_item(text).unwrap();
    assert_eq!(item.get("data"), Some(&AttributeValue::B(Blob::new(b"ab"))));
    assert_eq!(item.decode::<Row>().unwrap(), row);
}
