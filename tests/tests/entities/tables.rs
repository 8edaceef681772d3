//! The shared table itself.

use dkmio::{DynamoDb, DynamoTable as _};

use crate::models::{App, Order, Tenant, order, shop};

#[tokio::test]
async fn the_table_of_the_entities_is_created_verified_and_deleted() {
    let db = DynamoDb::embedded().await.expect("engine");
    App::create_table().send(&db).await.expect("a table");
    assert!(App::verify_table().send(&db).await.expect("a table").is_match());
    assert!(Order::verify_table().send(&db).await.expect("a table").is_match());
    order("acme", 1, "o1", 1).put().send(&db).await.expect("a put");
    App::delete_table().send(&db).await.expect("no table");
    assert!(Tenant::get("acme").send(&db).await.is_err());
}

#[tokio::test]
async fn the_table_reads_the_items_of_all_entities_free_form() {
    let db = shop().await;
    assert_eq!(App::scan().all(&db).await.expect("a scan").len(), 9);
    let items = App::query("TENANT#acme").sk_begins_with("ORDER#").all(&db).await.expect("a query");
    assert_eq!(items.len(), 6);
    let entries = App::gsi1.query("TENANT#acme#Open").all(&db).await.expect("a query");
    assert_eq!(entries.len(), 3);
    assert_eq!(App::scan().keys().all(&db).await.expect("keys").len(), 9);
}

#[tokio::test]
async fn a_name_given_to_the_table_is_that_of_its_entities() {
    let db = DynamoDb::embedded().await.expect("engine").with_table_name::<App>("other");
    App::create_table().send(&db).await.expect("a table");
    order("acme", 1, "o1", 1).put().send(&db).await.expect("a put");
    assert_eq!(Order::scan().table_name("other").count(&db).await.expect("a count"), 1);
}
