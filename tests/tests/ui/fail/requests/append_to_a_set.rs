// Only a list can be appended to.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::update(("u", "o")).append(Orders::TAGS, ["new"]);
}
