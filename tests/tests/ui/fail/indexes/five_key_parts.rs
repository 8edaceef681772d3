// DynamoDB allows four attributes on each side of a key.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_all, name = "gsi-all", pk = [a, b, c, d, e])]
struct Orders {
    #[pk]
    user_id: String,
    a: String,
    b: String,
    c: String,
    d: String,
    e: String,
}

fn main() {}
