// A projection is one of a table.
use dkmio::DynamoProjection;
use serde::Deserialize;

#[derive(Deserialize, DynamoProjection)]
struct Summary {
    total: u64,
}

fn main() {}
