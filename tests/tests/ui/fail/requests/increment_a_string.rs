// Only a number counts.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update(("u", "o")).increment(Orders::DESCRIPTION, 1);
}
