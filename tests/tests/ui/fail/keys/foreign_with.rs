// A query compares keys in their key form.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

mod upper {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_uppercase())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_code, name = "gsi-code", pk = code)]
struct Orders {
    #[pk]
    #[serde(with = "upper")]
    user_id: String,
    #[serde(serialize_with = "upper::serialize", deserialize_with = "upper::deserialize")]
    code: String,
}

fn main() {}
