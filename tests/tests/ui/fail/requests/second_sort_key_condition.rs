// A query takes one sort-key condition.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    let _ = Orders::query("usr_1").sk_gte("a").sk_lt("b");
}
