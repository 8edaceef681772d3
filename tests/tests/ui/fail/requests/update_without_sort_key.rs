// A table with a sort key is updated by both parts of its key.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update("usr_1").set(Orders::TOTAL, 1);
}
