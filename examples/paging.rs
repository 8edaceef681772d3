//! Pages, limits, cursors and streams: `limit` is results, `page_size` is DynamoDB's `Limit`.

use dkmio::{Cursor, DynamoDb, DynamoTable};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "events")]
struct Events {
    #[pk]
    device: String,
    #[sk]
    number: u32,
    level: u8,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Events::create_table().send(&db).await?;
    for number in 0..40 {
        Events { device: "d1".to_owned(), number, level: u8::try_from(number % 4)? }.put().send(&db).await?;
    }
    let alarms = || Events::query("d1").filter(Events::LEVEL.eq(3));

    let first = alarms().page_size(10).page(&db).await?;
    println!("one raw page: {} results of {} items read", first.items.len(), first.scanned_count);

    let five = alarms().page_size(3).limit(5).page(&db).await?;
    println!("five results, over as many pages as it takes: {:?}", numbers(&five.items));

    // A cursor is text, which can be a part of a URL.
    let text = five.next.ok_or("there is more")?.encode();
    let rest = alarms().start_from(text.parse::<Cursor>()?).all(&db).await?;
    println!("and the rest: {:?}", numbers(&rest));

    let elsewhere = Events::query("d2").start_from(text.parse()?).page(&db).await;
    if let Err(error) = elsewhere {
        println!("a cursor is of no use elsewhere: {error}");
    }

    println!("counted: {}", alarms().count(&db).await?);
    let highest = Events::query("d1").descending().first(&db).await?;
    println!("highest: {highest:?}");

    let mut stream = Events::query("d1").page_size(7).stream(&db);
    let mut sum = 0;
    while let Some(event) = stream.try_next().await? {
        sum += event.number;
    }
    println!("streamed, the numbers add up to {sum}");

    let meter = dkmio::CapacityMeter::new();
    let all = Events::scan().meter(&meter).all(&db).await?;
    let capacity = meter.capacity();
    println!("a scan of {} items consumed {} units", all.len(), capacity.total);
    Ok(())
}

fn numbers(events: &[Events]) -> Vec<u32> {
    events.iter().map(|event| event.number).collect()
}
