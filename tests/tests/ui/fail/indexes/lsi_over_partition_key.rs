// A local index has the partition key of its table, and cannot sort by it.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[lsi(by_user, name = "lsi-user", sk = user_id)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
}

fn main() {}
