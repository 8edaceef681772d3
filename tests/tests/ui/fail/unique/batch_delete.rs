//! A batch that deletes items with a unique attribute.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", ttl = "expires_at")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
    #[unique(within = tenant)]
    email: Option<String>,
    tenant: String,
    #[ttl]
    expires_at: Option<dkmio::Ttl>,
}

fn write(ids: Vec<String>) {
    let _ = User::batch_delete(ids);
}

fn main() {
    let _ = write;
}
