// A field of a projection is named like an attribute of its table.
use dkmio::{DynamoProjection, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_region, name = "gsi-region", pk = region, projection = [total])]
struct Orders {
    #[pk]
    user_id: String,
    region: Option<String>,
    total: u64,
}

#[derive(Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = by_region)]
struct Summary {
    totl: u64,
}

fn main() {}
