// A transaction returns no item, whichever way its part is added.
#[path = "../../model.rs"]
mod model;

use dkmio::{DynamoTable, TransactWrite};
use model::Users;

fn moved(user: &Users) {
    let _ = TransactWrite::new().add(user.put().return_old());
}

fn main() {}
