//! Tables are created as they are declared.

use std::collections::BTreeMap;

use dkmio::aws_sdk_dynamodb::types::{BillingMode, KeySchemaElement, ProjectionType, StreamViewType};
use dkmio::{DynamoTable, ErrorKind};
use dkmio_embedded::Operation;

use super::readings::Readings;
use crate::models::{Orders, Users};
use crate::support::{db, faulty};

fn readable(key: &[KeySchemaElement]) -> Vec<String> {
    key.iter().map(|element| format!("{} {}", element.attribute_name(), element.key_type().as_str())).collect()
}

#[tokio::test]
async fn a_created_table_is_as_declared() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let verification = Orders::verify_table().send(&db).await.unwrap();
    assert!(verification.is_match(), "{verification}");
    assert_eq!(verification.to_string(), format!("table {} is as declared", db.table_name::<Orders>()));
}

#[tokio::test]
async fn keys_of_indexes_are_in_the_order_of_their_declaration() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let described = Orders::describe_table().send(&db).await.unwrap();
    let raw = described.as_sdk();
    let keys: BTreeMap<_, _> = raw
        .global_secondary_indexes()
        .iter()
        .map(|index| (index.index_name().unwrap(), readable(index.key_schema())))
        .chain(raw.local_secondary_indexes().iter().map(|i| (i.index_name().unwrap(), readable(i.key_schema()))))
        .collect();
    assert_eq!(readable(raw.key_schema()), ["user_id HASH", "order_id RANGE"]);
    assert_eq!(keys["gsi-status-date"], ["status HASH", "created_at RANGE"]);
    assert_eq!(keys["gsi-region"], ["region HASH"]);
    assert_eq!(keys["gsi-shop"], ["shop HASH", "country HASH", "year RANGE", "month RANGE"]);
    assert_eq!(keys["lsi-amount"], ["user_id HASH", "total RANGE"]);
    assert_eq!(keys.len(), 6);
}

#[tokio::test(start_paused = true)]
async fn only_key_attributes_are_defined_each_once() {
    let (db, faults) = faulty();
    Orders::create_table().send(&db).await.unwrap();
    let calls = faults.calls();
    let defined = calls[0].request().body()["AttributeDefinitions"].as_array().unwrap().clone();
    let names: Vec<_> = defined.iter().map(|d| format!("{}:{}", d["AttributeName"], d["AttributeType"])).collect();
    let expected = [
        "user_id:S",
        "order_id:S",
        "status:S",
        "created_at:S",
        "region:S",
        "shop:S",
        "country:S",
        "year:N",
        "month:N",
        "total:N",
        "items_count:N",
    ];
    assert_eq!(names.join(" ").replace('"', ""), expected.join(" "));
}

#[tokio::test]
async fn projections_are_as_declared() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let described = Orders::describe_table().send(&db).await.unwrap();
    let by_status = described.index("gsi-status-date").unwrap();
    assert_eq!(by_status.projection, Some(ProjectionType::Include));
    assert_eq!(by_status.included, ["items_count", "total"]);
    assert_eq!(described.index("gsi-date").unwrap().projection, Some(ProjectionType::All));
    assert_eq!(described.index("gsi-region").unwrap().projection, Some(ProjectionType::KeysOnly));
}

#[tokio::test(start_paused = true)]
async fn a_table_is_on_demand_unless_said_otherwise() {
    let (db, faults) = faulty();
    Users::create_table().send(&db).await.unwrap();
    let body = faults.calls()[0].request().body().clone();
    assert_eq!(body["BillingMode"], BillingMode::PayPerRequest.as_str());
    assert!(body.get("ProvisionedThroughput").is_none());
    assert!(body["GlobalSecondaryIndexes"][0].get("ProvisionedThroughput").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_provisioned_table_gives_its_units_to_indexes_without_their_own() {
    let (db, faults) = faulty();
    let request = Readings::create_table().provisioned(5, 6).provisioned_index(Readings::by_unit(), 7, 8);
    request.send(&db).await.unwrap();
    let body = faults.calls()[0].request().body().clone();
    assert_eq!(body["BillingMode"], "PROVISIONED");
    let units = |of: &serde_json::Value| {
        let throughput = &of["ProvisionedThroughput"];
        (throughput["ReadCapacityUnits"].as_i64().unwrap(), throughput["WriteCapacityUnits"].as_i64().unwrap())
    };
    assert_eq!(units(&body), (5, 6));
    assert_eq!(units(&body["GlobalSecondaryIndexes"][0]), (5, 6));
    assert_eq!(units(&body["GlobalSecondaryIndexes"][1]), (7, 8));
}

#[tokio::test(start_paused = true)]
async fn units_of_an_index_are_refused_on_demand_before_anything_is_sent() {
    let (db, faults) = faulty();
    let request = Readings::create_table().provisioned_index(Readings::by_unit(), 7, 8);
    assert_eq!(request.explain().unwrap_err().kind(), ErrorKind::Validation);
    let error = request.send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("`gsi-unit`"), "{error}");
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn options_are_sent() {
    let (db, faults) = faulty();
    let request = Users::create_table().deletion_protection().tag("team", "shop").stream_view(StreamViewType::NewImage);
    request.send(&db).await.unwrap();
    let body = faults.calls()[0].request().body().clone();
    assert_eq!(body["DeletionProtectionEnabled"], true);
    assert_eq!(body["Tags"], serde_json::json!([{ "Key": "team", "Value": "shop" }]));
    let stream = serde_json::json!({ "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" });
    assert_eq!(body["StreamSpecification"], stream);
    let error = Users::delete_table().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_table_that_exists_is_an_error_unless_taken_as_it_is() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let error = Orders::create_table().send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TableInUse);
    Orders::create_table().if_not_exists().send(&db).await.unwrap();
    assert!(Orders::verify_table().send(&db).await.unwrap().is_match());
}

#[tokio::test(start_paused = true)]
async fn the_time_to_live_is_changed_only_where_it_is_not_right() {
    let (db, faults) = faulty();
    let changes = || faults.calls().iter().filter(|call| call.operation() == Operation::UpdateTimeToLive).count();
    Orders::create_table().send(&db).await.unwrap();
    assert_eq!(changes(), 1);
    assert_eq!(Orders::describe_table().send(&db).await.unwrap().ttl.as_deref(), Some("expires_at"));
    Orders::create_table().if_not_exists().send(&db).await.unwrap();
    assert_eq!(changes(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_table_without_a_time_to_live_asks_nothing_about_it() {
    let (db, faults) = faulty();
    Users::create_table().send(&db).await.unwrap();
    let operations: Vec<_> = faults.calls().iter().map(dkmio_embedded::Call::operation).collect();
    assert_eq!(operations, [Operation::CreateTable, Operation::DescribeTable]);
}

#[test]
fn what_would_be_sent_can_be_read() {
    let explained = Readings::create_table().provisioned(5, 6).tag("team", "shop").explain().unwrap().to_string();
    let expected = "\
CreateTable on table readings
  KeySchema: device (S) HASH, taken_at (N) RANGE
  AttributeDefinitions: device (S), taken_at (N), site (S), unit (S), value (N)
  BillingMode: provisioned, 5 read and 6 write units
  GlobalSecondaryIndex: gsi-site: site (S) HASH, taken_at (N) RANGE; projection INCLUDE unit, value
  GlobalSecondaryIndex: gsi-unit: unit (S) HASH; projection ALL
  LocalSecondaryIndex: lsi-value: device (S) HASH, value (N) RANGE; projection KEYS_ONLY
  Tag: team = shop
  UpdateTimeToLive: expires_at, when the table is active";
    assert_eq!(explained, expected);
}

#[tokio::test(start_paused = true)]
async fn a_list_of_tables_is_created_in_one_call() {
    let (db, _) = faulty();
    let tables = || dkmio::admin::CreateTables::new().add(Orders::create_table()).add(Users::create_table());
    tables().send(&db).await.unwrap();
    assert!(Orders::verify_table().send(&db).await.unwrap().is_match());
    assert!(Users::verify_table().send(&db).await.unwrap().is_match());
    Orders::delete_table().send(&db).await.unwrap();
    let error = tables().send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.table()), (ErrorKind::TableInUse, Some("users")));
    assert!(Orders::verify_table().send(&db).await.unwrap().is_match(), "the other table was created");
}
