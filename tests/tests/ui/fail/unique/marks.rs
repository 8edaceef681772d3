//! Mistakes in `#[unique]`.

use dkmio::{DynamoEntity, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App, entity = "_unique")]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
    #[unique(upper)]
    unknown: String,
    #[unique(lower = true)]
    flag: String,
    #[unique]
    #[unique(lower)]
    twice: String,
    #[unique(within = tenat)]
    misspelled: String,
    #[unique(within = own)]
    own: String,
    #[unique(sk = "_unique")]
    half: String,
    #[unique(pk = "EMAIL#{id}", sk = "_unique")]
    absent: String,
    #[unique(lower, pk = "LOWER#{folded}", sk = "_unique")]
    folded: String,
    #[unique(pk = "SHARD#{sharded:shard(4)}", sk = "_unique")]
    sharded: String,
    #[unique]
    #[serde(skip)]
    skipped: String,
    #[unique]
    #[updated_at]
    updated: Option<Ttl>,
    tenant: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "generic")]
struct Generic<T> {
    #[pk]
    id: String,
    #[unique]
    email: String,
    rest: T,
}

fn main() {}
