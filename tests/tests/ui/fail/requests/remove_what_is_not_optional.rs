// An item without it could not be read back.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update(("u", "o")).remove(Orders::TOTAL);
}
