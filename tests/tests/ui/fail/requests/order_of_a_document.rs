// A map has no order.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::{Address, Orders};

fn main() {
    let _ = Orders::scan().filter(Orders::ADDRESS.gt(Address { city: String::new() }));
}
