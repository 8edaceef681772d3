//! Workloads with an entity of a shared table, whose keys dkmio renders from templates.

use dkmio::{BatchWrite, DynamoDb, DynamoTable as _};

use super::{Case, OnEntity};
use crate::items::{OfCustomer, PARTITION, SmallEntity, sort_key};
use crate::libraries::{ADDED, CUSTOMER};

/// Returns the workload, in memory.
pub(super) fn case(db: DynamoDb, work: OnEntity) -> Case {
    match work {
        OnEntity::Get => Case::new(db, async |db| SmallEntity::get(key()).send(db).await.expect("a get")),
        OnEntity::Put => Case::new((db, SmallEntity::sample(7)), async |(db, item)| {
            item.put().send(db).await.expect("a put");
        }),
        OnEntity::Update => Case::new(db, async |db| {
            let update = SmallEntity::update(key())
                .set(SmallEntity::CUSTOMER, CUSTOMER)
                .add(SmallEntity::TOTAL, ADDED)
                .condition(SmallEntity::PAID.eq(true));
            update.send(db).await.expect("an update");
        }),
        OnEntity::Delete => Case::new(db, async |db| SmallEntity::delete(key()).send(db).await.expect("a delete")),
        OnEntity::Query(_) => Case::new(db, async |db| SmallEntity::query(PARTITION).all(db).await.expect("a query")),
        OnEntity::Collection(_) => {
            Case::new(db, async |db| OfCustomer::query(PARTITION).all(db).await.expect("a query"))
        }
        OnEntity::BatchWrite => Case::new((db, samples(25)), async |(db, items)| {
            items.iter().fold(BatchWrite::new(), BatchWrite::put).send(db).await.expect("a batch");
        }),
    }
}

/// Returns the response to every request of a workload.
pub(super) fn response(work: OnEntity) -> String {
    match work {
        OnEntity::Get => format!(r#"{{"Item":{}}}"#, SmallEntity::stored(7)),
        OnEntity::Query(count) | OnEntity::Collection(count) => page((0..count).map(SmallEntity::stored)),
        OnEntity::BatchWrite => r#"{"UnprocessedItems":{}}"#.to_owned(),
        OnEntity::Put | OnEntity::Update | OnEntity::Delete => "{}".to_owned(),
    }
}

fn page(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let count = items.len();
    format!(r#"{{"Count":{count},"Items":[{}],"ScannedCount":{count}}}"#, items.join(","))
}

/// Returns the output that a workload must have; `None` where it returns nothing.
pub(crate) fn output(work: OnEntity) -> Option<String> {
    match work {
        OnEntity::Get => Some(format!("{:?}", Some(SmallEntity::sample(7)))),
        OnEntity::Query(count) => Some(format!("{:?}", samples(count))),
        OnEntity::Collection(count) => {
            Some(format!("{:?}", samples(count).into_iter().map(OfCustomer::Order).collect::<Vec<_>>()))
        }
        OnEntity::Put | OnEntity::Update | OnEntity::Delete | OnEntity::BatchWrite => None,
    }
}

fn key() -> (&'static str, String) {
    (PARTITION, sort_key(7))
}

fn samples(count: usize) -> Vec<SmallEntity> {
    (0..count).map(SmallEntity::sample).collect()
}
