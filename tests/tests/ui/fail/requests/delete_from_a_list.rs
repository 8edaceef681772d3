// DELETE works on sets.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update(("u", "o")).delete(Orders::HISTORY, ["old"]);
}
