//! Templates, against recorded files and the engine.

use std::path::Path;

use dkmio::admin::TableSpec;
use dkmio::aws_sdk_dynamodb::types::StreamViewType;
use dkmio::{DynamoDb, DynamoTable as _, ErrorKind, tables};
use serde_json::Value;

use super::super::readings::Readings;
use crate::models::{Orders, Users};
use crate::support::db;

/// Compares a text with the recorded one. `DKMIO_RECORD=1` records it.
pub(crate) fn assert_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tables/code/golden").join(name);
    if std::env::var_os("DKMIO_RECORD").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, recorded, "{} differs; look at it, and record it with DKMIO_RECORD=1", path.display());
}

/// Everything that can be set.
pub(super) fn full() -> TableSpec<Readings> {
    Readings::table()
        .named("eu-readings")
        .provisioned(5, 4)
        .provisioned_index(Readings::by_unit(), 3, 2)
        .stream_view(StreamViewType::NewAndOldImages)
        .deletion_protection()
        .tag("team", "ops ${x} \"é\"")
        .tag("cost", "%{if}")
}

#[test]
fn templates_are_as_recorded() {
    assert_golden("readings.template.json", &full().to_cloudformation().unwrap());
    assert_golden("readings.tf.json", &full().to_terraform("readings").unwrap());
    assert_golden("readings.create-table.json", &full().to_create_table_json().unwrap());
    assert_golden("readings.ttl.json", &full().to_update_ttl_json().unwrap().unwrap());
    assert_golden("readings.mmd", &full().to_mermaid());
    assert_golden("orders.template.json", &Orders::table().to_cloudformation().unwrap());
    assert_golden("orders.tf.json", &Orders::table().to_terraform("orders").unwrap());
    assert_golden("orders.mmd", &Orders::table().to_mermaid());
    assert_eq!(Users::table().to_update_ttl_json().unwrap(), None);
}

#[test]
fn templates_are_json() {
    let template: Value = serde_json::from_str(&full().to_cloudformation().unwrap()).unwrap();
    let table = &template["Resources"]["Readings"];
    assert_eq!((&table["DeletionPolicy"], &table["UpdateReplacePolicy"]), (&"Retain".into(), &"Retain".into()));
    assert_eq!(table["Properties"]["TableName"], "eu-readings");
    let terraform: Value = serde_json::from_str(&full().to_terraform("r").unwrap()).unwrap();
    let table = &terraform["resource"]["aws_dynamodb_table"]["r"];
    assert_eq!(table["lifecycle"]["prevent_destroy"], true);
    assert_eq!(table["tags"]["team"], "ops $${x} \"é\"");
    assert_eq!(table["tags"]["cost"], "%%{if}");
}

/// Sends the text as the body of CreateTable.
async fn create(db: &DynamoDb, json: String) {
    let request = db.client().create_table().table_name("replaced").customize();
    let request = request.mutate_request(move |request| {
        request.headers_mut().insert("content-length", json.len().to_string());
        *request.body_mut() = json.clone().into();
    });
    request.send().await.unwrap();
}

#[tokio::test]
async fn the_engine_creates_the_declared_table_from_the_create_table_json() {
    let db = db().await;
    let (orders, users) = (db.table_name::<Orders>(), db.table_name::<Users>());
    create(&db, Users::table().named(&users).to_create_table_json().unwrap()).await;
    assert!(Users::verify_table().send(&db).await.unwrap().is_match());

    create(&db, Orders::table().named(&orders).to_create_table_json().unwrap()).await;
    let report = Orders::verify_table().send(&db).await.unwrap();
    let only_ttl: Vec<_> = report.differences().iter().map(ToString::to_string).collect();
    assert_eq!(only_ttl, ["the time to live is declared on `expires_at` and is DISABLED"]);

    let readings = db.with_table_name::<Readings>("eu-readings");
    create(&readings, full().to_create_table_json().unwrap()).await;
    let plan = full().plan().send(&readings).await.unwrap();
    assert_eq!(plan.to_string(), "table eu-readings\n  enable the time to live on `expires_at`");
}

#[test]
fn a_table_without_a_name_is_for_cloudformation_alone() {
    let template = Users::table().unnamed().to_cloudformation().unwrap();
    assert!(!template.contains("TableName"), "{template}");
    let named = Users::table().unnamed().named("users-2").to_cloudformation().unwrap();
    assert!(named.contains(r#""TableName": "users-2""#), "{named}");
    let unnamed = Users::table().unnamed();
    for error in [unnamed.to_terraform("users").unwrap_err(), unnamed.to_create_table_json().unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert_eq!(
            error.to_string(),
            "CreateTable on `users`: invalid request: only a CloudFormation template can leave the name out; remove \
             `unnamed` or add `named`"
        );
    }
    assert_eq!(Readings::table().unnamed().to_update_ttl_json().unwrap_err().kind(), ErrorKind::Validation);
}

#[test]
fn outputs_refuse_a_name_that_no_table_can_have() {
    for name in ["", "my table", "ab", "a/b", "a".repeat(256).as_str(), "two\nlines"] {
        let table = Readings::table().named(name);
        let errors = [
            table.to_cloudformation().unwrap_err(),
            table.to_terraform("r").unwrap_err(),
            table.to_create_table_json().unwrap_err(),
            table.to_update_ttl_json().unwrap_err(),
            tables![Users].with(table.clone()).to_cloudformation().unwrap_err(),
            tables![Users].with(table.clone()).to_terraform().unwrap_err(),
            Readings::create_table().table_name(name).explain().unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Validation, "{name}");
            assert!(error.to_string().contains("cannot be the name of a table: it "), "{error}");
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
        }
    }
}

#[test]
fn templates_take_no_arn() {
    let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/readings";
    let table = Readings::table().named(arn);
    for error in [table.to_cloudformation().unwrap_err(), table.to_terraform("r").unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(
            error.to_string().ends_with("takes the name of a table, not its ARN; give the name to `named`"),
            "{error}"
        );
    }
    // The API takes an ARN as `TableName`.
    assert!(table.to_create_table_json().unwrap().contains(arn));
    assert!(table.to_update_ttl_json().unwrap().unwrap().contains(arn));
}

#[tokio::test]
async fn capacity_units_of_an_index_need_a_provisioned_table() {
    let wrong = Readings::table().provisioned_index(Readings::by_unit(), 1, 1);
    let errors = [
        wrong.to_cloudformation().unwrap_err(),
        wrong.to_terraform("r").unwrap_err(),
        wrong.to_create_table_json().unwrap_err(),
        wrong.plan().send(&db().await).await.unwrap_err(),
        wrong.create().send(&db().await).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.to_string().contains("index `gsi-unit` has capacity units"), "{error}");
    }
}

#[test]
fn a_label_that_terraform_refuses_is_an_error() {
    for label in ["orders", "_", "o-1_x"] {
        assert!(Users::table().to_terraform(label).unwrap().contains(&format!("\"{label}\": {{")), "{label}");
    }
    for label in ["", "my orders", "1a", "-a", "a.b", "a\"b", "${x}"] {
        let error = Users::table().to_terraform(label).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{label}");
        assert!(error.to_string().contains("begins with a letter or `_`"), "{error}");
    }
}

#[tokio::test]
async fn the_last_value_of_a_tag_counts() {
    let db = db().await;
    let users = Users::table().tag("team", "a").tag("cost", "1").tag("team", "b");
    let template: Value = serde_json::from_str(&users.to_cloudformation().unwrap()).unwrap();
    let tags = template["Resources"]["Users"]["Properties"]["Tags"].as_array().unwrap();
    let tag = |key: &str, value: &str| serde_json::json!({"Key": key, "Value": value});
    assert_eq!(tags, &[tag("team", "b"), tag("cost", "1")]);

    Users::create_table().tag("team", "x").send(&db).await.unwrap();
    users.plan().send(&db).await.unwrap().apply(&db).await.unwrap();
    assert!(users.plan().send(&db).await.unwrap().is_empty());
}
