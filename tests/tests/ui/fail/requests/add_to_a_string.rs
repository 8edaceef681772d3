// ADD works on numbers and sets.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update(("u", "o")).add(Orders::DESCRIPTION, "more");
}
