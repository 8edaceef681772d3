//! What the code does not rely on gives no difference.

use dkmio::aws_sdk_dynamodb::types::{ProjectionType, ScalarAttributeType};
use dkmio::{DynamoTable, Ttl};

use super::readings::{Raw, RawIndex, Readings};
use crate::models::Users;
use crate::support::db;

async fn assert_match(table: Raw) {
    let db = db().await;
    table.create(&db).await;
    let verification = Readings::verify_table().send(&db).await.unwrap();
    assert!(verification.is_match(), "{verification}");
}

#[tokio::test]
async fn an_index_more() {
    let mut table = Raw::default();
    table.types.push(("firmware", ScalarAttributeType::S));
    table.global.push(RawIndex::new("gsi-firmware", ("firmware", None), ProjectionType::All));
    assert_match(table).await;
}

#[tokio::test]
async fn included_attributes_in_another_order() {
    let mut table = Raw::default();
    table.global[0].included = Some(vec!["value", "unit"]);
    assert_match(table).await;
}

#[tokio::test]
async fn an_index_that_includes_more() {
    let mut table = Raw::default();
    table.global[0].included = Some(vec!["unit", "firmware", "value"]);
    assert_match(table).await;
}

#[tokio::test]
async fn an_index_of_all_in_place_of_some() {
    let mut table = Raw::default();
    table.global[0] = RawIndex::new("gsi-site", ("site", Some("taken_at")), ProjectionType::All);
    table.local[0] = RawIndex::new("lsi-value", ("device", Some("value")), ProjectionType::All);
    assert_match(table).await;
}

#[tokio::test]
async fn an_index_that_includes_in_place_of_keys_only() {
    let mut table = Raw::default();
    table.local[0].projection = ProjectionType::Include;
    table.local[0].included = Some(vec!["unit"]);
    assert_match(table).await;
}

#[tokio::test]
async fn items_in_the_table() {
    let db = db().await;
    Readings::create_table().send(&db).await.unwrap();
    let reading = Readings {
        device: "d".to_owned(),
        taken_at: 1,
        site: None,
        unit: "C".to_owned(),
        value: 20,
        expires_at: Some(Ttl::from_epoch_seconds(4_000_000_000)),
    };
    reading.put().send(&db).await.unwrap();
    assert!(Readings::verify_table().send(&db).await.unwrap().is_match());
}

#[tokio::test]
async fn billing_streams_and_protection() {
    let db = db().await;
    let view = dkmio::aws_sdk_dynamodb::types::StreamViewType::KeysOnly;
    Users::create_table().provisioned(1, 1).stream_view(view).deletion_protection().send(&db).await.unwrap();
    assert!(Users::verify_table().send(&db).await.unwrap().is_match());
}
