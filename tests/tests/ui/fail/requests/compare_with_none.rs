// Absence is asked for by name.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::scan().filter(Orders::REGION.eq(None));
}
