//! Connections for tests.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::config::HttpClient;
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
    (DynamoDb::from_client(client).with_streams_client(streams_client(faults.clone())), faults)
}

/// A client for DynamoDB Streams over an engine.
pub(crate) fn streams_client(http: impl HttpClient + 'static) -> aws_sdk_dynamodbstreams::Client {
    use aws_sdk_dynamodbstreams::config::retry::{RetryPartition, TokenBucket};
    use aws_sdk_dynamodbstreams::config::{BehaviorVersion, Builder, Region};

    let config = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .allow_no_auth()
        // The default bucket is shared by all clients of the process.
        .retry_partition(RetryPartition::custom("tests").token_bucket(TokenBucket::unlimited()).build())
        .http_client(http);
    aws_sdk_dynamodbstreams::Client::from_conf(config.build())
}
