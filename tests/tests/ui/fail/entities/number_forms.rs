//! Forms of text for a part that is a number.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "INVOICE#{number:lower}"]
#[sk = "{year:year}#{month:escaped}"]
struct Invoice {
    number: u64,
    year: u16,
    month: u8,
}

fn main() {}
