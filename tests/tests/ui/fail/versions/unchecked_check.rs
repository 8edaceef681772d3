//! A condition check that does not say which version it expects.

use dkmio::{DynamoTable, TransactWrite};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    status: String,
    #[version]
    version: u64,
}

fn main() {
    let check = Orders::condition_check("o1").condition(Orders::STATUS.eq("OPEN"));
    let _ = TransactWrite::new().condition_check(check);
}
