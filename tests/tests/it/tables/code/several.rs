//! Lists of tables.

use dkmio::{DynamoTable as _, tables};
use serde_json::Value;

use super::super::readings::Readings;
use crate::models::{Events, Orders, Users};
use crate::support::db;

#[tokio::test]
async fn all_tables_are_verified_and_each_difference_is_a_line() {
    let db = db().await;
    Users::create_table().send(&db).await.unwrap();
    let report = tables![Users, Events].verify_all().send(&db).await.unwrap();
    assert!(!report.is_match());
    let matches: Vec<_> = report.iter().map(dkmio::Verification::is_match).collect();
    assert_eq!(matches, [true, false]);
    let (users, events) = (db.table_name::<Users>(), db.table_name::<Events>());
    let expected = format!("table {users} is as declared\ntable {events} is not as declared\n  there is no such table");
    assert_eq!(report.to_string(), expected);

    Events::create_table().send(&db).await.unwrap();
    assert!(tables![Users, Events,].verify_all().send(&db).await.unwrap().is_match());
    assert!(tables![].verify_all().send(&db).await.unwrap().is_match());
}

#[tokio::test]
async fn a_table_with_settings_takes_the_place_of_its_type() {
    let db = db().await;
    let all = tables![Users, Events].with(Events::table().named("other-events").tag("a", "b"));
    let template: Value = serde_json::from_str(&all.to_cloudformation().unwrap()).unwrap();
    let resources = template["Resources"].as_object().unwrap();
    assert_eq!(resources.keys().collect::<Vec<_>>(), ["Events", "Users"]);
    assert_eq!(resources["Events"]["Properties"]["TableName"], "other-events");
    let terraform: Value = serde_json::from_str(&all.to_terraform().unwrap()).unwrap();
    assert_eq!(terraform["resource"]["aws_dynamodb_table"]["events"]["name"], "other-events");
    assert_eq!(all.to_mermaid().matches("erDiagram").count(), 1);

    let plans = all.plan().send(&db).await.unwrap();
    for plan in &plans {
        plan.apply(&db).await.unwrap();
    }
    assert_eq!(
        plans.iter().map(dkmio::admin::Plan::table).collect::<Vec<_>>(),
        [&db.table_name::<Users>(), "other-events"]
    );
    let described = db.client().describe_table().table_name("other-events").send().await.unwrap();
    assert!(described.table.is_some());
}

#[test]
fn two_types_of_one_name_have_ids_of_their_own() {
    let template = tables![Orders, Readings, same_name::Orders].to_cloudformation().unwrap();
    let template: Value = serde_json::from_str(&template).unwrap();
    let ids: Vec<_> = template["Resources"].as_object().unwrap().keys().collect();
    assert_eq!(ids, ["Orders", "Orders2", "Readings"]);
}

mod same_name {
    use dkmio::DynamoTable;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "orders")]
    pub(super) struct Orders {
        #[pk]
        id: String,
    }

    macro_rules! tables {
        ($($name:ident = $table:literal),*) => {$(
            #[derive(Debug, Serialize, Deserialize, DynamoTable)]
            #[dynamo(table = $table)]
            pub(super) struct $name {
                #[pk]
                id: String,
            }
        )*};
    }
    tables!(Dotted = "a.b", Underlined = "a_b", Digits = "2025.orders");
}

#[test]
fn labels_of_terraform_are_names_and_unique() {
    let file = tables![Orders, same_name::Orders, same_name::Dotted, same_name::Underlined, same_name::Digits];
    let file: Value = serde_json::from_str(&file.to_terraform().unwrap()).unwrap();
    let tables = file["resource"]["aws_dynamodb_table"].as_object().unwrap();
    let names: Vec<_> = tables.iter().map(|(label, table)| (label.as_str(), table["name"].as_str().unwrap())).collect();
    let wanted =
        [("_2025_orders", "2025.orders"), ("a_b", "a.b"), ("a_b2", "a_b"), ("orders", "orders"), ("orders2", "orders")];
    assert_eq!(names, wanted);
}
