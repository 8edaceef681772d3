// A condition is on attributes of the same table.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::{Orders, Users};

fn main() {
    let _ = Orders::scan().filter(Users::AGE.gt(18));
}
