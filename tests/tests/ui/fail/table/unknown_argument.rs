// Only `table` and `crate` are known.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(tabel = "orders")]
struct Orders {
    #[pk]
    user_id: String,
}

fn main() {}
