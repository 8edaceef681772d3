//! The random schedule: the same seed, the same faults.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use common::{TABLE, create_table, order, put_request};
use dkmio_embedded::{Engine, FaultKind, Faults, Probabilities, config_over};

fn some_of_each() -> Probabilities {
    Probabilities {
        throttle: 0.1,
        exceed_throughput: 0.1,
        partial: 0.1,
        error: 0.1,
        applied_then_error: 0.1,
        lost_response: 0.1,
        lost_request: 0.1,
        conflict: 0.1,
        delay: 0.1,
        ..Probabilities::default()
    }
}

async fn ready(seed: u64, probabilities: Probabilities) -> (Faults, Client) {
    let faults = Faults::over(Engine::memory().unwrap());
    let config = config_over(faults.clone()).retry_config(RetryConfig::disabled());
    let client = Client::from_conf(config.build());
    create_table(&client).await;
    faults.clear_calls();
    faults.random(seed, probabilities);
    (faults, client)
}

/// What befalls puts of 40 different orders in the order of `ids`, by order.
async fn fates(seed: u64, ids: impl Iterator<Item = u32>) -> Vec<(u32, Option<FaultKind>)> {
    let (faults, client) = ready(seed, some_of_each()).await;
    let mut fates = Vec::new();
    for id in ids {
        let put = client.put_item().table_name(TABLE);
        let _ = put.set_item(Some(order(&id.to_string(), "new"))).send().await;
        fates.push((id, faults.calls().last().unwrap().fault()));
    }
    fates.sort_by_key(|(id, _)| *id);
    fates
}

#[tokio::test]
async fn a_seed_fixes_the_faults_in_whatever_order_requests_come() {
    let forwards = fates(1, 0..40).await;
    assert_eq!(forwards, fates(1, (0..40).rev()).await);
    assert_ne!(forwards, fates(2, 0..40).await);
    assert!(forwards.iter().any(|(_, fault)| fault.is_some()));
    assert!(forwards.iter().any(|(_, fault)| fault.is_none()));
}

#[tokio::test]
async fn one_request_has_only_so_many_faults_in_a_row() {
    let certain = Probabilities { throttle: 1.0, max_consecutive: 3, ..Probabilities::default() };
    let (faults, client) = ready(7, certain).await;
    for _ in 0..8 {
        let _ = client.list_tables().send().await;
    }
    let passed: Vec<bool> = faults.calls().iter().map(|call| call.fault().is_none()).collect();
    assert_eq!(passed, [false, false, false, true, false, false, false, true]);
}

#[tokio::test]
async fn shares_are_kept_over_many_requests() {
    let half = Probabilities { error: 0.5, max_consecutive: u32::MAX, ..Probabilities::default() };
    let (faults, client) = ready(3, half).await;
    for _ in 0..400 {
        let _ = client.list_tables().send().await;
    }
    let errors = faults.calls().iter().filter(|call| call.fault().is_some()).count();
    assert!((160..240).contains(&errors), "{errors}");
}

#[tokio::test]
async fn unprocessed_entries_of_a_batch_come_to_an_end() {
    let hostile = Probabilities { partial: 1.0, ..Probabilities::default() };
    let (faults, client) = ready(11, hostile).await;
    let puts = (0..25).map(|i| put_request(order(&i.to_string(), "new"))).collect();
    let mut left = Some(std::collections::HashMap::from([(TABLE.to_owned(), puts)]));
    let mut rounds = 0;
    while left.as_ref().is_some_and(|left| !left.is_empty()) {
        rounds += 1;
        assert!(rounds < 100, "no end in sight");
        let write = client.batch_write_item().set_request_items(left);
        left = write.send().await.unwrap().unprocessed_items;
    }
    assert!(rounds > 1);
    faults.clear_rules();
    assert_eq!(common::orders(&client).await.len(), 25);
}

#[tokio::test]
async fn faults_without_meaning_for_an_operation_are_left_out() {
    let certain = Probabilities { partial: 0.5, conflict: 0.5, ..Probabilities::default() };
    let (faults, client) = ready(5, certain).await;
    for _ in 0..20 {
        client.list_tables().send().await.unwrap();
    }
    assert!(faults.calls().iter().all(|call| call.fault().is_none()));
}
