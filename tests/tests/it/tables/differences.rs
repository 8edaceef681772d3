//! Each kind of difference is found, alone.

use dkmio::aws_sdk_dynamodb::types::{ProjectionType, ScalarAttributeType};
use dkmio::table::IndexKind;
use dkmio::{Difference, DynamoTable};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::readings::{Raw, RawIndex, Readings};
use crate::support::{db, faulty};

/// What verifying a table made so finds.
async fn found(table: Raw) -> Vec<Difference> {
    let db = db().await;
    table.create(&db).await;
    Readings::verify_table().send(&db).await.unwrap().differences().to_vec()
}

/// The one difference of a table made so, and its text.
async fn only(table: Raw) -> (Difference, String) {
    let found = found(table).await;
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].clone(), found[0].to_string())
}

#[tokio::test]
async fn a_table_as_declared_has_no_difference() {
    assert_eq!(found(Raw::default()).await, []);
}

#[tokio::test]
async fn a_missing_table_is_a_difference_and_no_error() {
    let verification = Readings::verify_table().send(&db().await).await.unwrap();
    assert_eq!(verification.differences(), [Difference::TableMissing]);
    assert!(!verification.is_match());
    assert!(verification.to_string().ends_with("is not as declared\n  there is no such table"), "{verification}");
}

#[tokio::test]
async fn a_sort_key_of_another_name() {
    let mut table = Raw { key: ("device", Some("at")), ..Raw::default() };
    table.types.push(("at", ScalarAttributeType::N));
    let (difference, text) = only(table).await;
    let Difference::TableKey { declared, found } = difference else { panic!("{difference:?}") };
    assert_eq!((declared[1].name.as_str(), found[1].name.as_str()), ("taken_at", "at"));
    assert_eq!(
        text,
        "the table is declared with partition key `device` (S), sort key `taken_at` (N) \
         and has partition key `device` (S), sort key `at` (N)"
    );
}

#[tokio::test]
async fn a_missing_sort_key() {
    let table = Raw { key: ("device", None), local: vec![], ..Raw::default() };
    let mut table = table;
    table.types.retain(|(name, _)| *name != "value");
    let found = found(table).await;
    assert!(matches!(&found[0], Difference::TableKey { found, .. } if found.len() == 1), "{found:?}");
    assert_eq!(found[1], Difference::IndexMissing { index: "lsi-value".to_owned() });
}

#[tokio::test]
async fn a_key_of_another_type() {
    let mut table = Raw::default();
    table.types[3].1 = ScalarAttributeType::N;
    let (difference, text) = only(table).await;
    let Difference::IndexKey { index, declared, found } = difference else { panic!("{difference:?}") };
    assert_eq!(index, "gsi-unit");
    assert_eq!((declared[0].key_type.as_str(), found[0].key_type.as_str()), ("S", "N"));
    assert_eq!(text, "index `gsi-unit` is declared with partition key `unit` (S) and has partition key `unit` (N)");
}

#[tokio::test]
async fn a_missing_index() {
    let mut table = Raw::default();
    table.global.truncate(1);
    table.types.retain(|(name, _)| *name != "unit");
    let (difference, text) = only(table).await;
    assert_eq!(difference, Difference::IndexMissing { index: "gsi-unit".to_owned() });
    assert_eq!(text, "there is no index `gsi-unit`");
}

#[tokio::test]
async fn a_global_index_in_place_of_a_local_one() {
    let mut table = Raw::default();
    table.global.append(&mut table.local);
    let (difference, text) = only(table).await;
    let (declared, found) = (IndexKind::Local, IndexKind::Global);
    assert_eq!(difference, Difference::IndexKind { index: "lsi-value".to_owned(), declared, found });
    assert_eq!(text, "index `lsi-value` is declared local and is global");
}

#[tokio::test]
async fn an_index_that_includes_less() {
    let mut table = Raw::default();
    table.global[0].included = Some(vec!["unit"]);
    let (difference, text) = only(table).await;
    let Difference::Projection { index, missing, .. } = difference else { panic!("{difference:?}") };
    assert_eq!((index.as_str(), missing), ("gsi-site", vec!["value".to_owned()]));
    assert_eq!(text, "index `gsi-site` is declared to project INCLUDE and projects INCLUDE, without `value`");
}

#[tokio::test]
async fn an_index_of_keys_only_in_place_of_all() {
    let mut table = Raw::default();
    table.global[1] = RawIndex::new("gsi-unit", ("unit", None), ProjectionType::KeysOnly);
    let (_, text) = only(table).await;
    assert_eq!(
        text,
        "index `gsi-unit` is declared to project ALL and projects KEYS_ONLY, without `expires_at`, `site`, `value`"
    );
}

#[tokio::test]
async fn an_index_of_every_declared_attribute_in_place_of_all() {
    let mut table = Raw::default();
    table.global[1].projection = ProjectionType::Include;
    table.global[1].included = Some(vec!["site", "value", "expires_at"]);
    let (_, text) = only(table).await;
    assert_eq!(text, "index `gsi-unit` is declared to project ALL and projects INCLUDE");
}

#[tokio::test]
async fn a_time_to_live_that_is_not_enabled() {
    let (difference, text) = only(Raw { ttl: None, ..Raw::default() }).await;
    assert!(matches!(difference, Difference::TimeToLive { found: None, .. }), "{difference:?}");
    assert_eq!(text, "the time to live is declared on `expires_at` and is DISABLED");
}

#[tokio::test]
async fn a_time_to_live_on_another_attribute() {
    let (difference, text) = only(Raw { ttl: Some("gone_at"), ..Raw::default() }).await;
    assert!(matches!(&difference, Difference::TimeToLive { found: Some(found), .. } if found == "gone_at"));
    assert_eq!(text, "the time to live is declared on `expires_at` and is ENABLED on `gone_at`");
}

/// What verifying finds if the response of DescribeTable is changed in this way.
async fn found_when(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (db, faults) = faulty();
    Raw::default().create(&db).await;
    let mut response = described();
    change(&mut response);
    faults.on(Operation::DescribeTable).malformed_body(response.to_string());
    let verification = Readings::verify_table().send(&db).await.unwrap();
    verification.differences().iter().map(ToString::to_string).collect()
}

/// The response of DescribeTable for what `Readings` declares.
fn described() -> Value {
    let key = |partition: &str, sort: &str| {
        json!([
            { "AttributeName": partition, "KeyType": "HASH" },
            { "AttributeName": sort, "KeyType": "RANGE" },
        ])
    };
    let types = [("device", "S"), ("taken_at", "N"), ("site", "S"), ("unit", "S"), ("value", "N")];
    let types = types.map(|(name, of)| json!({ "AttributeName": name, "AttributeType": of }));
    json!({ "Table": {
        "TableStatus": "ACTIVE",
        "KeySchema": key("device", "taken_at"),
        "AttributeDefinitions": types,
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "gsi-site", "IndexStatus": "ACTIVE", "KeySchema": key("site", "taken_at"),
                "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["value", "unit"] },
            },
            {
                "IndexName": "gsi-unit", "IndexStatus": "ACTIVE",
                "KeySchema": [{ "AttributeName": "unit", "KeyType": "HASH" }],
                "Projection": { "ProjectionType": "ALL" },
            },
        ],
        "LocalSecondaryIndexes": [{
            "IndexName": "lsi-value", "KeySchema": key("device", "value"),
            "Projection": { "ProjectionType": "KEYS_ONLY", "NonKeyAttributes": [] },
        }],
    }})
}

#[tokio::test]
async fn a_response_in_another_order_is_no_difference() {
    let found = found_when(|response| {
        for list in ["KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes"] {
            response["Table"][list].as_array_mut().unwrap().reverse();
        }
    });
    assert_eq!(found.await, [""; 0]);
}

#[tokio::test]
async fn a_table_that_is_being_created() {
    let found = found_when(|response| response["Table"]["TableStatus"] = json!("CREATING")).await;
    assert_eq!(found, ["the table is CREATING"]);
}

#[tokio::test]
async fn a_table_and_an_index_that_are_being_updated_serve_requests() {
    let found = found_when(|response| {
        response["Table"]["TableStatus"] = json!("UPDATING");
        response["Table"]["GlobalSecondaryIndexes"][1]["IndexStatus"] = json!("UPDATING");
    });
    assert_eq!(found.await, [""; 0]);
}

#[tokio::test]
async fn an_index_that_is_being_created_and_filled() {
    let found = found_when(|response| {
        let index = &mut response["Table"]["GlobalSecondaryIndexes"][1];
        index["IndexStatus"] = json!("CREATING");
        index["Backfilling"] = json!(true);
    });
    assert_eq!(found.await, ["index `gsi-unit` is CREATING, backfilling"]);
    // The manual does not say that an index is never active before it is filled.
    let found = found_when(|response| response["Table"]["GlobalSecondaryIndexes"][1]["Backfilling"] = json!(true));
    assert_eq!(found.await, ["index `gsi-unit` is ACTIVE, backfilling"]);
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "shops")]
#[gsi(by_place, name = "gsi-place", pk = [country, city], projection = KEYS_ONLY)]
struct Shops {
    #[pk]
    shop_id: String,
    country: String,
    city: String,
}

#[tokio::test(start_paused = true)]
async fn the_parts_of_an_index_key_in_another_order() {
    let (db, faults) = faulty();
    let hash = |name| json!({ "AttributeName": name, "KeyType": "HASH" });
    let types = ["shop_id", "country", "city"].map(|name| json!({ "AttributeName": name, "AttributeType": "S" }));
    let response = json!({ "Table": {
        "TableStatus": "ACTIVE",
        "KeySchema": [hash("shop_id")],
        "AttributeDefinitions": types,
        "GlobalSecondaryIndexes": [{
            "IndexName": "gsi-place", "IndexStatus": "ACTIVE", "KeySchema": [hash("city"), hash("country")],
            "Projection": { "ProjectionType": "KEYS_ONLY" },
        }],
    }});
    faults.on(Operation::DescribeTable).malformed_body(response.to_string());
    let verification = Shops::verify_table().send(&db).await.unwrap();
    let found: Vec<_> = verification.differences().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["index `gsi-place` is declared with partition key `country` (S), partition key `city` (S) \
          and has partition key `city` (S), partition key `country` (S)"]
    );
}
