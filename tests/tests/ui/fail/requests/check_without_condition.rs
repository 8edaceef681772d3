// A check is of a condition.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Users;

fn main() {
    let _ = dkmio::TransactWrite::new().condition_check(Users::condition_check(1));
}
