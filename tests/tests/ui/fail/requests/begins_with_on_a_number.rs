// A number has no beginning.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::scan().filter(Orders::TOTAL.begins_with("1"));
}
