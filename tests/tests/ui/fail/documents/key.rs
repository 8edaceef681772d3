// A nested document has no keys.
use dkmio::DynamoDocument;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoDocument)]
#[gsi(by_city, name = "gsi-city", pk = city)]
struct Address {
    #[pk]
    city: String,
}

fn main() {}
