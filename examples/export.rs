//! Exports: a table written as lines of DynamoDB JSON, restored into another one, and what an incremental export contains.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};

use dkmio::changes::{Change, NewAndOldImages};
use dkmio::{DynamoDb, DynamoTable, json};
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user: String,
    #[sk]
    order_id: u32,
    total: u64,
}

/// Two lines of an incremental export to S3, as they are in its files once they are decompressed.
const INCREMENTAL: &str = concat!(
    r#"{"Metadata":{"WriteTimestampMicros":{"N":"1735689600000000"}},"Keys":{"user":{"S":"ana"},"order_id":{"N":"1"}},"#,
    r#""OldImage":{"user":{"S":"ana"},"order_id":{"N":"1"},"total":{"N":"30"}},"#,
    r#""NewImage":{"user":{"S":"ana"},"order_id":{"N":"1"},"total":{"N":"45"}}}"#,
    "\n",
    r#"{"Metadata":{"WriteTimestampMicros":{"N":"1735689601000000"}},"Keys":{"user":{"S":"ana"},"order_id":{"N":"2"}},"#,
    r#""OldImage":{"user":{"S":"ana"},"order_id":{"N":"2"},"total":{"S":"seven"}}}"#,
    "\n",
);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Orders::create_table().send(&db).await?;
    let orders =
        (1..=500).map(|id| Orders { user: format!("user-{}", id % 20), order_id: id, total: u64::from(id) * 7 });
    Orders::batch_put(orders).send(&db).await?;

    // The items go from the pages of a scan to the file, one at a time, with what the struct does not declare.
    let path = std::env::temp_dir().join(format!("dkmio-export-{}.json", std::process::id()));
    let mut file = BufWriter::new(File::create(&path)?);
    let mut items = std::pin::pin!(Orders::scan().free_form().stream(&db));
    while let Some(item) = items.try_next().await? {
        json::write_line(&mut file, &item)?;
    }
    file.flush()?;

    let copy = db.clone().with_table_name::<Orders>("copy-of-orders");
    Orders::create_table().send(&copy).await?;
    let lines = json::lines::<Orders>(BufReader::new(File::open(&path)?));
    let done = Orders::batch_put(lines).send(&copy).await?;
    println!("restored {} orders in {} requests", done.items, done.requests);
    std::fs::remove_file(&path)?;

    // A line that cannot be decoded is an error with its number, and the others are delivered.
    for record in json::changes::<Orders, NewAndOldImages>(INCREMENTAL.as_bytes()) {
        match record {
            Ok(record) => match record.change {
                Change::Insert { new } => println!("created {new:?}"),
                Change::Modify { old, new } => {
                    println!("total of order {}: {} -> {}", new.order_id, old.total, new.total)
                }
                Change::Remove { old, .. } => println!("removed {old:?}"),
            },
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}
