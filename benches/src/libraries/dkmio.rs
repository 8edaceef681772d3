//! dkmio.

use aws_sdk_dynamodb::Client;
use dkmio::{BatchWrite, DynamoDb, DynamoTable};

use super::library::{ADDED, CUSTOMER, Library};
use super::peers::Known;
use crate::items::{PARTITION, Sample, Small, sort_key};

/// dkmio's connection.
#[derive(Clone)]
pub(crate) struct Dkmio(pub(crate) DynamoDb);

impl Library for Dkmio {
    fn new(client: Client) -> Self {
        Self(DynamoDb::from_client(client))
    }

    async fn query<T: Sample + Known>(&self) -> Vec<T> {
        T::by_dkmio(&self.0).await
    }

    async fn get(&self) -> Option<Small> {
        Small::get((PARTITION, sort_key(7))).send(&self.0).await.expect("a get")
    }

    async fn put(&self, item: &Small) {
        item.put().send(&self.0).await.expect("a put");
    }

    async fn update(&self) {
        let update = Small::update((PARTITION, sort_key(7)))
            .set(Small::CUSTOMER, CUSTOMER)
            .add(Small::TOTAL, ADDED)
            .condition(Small::PAID.eq(true));
        update.send(&self.0).await.expect("an update");
    }

    async fn delete(&self) {
        Small::delete((PARTITION, sort_key(7))).send(&self.0).await.expect("a delete");
    }

    async fn batch_write(&self, items: &[Small]) {
        items.iter().fold(BatchWrite::new(), BatchWrite::put).send(&self.0).await.expect("a batch");
    }

    async fn batch_get(&self, numbers: &[usize]) -> Option<Vec<Small>> {
        let keys = numbers.iter().map(|&number| (PARTITION, sort_key(number)));
        let items = Small::batch_get(keys).send(&self.0).await.expect("a batch");
        Some(items.into_iter().flatten().collect())
    }
}
