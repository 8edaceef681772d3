//! A filter on a field that no attribute holds.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ACCOUNT#{email}"]
struct Account {
    #[key_only]
    email: String,
}

fn main() {
    let _ = Account::scan().filter(Account::EMAIL.eq("ana"));
}
