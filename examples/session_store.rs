//! Sessions and locks on a time to live: what has expired counts as missing at once, not only when DynamoDB deletes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use dkmio::{DynamoDb, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "sessions")]
struct Sessions {
    #[pk]
    session: String,
    user: String,
    #[ttl]
    expires_at: Ttl,
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    // A test would have such a clock, whose time it can change.
    let now = Arc::new(AtomicU64::new(1_767_225_600));
    let clock = Arc::clone(&now);
    let db =
        DynamoDb::embedded().await?.with_clock(move || UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::Relaxed)));
    Sessions::create_table().send(&db).await?;

    let session = |session: &str, user: &str, lifetime: u64| Sessions {
        session: session.to_owned(),
        user: user.to_owned(),
        expires_at: Ttl::from_epoch_seconds(now.load(Ordering::Relaxed) + lifetime),
    };
    session("s1", "ana", 60).put().send(&db).await?;
    session("s2", "luis", 3600).put().send(&db).await?;

    println!("now: {:?}", Sessions::get("s1").live().send(&db).await?);
    now.fetch_add(300, Ordering::Relaxed);
    println!("five minutes later: {:?}", Sessions::get("s1").live().send(&db).await?);
    println!("the item itself is still there: {}", Sessions::get("s1").send(&db).await?.is_some());
    println!("alive: {}", Sessions::scan().live().count(&db).await?);

    // A lock is taken if there is none, or if the stored one has expired.
    for owner in ["worker-1", "worker-2"] {
        let taken = session("lock:report", owner, 30).put().if_not_live().send(&db).await;
        println!("{owner} {}", if taken.is_ok() { "has the lock" } else { "has to wait" });
    }
    now.fetch_add(31, Ordering::Relaxed);
    let taken = session("lock:report", "worker-2", 30).put().if_not_live().send(&db).await;
    println!("half a minute later worker-2 {}", if taken.is_ok() { "has the lock" } else { "has to wait" });
    Ok(())
}
