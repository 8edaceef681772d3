// Arguments are `name = value`, with commas between them.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo("orders")]
#[gsi(by_region name = "gsi-region", pk = region)]
#[gsi(by_shop, name = , pk = region)]
struct Orders {
    #[pk]
    user_id: String,
    region: String,
}

fn main() {}
