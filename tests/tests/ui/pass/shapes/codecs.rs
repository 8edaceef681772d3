// A field under any `with` is written in conditions and updates, and read when selected, as serde writes and reads it.
#![deny(warnings)]

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

mod upper {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_uppercase())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer).map(|text| text.to_lowercase())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_date, name = "gsi-date", pk = user_id, projection = [code, other])]
struct Orders {
    #[pk]
    user_id: String,
    #[serde(with = "upper")]
    code: String,
    #[serde(serialize_with = "upper::serialize", deserialize_with = "upper::deserialize", default)]
    other: String,
    #[serde(with = "dkmio::binary")]
    body: Vec<u8>,
    #[serde(skip_deserializing)]
    written: u8,
    #[serde(skip_serializing, default)]
    read: u8,
}

fn main() {
    let explained = Orders::scan().filter(Orders::CODE.eq("abc".to_owned())).explain().expect("a request").to_string();
    assert!(explained.contains("ABC"), "{explained}");
    let _ = (Orders::WRITTEN, Orders::READ, Orders::BODY.begins_with([1, 2]));
}
