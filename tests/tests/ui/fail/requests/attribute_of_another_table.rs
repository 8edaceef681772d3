// An expression sees one item.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::{Orders, Users};

fn main() {
    let _ = Orders::scan().filter(Orders::TOTAL.gt(Users::AGE));
}
