// A local index is another order within a partition.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[lsi(by_total, name = "lsi-total", sk = total)]
struct Orders {
    #[pk]
    user_id: String,
    total: u64,
}

fn main() {}
