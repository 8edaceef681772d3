//! Connections for tests.

use std::sync::atomic::{AtomicU32, Ordering};

use dkmio::DynamoDb;
use dkmio_embedded::{Engine, Faults, config_over};

/// A connection of a test's own: a fresh engine in the process, or the endpoint given in `DKMIO_TEST_ENDPOINT` under a
/// prefix that no other test uses.
pub(crate) async fn db() -> DynamoDb {
    match std::env::var("DKMIO_TEST_ENDPOINT") {
        Ok(endpoint) => {
            let builder = DynamoDb::builder().region("us-east-1").endpoint_url(endpoint).test_credentials();
            builder.build().await.with_table_prefix(unique_prefix())
        }
        Err(_) => DynamoDb::embedded().await.expect("engine"),
    }
}

fn unique_prefix() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("t{}-{}-", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A connection to a fresh engine in the process, with faults between the SDK and the engine.
pub(crate) fn faulty() -> (DynamoDb, Faults) {
    let faults = Faults::over(Engine::memory().expect("engine"));
    let client = dkmio::aws_sdk_dynamodb::Client::from_conf(config_over(faults.clone()).build());
    (DynamoDb::from_client(client), faults)
}
