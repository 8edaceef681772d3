// A table with a sort key is read by both parts of its key.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::get("usr_1");
}
