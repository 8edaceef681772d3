//! A batch finds the rate of a table that throttles it, and stays just below.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::{BatchStopReason, DynamoDb, DynamoTable};
use dkmio_embedded::config_over;

use super::model::{Rows, row};
use super::provisioned::{Provisioned, Shares};

/// Loads for a quarter of a minute, and returns the shares from the fifth second on.
async fn load(table: &Provisioned, concurrency: usize) -> Shares {
    let config = config_over(table.clone()).time_source(table.clone());
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    let batch = Rows::batch_put((0_u64..).map(row)).concurrency(concurrency).deadline(Duration::from_secs(15));
    let stopped = batch.send_or_unprocessed(&db).await.expect_err("the source has no end");
    assert_eq!(stopped.stop_reason(), BatchStopReason::Deadline);
    table.between(Duration::from_secs(5), Duration::from_secs(15))
}

#[tokio::test(start_paused = true)]
async fn a_batch_finds_the_rate_of_its_table_and_uses_it_to_the_full() {
    for (per_second, burst, concurrency) in [(500.0, 0.1, 1), (500.0, 0.1, 16), (500.0, 1.0, 4), (2000.0, 0.1, 64)] {
        let Shares { used, refused, requests } = load(&Provisioned::new(per_second, burst), concurrency).await;
        let case = format!("{per_second} units a second, {burst} s of burst, {concurrency} in flight");
        assert!(used >= 0.95, "{case}: used {used} by {requests} requests");
        // Without a learned rate it is half to nine tenths of the requests.
        assert!(refused <= 0.05, "{case}: refused {refused}");
    }
}
