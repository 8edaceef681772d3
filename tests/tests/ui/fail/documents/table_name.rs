// A nested document is no table.
use dkmio::DynamoDocument;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoDocument)]
#[dynamo(table = "addresses")]
struct Address {
    city: String,
}

fn main() {}
