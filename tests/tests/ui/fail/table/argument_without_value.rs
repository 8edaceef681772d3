// A name is given with `=`.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table)]
struct Orders {
    #[pk]
    user_id: String,
}

fn main() {}
