// A transaction of one part returns no item.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Users;

fn output(user: &Users) {
    let _ = user.put().return_old().idempotent();
}

fn main() {}
