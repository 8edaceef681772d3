// `#[pk]` takes nothing; the stored name is serde's.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk(name = "PK")]
    user_id: String,
}

fn main() {}
