//! Handlers and the response to a batch.

use std::cell::RefCell;

use dkmio::changes::{BatchResponse, Change, Changes};
use dkmio::{DynamoTable as _, Error};

use super::events::{Record, event};
use crate::models::Orders;
use crate::support::db;

fn numbers(changes: &Changes<Orders>) -> Vec<String> {
    let number = |record: &Result<_, _>| match record {
        Ok(record) => dkmio::changes::ChangeRecord::<Orders>::sequence_number(record).map(str::to_owned),
        Err(error) => dkmio::changes::ChangeError::sequence_number(error).map(str::to_owned),
    };
    changes.iter().map(|record| number(record).unwrap()).collect()
}

/// Five inserts, of which the one at `bad` cannot be decoded.
fn five(bad: Option<usize>) -> Changes<Orders> {
    let record = |at: usize| {
        let record = Record::new("INSERT", at as u32);
        if bad == Some(at) { Record { new: None, ..record } } else { record }
    };
    let records: Vec<_> = (0..5).map(|at| record(at).text()).collect();
    Changes::from_slice(event(&records).as_bytes()).unwrap()
}

fn json(response: &BatchResponse) -> String {
    serde_json::to_string(response).unwrap()
}

#[tokio::test]
async fn without_a_failure_the_list_is_empty() {
    let response = five(None).for_each(|_| async { Ok::<_, Error>(()) }).await;
    assert_eq!(json(&response), r#"{"batchItemFailures":[]}"#);
    assert!(response.is_success() && response.into_result().is_ok());
}

#[tokio::test]
async fn the_first_failure_is_named_and_nothing_behind_it_is_handled() {
    for failing in 0..5 {
        let changes = five(None);
        let expected = numbers(&changes)[failing].clone();
        let handled = RefCell::new(0);
        let response = changes
            .for_each(|_| {
                let at = handled.replace_with(|handled| *handled + 1);
                async move { if at == failing { Err("refused") } else { Ok(()) } }
            })
            .await;
        assert_eq!(json(&response), format!(r#"{{"batchItemFailures":[{{"itemIdentifier":"{expected}"}}]}}"#));
        assert_eq!(response.error().unwrap().to_string(), "refused");
        assert_eq!(handled.into_inner(), failing + 1);
        assert_eq!(response.into_result().unwrap_err().to_string(), "refused");
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_decoded_fails_by_default() {
    for bad in 0..5 {
        let changes = five(Some(bad));
        let expected = numbers(&changes)[bad].clone();
        let handled = RefCell::new(0);
        let response = changes
            .for_each(|_| {
                handled.replace_with(|handled| *handled + 1);
                async { Ok::<_, Error>(()) }
            })
            .await;
        assert_eq!((response.item_identifier(), handled.into_inner()), (Some(expected.as_str()), bad));
        assert_eq!(response.error().unwrap().to_string(), format!("orders[{bad}].new: the record has no such image"));
    }
}

#[tokio::test]
async fn a_record_that_was_forwarded_is_done() {
    let forwarded = RefCell::new(Vec::new());
    let handled = RefCell::new(0);
    let handle = five(Some(2)).on_decode_error(|error| {
        forwarded.borrow_mut().push(error.raw().to_owned());
        async { Ok::<_, Error>(()) }
    });
    let response = handle
        .for_each(|_| {
            handled.replace_with(|handled| *handled + 1);
            async { Ok::<_, Error>(()) }
        })
        .await;
    assert!(response.is_success());
    assert_eq!(handled.into_inner(), 4);
    assert_eq!(forwarded.into_inner(), [Record { new: None, ..Record::new("INSERT", 2) }.text()]);

    let refuse = five(Some(2)).on_decode_error(|_| async { Err("the queue is gone") });
    let response = refuse.for_each(|_| async { Ok::<_, Error>(()) }).await;
    assert_eq!(response.error().unwrap().to_string(), "the queue is gone");
}

#[tokio::test]
async fn a_record_without_a_sequence_number_makes_lambda_send_the_whole_batch_again() {
    let changes = Changes::<Orders>::from_slice(br#"{"Records":[{}]}"#).unwrap();
    let response = changes.for_each(|_| async { Ok::<_, Error>(()) }).await;
    assert_eq!(json(&response), r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#);
}

#[tokio::test]
async fn a_handler_borrows_the_connection_and_is_spawned() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let handle = {
        let db = db.clone();
        async move {
            let db = &db;
            let one = five(None).for_each(|record| async move {
                let Change::Insert { new } = record.change else { return Ok(()) };
                new.put().send(db).await
            });
            assert!(one.await.is_success());
            let concurrent = five(None).for_each_concurrent(2, |record| async move {
                Orders::update(record.key()).increment(Orders::PAID, 1).send(db).await.map(drop)
            });
            concurrent.await
        }
    };
    assert!(tokio::spawn(handle).await.unwrap().is_success());
    let orders = Orders::scan().all(&db).await.unwrap();
    assert_eq!(orders.iter().map(|order| order.paid).collect::<Vec<_>>(), [1; 5]);
}
