// The index does not hold an attribute that the projection reads.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoProjection;
use model::{Orders, Status};
use serde::Deserialize;

#[derive(Deserialize, DynamoProjection)]
#[dynamo(table = Orders)]
struct Summary {
    total: u64,
    description: String,
}

fn main() {
    let _ = Orders::by_status().query(Status::Pending).select_as::<Summary>();
}
