//! A timestamp of a type that dkmio cannot write.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    #[updated_at]
    updated: Option<String>,
}

fn main() {}
