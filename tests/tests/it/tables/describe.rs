//! Descriptions.

use dkmio::DynamoTable;
use dkmio::admin::Billing;
use dkmio::aws_sdk_dynamodb::types::TableStatus;
use dkmio::table::IndexKind;

use super::readings::Readings;
use crate::support::db;

#[tokio::test]
async fn a_description_says_what_is_there() {
    let db = db().await;
    Readings::create_table().send(&db).await.unwrap();
    let described = Readings::describe_table().send(&db).await.unwrap();
    assert_eq!(described.name, db.table_name::<Readings>());
    assert_eq!(described.status, Some(TableStatus::Active));
    assert_eq!(described.item_count, 0);
    assert_eq!(described.billing, Billing::OnDemand);
    assert_eq!(described.ttl.as_deref(), Some("expires_at"));
    let names: Vec<_> = described.indexes.iter().map(|index| index.name.as_str()).collect();
    assert_eq!(names, ["gsi-site", "gsi-unit", "lsi-value"]);
    assert_eq!(described.index("lsi-value").unwrap().kind, IndexKind::Local);
    assert_eq!(described.as_sdk().key_schema().len(), 2);
}

#[tokio::test]
async fn provisioned_units_are_described() {
    let db = db().await;
    Readings::create_table().provisioned(5, 6).send(&db).await.unwrap();
    let described = Readings::describe_table().send(&db).await.unwrap();
    assert_eq!(described.billing, Billing::Provisioned { read: 5, write: 6 });
}

#[tokio::test]
async fn a_description_can_be_read() {
    let db = db().await;
    Readings::create_table().send(&db).await.unwrap();
    let text = Readings::describe_table().send(&db).await.unwrap().to_string();
    let name = db.table_name::<Readings>();
    let expected = format!(
        "table {name}: ACTIVE, 0 items, 0 bytes, on demand\n  \
         global index gsi-site: projection INCLUDE unit, value, ACTIVE\n  \
         global index gsi-unit: projection ALL, ACTIVE\n  \
         local index lsi-value: projection KEYS_ONLY\n  \
         time to live: expires_at"
    );
    assert_eq!(text, expected);
}
