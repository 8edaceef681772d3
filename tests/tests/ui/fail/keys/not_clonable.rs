// The key of an item is taken from it by cloning.
use dkmio::{DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
struct UserId(String);

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: UserId,
}

fn main() {}
