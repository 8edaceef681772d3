// The path goes through the attribute's own type.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::{Orders, Users};

fn main() {
    let _ = Orders::scan().filter(Orders::ADDRESS.dot(Users::AGE).gt(18));
}
