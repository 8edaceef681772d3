//! Requests on tables are futures that can be awaited without a connection and sent between threads.

use std::future::IntoFuture;

use dkmio::admin::{CreateTable, DeleteTable, DescribeTable, Description};
use dkmio::{DynamoTable, Error};

use crate::models::Users;
use crate::support::db;

fn by_default<R: IntoFuture<Output = Result<A, Error>, IntoFuture: Send + 'static>, A>() {}

#[test]
fn each_can_be_awaited_by_the_process_default() {
    by_default::<CreateTable<Users>, ()>();
    by_default::<DeleteTable<Users>, ()>();
    by_default::<DescribeTable<Users>, Description>();
}

#[tokio::test]
async fn each_can_be_sent_from_another_task() {
    let db = db().await;
    let verification = tokio::spawn(async move {
        Users::create_table().send(&db).await.unwrap();
        Users::describe_table().send(&db).await.unwrap();
        let verification = Users::verify_table().send(&db).await.unwrap();
        Users::delete_table().send(&db).await.unwrap();
        verification
    });
    assert!(verification.await.unwrap().is_match());
}
