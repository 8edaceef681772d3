// A nested document is a struct with named fields.
use dkmio::DynamoDocument;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoDocument)]
enum Address {
    Home,
    Work,
}

fn main() {}
