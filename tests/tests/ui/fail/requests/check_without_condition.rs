// A check is of a condition.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Users;

fn main() {
    let _ = dkmio::TransactWrite::new().check(Users::check(1));
}
