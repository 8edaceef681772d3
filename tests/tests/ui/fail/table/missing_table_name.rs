// A table has a name in DynamoDB.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]

struct Orders {
    #[pk]
    user_id: String,
}

fn main() {}
