//! A load of any length in bounded memory, with a progress bar.

use dkmio::{DynamoDb, DynamoTable};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

const READINGS: u64 = 5_000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "readings")]
struct Readings {
    #[pk]
    sensor: String,
    #[sk]
    at: u64,
    value: f64,
}

/// What a file or a queue would give, one by one.
fn readings() -> impl Iterator<Item = Readings> + Send {
    (0..READINGS).map(|at| Readings { sensor: format!("s{}", at % 17), at, value: (at as f64).sin() })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Readings::create_table().send(&db).await?;

    let bar = ProgressBar::new(READINGS);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?);
    let shown = bar.clone();
    let loaded = Readings::batch_put(readings())
        .concurrency(8)
        .on_progress(move |progress| {
            shown.set_position(progress.items as u64);
            shown.set_message(format!("{} requests, {} kB", progress.requests, progress.bytes / 1024));
        })
        .send(&db)
        .await;
    bar.finish();
    match loaded {
        Ok(progress) => println!("loaded {} readings in {} requests", progress.items, progress.requests),
        // Unprocessed entries can be resent as they are.
        Err(error) => println!("{} done, then: {error}", error.batch().map_or(0, |batch| batch.done())),
    }

    println!("in the table: {}", Readings::scan().count(&db).await?);

    // To copy one table into another, pass the stream of a scan to a batch.
    let copy = db.clone().with_table_name::<Readings>("readings-copy");
    Readings::create_table().send(&copy).await?;
    Readings::batch_put_stream(Readings::scan().stream(&db)).send(&copy).await?;
    println!("in the copy: {}", Readings::scan().count(&copy).await?);
    Ok(())
}
