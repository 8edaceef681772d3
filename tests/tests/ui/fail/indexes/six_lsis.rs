// DynamoDB allows five local indexes.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[lsi(by_a, name = "lsi-a", sk = total)]
#[lsi(by_b, name = "lsi-b", sk = total)]
#[lsi(by_c, name = "lsi-c", sk = total)]
#[lsi(by_d, name = "lsi-d", sk = total)]
#[lsi(by_e, name = "lsi-e", sk = total)]
#[lsi(by_f, name = "lsi-f", sk = total)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
    region: Option<String>,
    total: u64,
}

fn main() {}
