//! modyne, with its derives. It stores the kind of the item with each item, and asks for the attributes of the struct.

use aws_sdk_dynamodb::Client;
use modyne::expr::{Condition, KeyCondition, Update};
use modyne::model::{BatchGet, BatchWrite, Scan};
use modyne::{Aggregate, EntityExt, ProjectionExt, QueryInput, QueryInputExt};

use super::known::Known;
use super::modyne_table::{ModyneKey, ModyneTable};
use crate::items::{PARTITION, Sample, Small, TABLE, sort_key};
use crate::libraries::library::{ADDED, CUSTOMER, Library};

/// modyne over its table.
#[derive(Clone)]
pub(crate) struct Modyne(ModyneTable);

/// A query of the partition.
struct Partition<T>(std::marker::PhantomData<T>);

impl<T: Sample + Known> QueryInput for Partition<T> {
    type Index = ModyneKey;
    type Aggregate = Vec<T>;

    fn key_condition(&self) -> KeyCondition<ModyneKey> {
        KeyCondition::in_partition(PARTITION)
    }
}

impl Modyne {
    /// Scans every item of the table.
    pub(super) async fn scan(&self) -> Vec<Small> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let scan = Scan::<ModyneKey>::new().set_exclusive_start_key(start.take());
            let page = scan.execute(&self.0).await.expect("a scan");
            Aggregate::reduce(&mut items, page.items.unwrap_or_default()).expect("items");
            start = page.last_evaluated_key;
            if start.is_none() {
                return items;
            }
        }
    }
}

impl Library for Modyne {
    fn new(client: Client) -> Self {
        Self(ModyneTable(client))
    }

    async fn query<T: Sample + Known>(&self) -> Vec<T> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let query = Partition::<T>(std::marker::PhantomData).query().set_exclusive_start_key(start.take());
            let page = query.execute(&self.0).await.expect("a query");
            Aggregate::reduce(&mut items, page.items.unwrap_or_default()).expect("items");
            start = page.last_evaluated_key;
            if start.is_none() {
                return items;
            }
        }
    }

    async fn get(&self) -> Option<Small> {
        let sk = sort_key(7);
        let output = <Small as EntityExt>::get((PARTITION, &sk)).execute(&self.0).await.expect("a get");
        output.item.map(|item| Small::from_item(item).expect("an item"))
    }

    async fn put(&self, item: &Small) {
        EntityExt::put(item.clone()).execute(&self.0).await.expect("a put");
    }

    async fn update(&self) {
        let sk = sort_key(7);
        let update = Update::new("SET #customer = :customer ADD #total :added")
            .name("#customer", "customer")
            .name("#total", "total")
            .value(":customer", CUSTOMER)
            .value(":added", ADDED);
        let condition = Condition::new("#paid = :paid").name("#paid", "paid").value(":paid", true);
        let update = <Small as EntityExt>::update((PARTITION, &sk)).expression(update).condition(condition);
        update.execute(&self.0).await.expect("an update");
    }

    async fn delete(&self) {
        let sk = sort_key(7);
        <Small as EntityExt>::delete((PARTITION, &sk)).execute(&self.0).await.expect("a delete");
    }

    async fn batch_write(&self, items: &[Small]) {
        let batch = items.iter().fold(BatchWrite::new(), |batch, item| batch.operation(EntityExt::put(item.clone())));
        let output = batch.execute(&self.0).await.expect("a batch");
        // modyne leaves the rest of a batch to its caller. The responses here leave none.
        assert!(output.unprocessed_items.is_none_or(|left| left.is_empty()), "everything was written");
    }

    async fn batch_get(&self, numbers: &[usize]) -> Option<Vec<Small>> {
        let batch = numbers.iter().fold(BatchGet::new(), |batch, &number| {
            batch.operation(<Small as EntityExt>::get((PARTITION, &sort_key(number))))
        });
        let output = batch.execute(&self.0).await.expect("a batch");
        assert!(output.unprocessed_keys.is_none_or(|left| left.is_empty()), "everything was read");
        let read = output.responses.and_then(|mut responses| responses.remove(TABLE)).unwrap_or_default();
        Some(read.into_iter().map(|item| Small::from_item(item).expect("an item")).collect())
    }
}
