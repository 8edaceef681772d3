// A statement on a global index cannot be read with strong consistency.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status)]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
}

fn main() {
    let statement = "SELECT * FROM {source} WHERE status = ?";
    drop(Orders::partiql("SELECT * FROM {source} WHERE user_id = ?").bind("ana").consistent());
    drop(Orders::by_status().partiql(statement).bind("PENDING").consistent());
}
