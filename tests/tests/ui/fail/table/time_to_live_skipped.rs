// DynamoDB can only expire what is stored.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

use dkmio::Ttl;

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[ttl]
    #[serde(skip)]
    expires_at: Option<Ttl>,
}

fn main() {}
