// A value is of the type of its attribute.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::scan().filter(Orders::TOTAL.gt("100"));
}
