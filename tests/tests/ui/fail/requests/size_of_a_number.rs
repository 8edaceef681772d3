// A number has no size.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::scan().filter(Orders::TOTAL.size().gt(1));
}
