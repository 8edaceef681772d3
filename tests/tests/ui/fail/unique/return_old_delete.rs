//! A guarded delete with a unique attribute that returns the old item.

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

fn write(user: &User) {
    let _ = user.guarded().delete().return_old();
}

fn main() {
    let _ = write;
}
