// How an attribute is written says not how it is read.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

fn upper<S: serde::Serializer>(value: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_uppercase())
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[serde(serialize_with = "upper")]
    code: String,
}

fn main() {}
