//! An SDK client that the program has already: dkmio uses it as it is, and returns it for what dkmio does not do.

use std::time::Duration;

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::aws_sdk_dynamodb::config::{Builder, retry::RetryConfig, timeout::TimeoutConfig};
use dkmio::{DynamoDb, DynamoTable};
use dkmio_embedded::Engine;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Notes {
    #[pk]
    id: u64,
    text: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A service would get this from `aws_config::load_from_env()`. Here the engine is in the process.
    let config: Builder = Engine::memory()?.config();
    let client = Client::from_conf(
        config
            .retry_config(RetryConfig::standard().with_max_attempts(5))
            .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_secs(2)).build())
            .build(),
    );

    let db = DynamoDb::from_client(client).with_table_prefix("dev-").with_table_name::<Notes>("notes-blue");
    println!("table name: {}", db.table_name::<Notes>());
    Notes::create_table().send(&db).await?;

    // With a default connection for the whole program, `.await` works on a request itself.
    db.set_default();
    Notes { id: 7, text: "seven".to_owned() }.put().await?;
    println!("{:?}", Notes::get(7).await?);

    // The SDK does the rest.
    let tables = db.client().list_tables().send().await?;
    println!("tables: {:?}", tables.table_names());
    Ok(())
}
