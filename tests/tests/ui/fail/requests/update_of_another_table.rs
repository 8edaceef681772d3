// An update names attributes of its own table.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::{Orders, Users};

fn main() {
    let _ = Orders::update(("u", "o")).set(Users::AGE, 3);
}
