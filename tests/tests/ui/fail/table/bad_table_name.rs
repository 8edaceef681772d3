// DynamoDB allows letters, digits, `_`, `-` and `.`, 3 to 255 of them.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "my orders")]
struct Orders {
    #[pk]
    user_id: String,
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "or")]
struct Or {
    #[pk]
    user_id: String,
}

fn main() {}
