// Timestamps as serde writes them do not sort by time.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    created_at: jiff::Timestamp,
}

fn main() {}
