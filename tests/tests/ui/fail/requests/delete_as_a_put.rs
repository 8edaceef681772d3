// A part of a transaction says what it does.
#[path = "../../model.rs"]
mod model;

use dkmio::{DynamoTable, TransactWrite};
use model::Orders;

fn main() {
    let _ = TransactWrite::new().put(Orders::delete(("u", "o")));
}
