//! The small document as an entity of a shared table.

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

use super::{Address, PARTITION, Sample as _, Small, Status, sort_key};

/// A table that several entities share.
#[derive(DynamoTable)]
#[dynamo(table = "items", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
pub(crate) struct Shared;

/// The attributes of [`Small`], with keys from templates: those of the table, and those of an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Shared)]
#[pk = "CUSTOMER#{pk}"]
#[sk = "ORDER#{sk}"]
#[index(by_time = Shared::gsi1, pk = "CUSTOMER#{pk}", sk = "{created_at}")]
pub(crate) struct SmallEntity {
    pub(crate) pk: String,
    pub(crate) sk: String,
    pub(crate) status: Status,
    pub(crate) customer: String,
    pub(crate) created_at: String,
    pub(crate) total: u64,
    pub(crate) delta: i64,
    pub(crate) ratio: f64,
    pub(crate) paid: bool,
    pub(crate) tags: Vec<String>,
    pub(crate) address: Address,
}

/// Declares a small entity with the partition key of [`SmallEntity`].
macro_rules! neighbor {
    ($name:ident, $sort:literal) => {
        #[derive(Debug, Serialize, Deserialize, DynamoEntity)]
        #[dynamo(table = Shared)]
        #[pk = "CUSTOMER#{pk}"]
        #[sk = $sort]
        pub(crate) struct $name {
            pk: String,
            sk: String,
        }
    };
}

neighbor!(Invoice, "INVOICE#{sk}");
neighbor!(Note, "NOTE#{sk}");
neighbor!(Visit, "VISIT#{sk}");

/// The items of a customer. Those that are read are of the last entity.
#[derive(Debug, DynamoCollection)]
#[dynamo(partition = SmallEntity)]
#[expect(dead_code, reason = "entries are compared by their debug text")]
pub(crate) enum OfCustomer {
    Invoice(Invoice),
    Note(Note),
    Visit(Visit),
    Order(SmallEntity),
}

impl SmallEntity {
    /// Makes the item of a number: that of [`Small`].
    pub(crate) fn sample(number: usize) -> Self {
        let Small { pk, sk, status, customer, created_at, total, delta, ratio, paid, tags, address } =
            Small::sample(number);
        Self { pk, sk, status, customer, created_at, total, delta, ratio, paid, tags, address }
    }

    /// Returns the text of the item as the table stores it, with the attributes that the templates render.
    pub(crate) fn stored(number: usize) -> String {
        let item = Self::sample(number);
        let mut text = dkmio_core::codec::json::to_text(&item).expect("an item").text;
        // The closing brace comes off, so that further attributes can follow.
        text.truncate(text.len() - 1);
        let (order, time) = (sort_key(number), item.created_at);
        text + &format!(
            r#","PK":{{"S":"CUSTOMER#{PARTITION}"}},"SK":{{"S":"ORDER#{order}"}},"_et":{{"S":"SmallEntity"}},"GSI1PK":{{"S":"CUSTOMER#{PARTITION}"}},"GSI1SK":{{"S":"{time}"}}}}"#
        )
    }
}

#[cfg(test)]
mod tests {
    use dkmio::DynamoDb;

    use super::*;
    use crate::connector::{Memory, in_memory};

    #[test]
    fn the_stored_text_is_what_a_put_sends() {
        let memory = Memory::canned("{}".to_owned());
        let sent = memory.sent();
        sent.keep();
        let db = DynamoDb::from_client(in_memory(memory));
        let runtime = crate::runtime().expect("a runtime");
        runtime.block_on(SmallEntity::sample(7).put().send(&db)).expect("a put");
        let sent: serde_json::Value = serde_json::from_slice(&sent.body()).expect("JSON");
        let stored: serde_json::Value = serde_json::from_str(&SmallEntity::stored(7)).expect("JSON");
        assert_eq!(sent["Item"], stored);
    }
}
