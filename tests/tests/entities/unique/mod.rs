//! Unique attributes: each value has a sentinel item, which is written with the item that owns it.

mod backfill;
mod contention;
mod exact;
mod key_only;
mod lost_responses;
mod managed;
mod model;
mod null_values;
mod other_tables;
mod preflight;
mod reading;
mod transactions;
mod writes;

use dkmio::{DynamoDb, DynamoEntity, DynamoTable, Item, Ttl};
use serde::{Deserialize, Serialize};

/// A shared table with a time to live.
#[derive(DynamoTable)]
#[dynamo(table = "accounts", pk = "PK", sk = "SK", entity_attribute = "_et", ttl = "expires_at", entities = [User, Handle])]
pub(crate) struct Accounts;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Accounts)]
#[pk = "TENANT#{tenant}"]
#[sk = "USER#{user_id}"]
pub(crate) struct User {
    pub(crate) tenant: String,
    pub(crate) user_id: String,
    #[unique(lower)]
    pub(crate) email: String,
    #[unique(within = tenant)]
    pub(crate) phone: Option<u64>,
    pub(crate) name: Option<String>,
    #[ttl]
    pub(crate) expires_at: Option<Ttl>,
}

/// An item with a version and one unique attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Accounts)]
#[pk = "HANDLE#{id}"]
#[sk = "HANDLE"]
pub(crate) struct Handle {
    pub(crate) id: String,
    #[unique]
    pub(crate) handle: Option<String>,
    pub(crate) notes: u32,
    #[version]
    #[serde(default)]
    pub(crate) version: u32,
}

pub(crate) fn user(id: &str, email: &str) -> User {
    User {
        tenant: "acme".to_owned(),
        user_id: id.to_owned(),
        email: email.to_owned(),
        phone: None,
        name: None,
        expires_at: None,
    }
}

pub(crate) fn handle(id: &str, handle: Option<&str>) -> Handle {
    Handle { id: id.to_owned(), handle: handle.map(str::to_owned), notes: 0, version: 0 }
}

/// Returns the sentinel items, each as its partition key and the sort key of its owner, sorted.
pub(crate) async fn sentinels(db: &DynamoDb) -> Vec<(String, String)> {
    let items = Accounts::scan().consistent().all(db).await.expect("a scan");
    let is_sentinel = |item: &&Item| item.read::<String>("_et").expect("text").as_deref() == Some("_unique");
    let mut sentinels: Vec<_> = items.iter().filter(is_sentinel).map(key_and_owner).collect();
    sentinels.sort_unstable();
    sentinels
}

fn key_and_owner(sentinel: &Item) -> (String, String) {
    let key = sentinel.read::<String>("PK").expect("text").expect("a key");
    assert_eq!(sentinel.read::<String>("SK").expect("text").as_deref(), Some(key.as_str()));
    let owner = sentinel.read::<Vec<String>>("_owner").expect("a list").expect("an owner");
    (key, owner.last().expect("a sort key").clone())
}

pub(crate) fn pair(key: &str, owner: &str) -> (String, String) {
    (key.to_owned(), owner.to_owned())
}
