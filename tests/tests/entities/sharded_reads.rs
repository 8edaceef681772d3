//! Every way to read an entity whose fields are stored in a sharded key alone.

use dkmio::{DynamoEntity, DynamoTable, ErrorKind, Ttl};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

#[derive(DynamoTable)]
#[dynamo(table = "shards", pk = "PK", sk = "SK", entity_attribute = optional("_et"), ttl = "ttl")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK", projection = KEYS_ONLY)]
struct Shards;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shards)]
#[pk = "E#{day}#{id:shard(4)}"]
#[sk = "E#{id}"]
#[index(by_kind = Shards::gsi1, pk = "K#{kind:shard(2)}", sk = "{day}#{id}", projection = KEYS_ONLY)]
struct Event {
    #[key_only]
    day: String,
    #[key_only]
    id: String,
    kind: i64,
    #[ttl]
    ttl: Option<Ttl>,
}

#[tokio::test]
async fn every_way_to_read_reads_all_shards() {
    let db = db_with::<Shards>().await;
    let event = |n: u32| Event {
        day: "d".to_owned(),
        id: format!("{n:03}"),
        kind: i64::from(n % 5) - 2,
        ttl: n.is_multiple_of(3).then(|| Ttl::from_epoch_seconds(1)),
    };
    Event::batch_put((0..40).map(event)).send(&db).await.expect("puts");
    let all: Vec<_> = (0..40).map(event).collect();
    assert_eq!(Event::query("d").all(&db).await.expect("a query"), all);
    let live: Vec<_> = all.iter().filter(|event| event.ttl.is_none()).cloned().collect();
    assert_eq!(Event::query("d").live().all(&db).await.expect("a query"), live);
    assert_eq!(Event::query("d").live().count(&db).await.expect("a count"), live.len());
    assert_eq!(Event::query("d").limit(7).count(&db).await.expect("a count"), 7);
    let keys = Event::query("d").keys().all(&db).await.expect("keys");
    assert_eq!(keys.len(), 40);
    assert_eq!(Event::batch_get(keys.clone()).send(&db).await.expect("items").len(), 40);
    let ids = Event::query("d").select((Event::KIND,)).all(&db).await.expect("kinds");
    assert_eq!(ids.len(), 40);
    assert_eq!(Event::by_kind().query(()).all(&db).await.expect("entries").len(), 40);
    let hydrated = Event::by_kind().query(()).hydrate(&db).await.expect("items");
    assert_eq!(hydrated.items.len(), 40);
    let page = Event::query("d").sk_gt("030").descending().limit(3).page(&db).await.expect("a page");
    assert_eq!(page.items.iter().map(|event| event.id.as_str()).collect::<Vec<_>>(), ["039", "038", "037"]);
    let error =
        Event::query("e").start_from(page.next.clone().expect("a cursor")).page(&db).await.expect_err("another day");
    assert_eq!(error.kind(), ErrorKind::InvalidCursor);
    let error = Event::query("d")
        .sk_gt("029")
        .descending()
        .start_from(page.next.clone().expect("a cursor"))
        .page(&db)
        .await
        .expect_err("another range");
    assert_eq!(error.kind(), ErrorKind::InvalidCursor);
    let mut results = 0;
    let mut stream = Event::query("d").page_size(3).stream(&db);
    while futures::TryStreamExt::try_next(&mut stream).await.expect("an item").is_some() {
        results += 1;
    }
    assert_eq!(results, 40);
}
