// A transaction returns no item.
#[path = "../../model.rs"]
mod model;

use dkmio::{DynamoTable, TransactWrite};
use model::Users;

fn moved(user: &Users) {
    let _ = TransactWrite::new().put(user.put().return_old());
}

fn main() {}
