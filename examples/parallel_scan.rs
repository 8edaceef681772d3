//! A whole table by several segments at once, and a scan that continues where it was stopped.

use dkmio::{Cursor, DynamoDb, DynamoTable};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "documents")]
struct Documents {
    #[pk]
    id: u32,
    words: u32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Documents::create_table().send(&db).await?;
    Documents::batch_put((0..1_000).map(|id| Documents { id, words: id % 97 })).send(&db).await?;

    let scan = || Documents::scan().segments(8).page_size(50);
    println!("counted by eight segments: {}", scan().count(&db).await?);

    // A scan is stopped after a while.
    let mut stream = scan().stream(&db);
    let mut words = 0;
    for _ in 0..300 {
        if let Some(document) = stream.try_next().await? {
            words += document.words;
        }
    }
    let text = stream.cursor()?.ok_or("there is more")?.encode();
    drop(stream);
    println!("stopped; one cursor for all segments, of {} characters", text.len());

    // It continues, perhaps in another process.
    let mut rest = scan().start_from(text.parse::<Cursor>()?).stream(&db);
    while let Some(document) = rest.try_next().await? {
        words += document.words;
    }
    let all: u32 = Documents::scan().all(&db).await?.iter().map(|document| document.words).sum();
    println!("{words} words in two runs, {all} in one");
    Ok(())
}
