// A key never changes.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update(("u", "o")).set(Orders::ORDER_ID, "p");
}
