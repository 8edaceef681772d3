//! dynamodb-facade.

use aws_sdk_dynamodb::Client;
use dynamodb_facade::explicit_client::{DynamoDBItemOp, dynamodb_batch_write};
use dynamodb_facade::{Condition, DynamoDBItemBatchOp, KeyId, Update};

use super::facade_table::Items;
use super::known::Known;
use crate::items::{PARTITION, Sample, Small, sort_key};
use crate::libraries::library::{ADDED, CUSTOMER, Library};

/// The SDK's client.
#[derive(Clone)]
pub(crate) struct Facade(Client);

impl Facade {
    /// Scans every item of the table.
    pub(super) async fn scan(&self) -> Vec<Small> {
        <Small as DynamoDBItemOp<Items>>::scan(self.0.clone()).all().await.expect("a scan")
    }
}

impl Library for Facade {
    const HAS_BATCH_GET: bool = false;

    fn new(client: Client) -> Self {
        Self(client)
    }

    async fn query<T: Sample + Known>(&self) -> Vec<T> {
        T::by_facade(self.0.clone()).await
    }

    async fn get(&self) -> Option<Small> {
        let sk = sort_key(7);
        <Small as DynamoDBItemOp<Items>>::get(self.0.clone(), KeyId::pk(PARTITION).sk(sk.as_str()))
            .await
            .expect("a get")
    }

    async fn put(&self, item: &Small) {
        DynamoDBItemOp::<Items>::put(item, self.0.clone()).await.expect("a put");
    }

    async fn update(&self) {
        let sk = sort_key(7);
        let key = KeyId::pk(PARTITION).sk(sk.as_str());
        let update = Update::set("customer", CUSTOMER).and(Update::add("total", ADDED));
        <Small as DynamoDBItemOp<Items>>::update_by_id(self.0.clone(), key, update)
            .condition(Condition::eq("paid", true))
            .return_none()
            .await
            .expect("an update");
    }

    async fn delete(&self) {
        let sk = sort_key(7);
        let key = KeyId::pk(PARTITION).sk(sk.as_str());
        let delete = <Small as DynamoDBItemOp<Items>>::delete_by_id(self.0.clone(), key).return_none();
        delete.await.expect("a delete");
    }

    async fn batch_write(&self, items: &[Small]) {
        let requests = items.iter().map(DynamoDBItemBatchOp::<Items>::batch_put).collect();
        dynamodb_batch_write::<Items>(self.0.clone(), requests).await.expect("a batch");
    }

    async fn batch_get(&self, _: &[usize]) -> Option<Vec<Small>> {
        None
    }
}
