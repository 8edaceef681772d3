// A query is of one partition.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::query();
}
