//! What can go wrong: throttling, lost responses, unprocessed entries. The faults are injected between the SDK and
//! the engine, as a test of an application would do it.

use dkmio::aws_sdk_dynamodb::Client;
use dkmio::{BatchWrite, DynamoDb, DynamoTable};
use dkmio_embedded::{Engine, Faults, Operation, config_over};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "counters")]
struct Counters {
    #[pk]
    name: String,
    hits: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let faults = Faults::over(Engine::memory()?);
    let db = DynamoDb::from_client(Client::from_conf(config_over(faults.clone()).build()));
    Counters::create_table().send(&db).await?;
    let counter = |name: &str| Counters { name: name.to_owned(), hits: 0 };
    counter("a").put().send(&db).await?;

    // The SDK retries throttling. If that does not help, the error says what was throttled.
    faults.on(Operation::GetItem).always().throttle_for("TableReadProvisionedThroughputExceeded", "arn:aws:dynamodb:x");
    if let Err(error) = Counters::get("a").send(&db).await {
        println!(
            "{error}\n  {} attempts, retryable {}: {:?}",
            error.attempts(),
            error.is_retryable(),
            error.throttling_reasons()
        );
    }
    faults.clear_rules();

    // A response is lost: the SDK retries the increment, and it is counted twice.
    faults.on(Operation::UpdateItem).lost_response();
    Counters::update("a").increment(Counters::HITS, 1).send(&db).await?;
    println!("\na plain increment after a lost response: {:?}", Counters::get("a").send(&db).await?);

    // As a transaction of one part with a token it is counted once.
    faults.on(Operation::TransactWriteItems).lost_response();
    Counters::update("a").increment(Counters::HITS, 1).idempotent().send(&db).await?;
    println!("an idempotent one: {:?}", Counters::get("a").send(&db).await?);

    // A conditional write whose first response is lost fails its own condition. The error says that it may have been applied.
    faults.on(Operation::PutItem).lost_response();
    if let Err(error) = counter("b").put().if_not_exists().send(&db).await {
        println!("\n{error}\n  {} attempts, may have been applied: {}", error.attempts(), error.maybe_applied());
    }

    // Entries of a batch that the service leaves unprocessed are resent until all are done.
    faults.on(Operation::BatchWriteItem).times(3).partial(2);
    let batch = (0..10).fold(BatchWrite::new(), |batch, n| batch.put(&counter(&format!("c{n}"))));
    batch.send(&db).await?;
    let requests = faults.calls().iter().filter(|call| call.operation() == Operation::BatchWriteItem).count();
    println!("\na batch in {requests} requests; in the table now: {}", Counters::scan().count(&db).await?);
    Ok(())
}
