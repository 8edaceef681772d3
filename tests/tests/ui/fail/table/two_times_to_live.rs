// A table has one time to live.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

use dkmio::Ttl;

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[ttl]
    expires_at: Option<Ttl>,
    #[ttl]
    deleted_at: Option<Ttl>,
}

fn main() {}
