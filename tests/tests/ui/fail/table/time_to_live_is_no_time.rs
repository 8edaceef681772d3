// DynamoDB reads the time to live as seconds; a bare number says not what it counts.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[ttl]
    expires_at: String,
}

fn main() {}
