// A document cannot be a key.
use dkmio::{DynamoDocument, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, DynamoDocument)]
struct Address {
    city: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    address: Address,
}

fn main() {}
