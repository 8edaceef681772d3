// Each part of a key is of the type of its field.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::get(("u", 3));
}
