// A number contains nothing.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::scan().filter(Orders::TOTAL.contains(1));
}
