//! Tables are deleted, and gone when that is said.

use dkmio::{DynamoTable, ErrorKind};

use crate::models::Users;
use crate::support::db;

#[tokio::test]
async fn a_deleted_table_is_gone() {
    let db = db().await;
    Users::create_table().send(&db).await.unwrap();
    Users::delete_table().send(&db).await.unwrap();
    assert_eq!(Users::describe_table().send(&db).await.unwrap_err().kind(), ErrorKind::TableNotFound);
}

#[tokio::test]
async fn a_table_that_is_not_there_is_an_error_unless_said_otherwise() {
    let db = db().await;
    assert_eq!(Users::delete_table().send(&db).await.unwrap_err().kind(), ErrorKind::TableNotFound);
    Users::delete_table().if_exists().send(&db).await.unwrap();
}
