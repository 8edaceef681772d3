//! Every type that a signature or a field needs has a name that a user can write.

use std::future::IntoFuture;

use dkmio::BatchWriteStream;
use dkmio::TransactGetOutput;
use dkmio::table::{NoSortKey, Source};
use dkmio::{
    BatchGet, BatchWrite, CapacityMeter, Condition, Cursor, Delete, DynamoDb, DynamoTable, Error, Get, Hydrated,
    InvalidItem, ItemStream, Page, ParallelScan, Put, Query, Scan, SortKey, TransactGetBuilder, TransactWrite, Update,
};

use crate::models::{
    Orders, OrdersByRegion, OrdersByRegionIndex, OrdersByStatus, OrdersByStatusIndex, OrdersKey, Status,
};

/// What a service keeps between requests.
struct Prepared {
    pending: Query<OrdersByStatusIndex>,
    of_user: Query<Orders>,
    everything: Scan<Orders>,
    in_parallel: ParallelScan<Orders>,
    one: Get<Orders>,
    put: Put<Orders>,
    update: Update<Orders>,
    delete: Delete<Orders>,
    batch: BatchWrite,
    some: BatchGet<Orders>,
    is_large: Condition<Orders>,
    since: Option<SortKey<String>>,
    next: Option<Cursor>,
    meter: CapacityMeter,
}

fn prepared() -> Prepared {
    Prepared {
        pending: Orders::by_status().query(Status::Pending),
        of_user: Orders::query("u"),
        everything: Orders::scan(),
        in_parallel: Orders::scan().segments(2),
        one: Orders::get(("u", "o")),
        put: Orders::sample("u", "o").put(),
        update: Orders::update(("u", "o")).set(Orders::TOTAL, 500),
        delete: Orders::delete(("u", "o")),
        batch: BatchWrite::new().put(&Orders::sample("u", "p")),
        some: Orders::batch_get([("u", "o"), ("u", "p")]),
        is_large: Orders::TOTAL.gte(0),
        since: None,
        next: None,
        meter: CapacityMeter::new(),
    }
}

fn of_region(region: &str) -> Query<OrdersByRegionIndex> {
    Orders::by_region().query(region)
}

/// A function over the entries of any source with items of its own.
async fn first_of<S: Source + 'static>(query: Query<S>, db: &DynamoDb) -> Result<Option<S::Item>, Error>
where
    S::Item: serde::de::DeserializeOwned + Send + 'static,
{
    query.first(db).await
}

fn writes(orders: Vec<Orders>) -> BatchWriteStream<'static> {
    Orders::batch_put(orders)
}

fn changes(update: Update<Orders>) -> TransactWrite {
    TransactWrite::new().update(update)
}

fn reads() -> TransactGetBuilder {
    dkmio::TransactGet::builder()
}

async fn page(query: Query<OrdersByStatusIndex>, db: &DynamoDb) -> Result<Page<OrdersByStatus>, Error> {
    query.page(db).await
}

fn stream(query: Query<Orders>, db: &DynamoDb) -> ItemStream<Orders> {
    query.stream(db)
}

async fn whole(region: &str, db: &DynamoDb) -> Result<Hydrated<Orders, OrdersKey>, Error> {
    of_region(region).hydrate(db).await
}

async fn checked(db: &DynamoDb) -> Result<Vec<Result<Orders, InvalidItem>>, Error> {
    Orders::scan().try_items().all(db).await
}

#[tokio::test]
async fn requests_are_stored_and_returned_by_name() -> Result<(), Error> {
    let db = crate::engine::db_with::<Orders>().await;
    let prepared = prepared();
    prepared.put.send(&db).await?;
    prepared.batch.meter(&prepared.meter).send(&db).await?;
    changes(prepared.update.condition(prepared.is_large)).send(&db).await?;
    assert_eq!(prepared.one.send(&db).await?.map(|order| order.total), Some(500));
    assert_eq!(prepared.some.send(&db).await?.iter().flatten().count(), 2);
    assert_eq!(prepared.everything.all(&db).await?.len(), prepared.in_parallel.all(&db).await?.len());
    assert_eq!(Orders::query("u").sk(prepared.since).count(&db).await?, 2);
    let page = page(prepared.pending, &db).await?;
    assert_eq!((page.items.len(), prepared.next), (2, page.next));
    assert!(first_of(Orders::by_status().query(Status::Pending), &db).await?.is_some());
    let entry: Option<OrdersByRegion> = of_region("EU").first(&db).await?;
    assert_eq!(entry.is_some(), !whole("EU", &db).await?.items.is_empty());
    let mut orders = stream(prepared.of_user, &db);
    assert!(futures::StreamExt::next(&mut orders).await.is_some_and(|order| order.is_ok()));
    assert!(checked(&db).await?.iter().all(Result::is_ok));
    let mut read = reads();
    let handle = read.add(Orders::get(("u", "p")));
    let output: TransactGetOutput = read.send(&db).await?;
    assert!(output.take(handle)?.is_some());
    prepared.delete.send(&db).await?;
    writes(vec![Orders::sample("u", "q")]).send(&db).await?;
    assert_eq!(Orders::query("u").count(&db).await?, 2);
    Ok(())
}

/// A request is a future's source: code that takes any of them needs no name of dkmio's.
fn awaits<R: IntoFuture<Output = Result<O, Error>>, O>(_: &R) {}

#[test]
fn every_request_can_be_awaited() {
    let prepared = prepared();
    awaits(&prepared.one);
    awaits(&prepared.put);
    awaits(&prepared.update);
    awaits(&prepared.delete);
    awaits(&prepared.batch);
    awaits(&prepared.some);
    awaits(&changes(prepared.update));
    awaits(&writes(Vec::new()));
    let _: Option<NoSortKey> = None;
}
