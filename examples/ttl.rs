//! Time to live: declared once, set by the table's creation, typed in seconds.

use std::time::{Duration, SystemTime};

use dkmio::{DynamoDb, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "tokens")]
struct Tokens {
    #[pk]
    token: String,
    user: String,
    #[ttl]
    expires_at: Ttl,
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Tokens::create_table().send(&db).await?;
    println!("{}\n", Tokens::describe_table().send(&db).await?);

    let token = |token: &str, expires_at| Tokens { token: token.to_owned(), user: "ana".to_owned(), expires_at };
    token("fresh", Ttl::from_now(Duration::from_secs(3600))).put().send(&db).await?;
    token("stale", Ttl::at(SystemTime::now() - Duration::from_secs(60))).put().send(&db).await?;

    // DynamoDB deletes expired items some time later; until then they are still read.
    println!("all: {:?}", names(Tokens::scan().all(&db).await?));
    println!("still alive: {:?}", names(Tokens::scan().live().all(&db).await?));

    let in_milliseconds = Ttl::from_epoch_seconds(1_767_225_600_000);
    if let Err(error) = token("wrong", in_milliseconds).put().send(&db).await {
        println!("milliseconds would never expire: {error}");
    }
    Ok(())
}

fn names(tokens: Vec<Tokens>) -> Vec<String> {
    tokens.into_iter().map(|token| token.token).collect()
}
