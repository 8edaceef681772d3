//! Uses of indexes that differ from their declaration on the table.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(bare, name = "GSI2", pk = "GSI2PK")]
#[gsi(several, name = "GSI3", pk = ["shop", "country"])]
#[gsi(keys, name = "GSI4", pk = "GSI4PK", projection = KEYS_ONLY)]
#[gsi(third, name = "GSI5", pk = "GSI5PK", sk = "GSI5SK")]
#[lsi(lsi1, name = "LSI1", sk = "LSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ORDER#{id}"]
#[sk = "ORDER"]
#[index(no_sort = App::gsi1, pk = "A#{note}")]
#[index(no_partition = App::third, sk = "B#{note}")]
#[index(more = App::bare, pk = "C#{note}", sk = "{id}")]
#[index(text = App::several, pk = "D#{note}")]
#[index(whole = App::keys, pk = "E#{note}")]
#[index(local = App::lsi1, pk = "F#{note}", sk = "{id}")]
struct Order {
    id: String,
    note: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TICKET#{id}"]
#[sk = "TICKET"]
#[index(one = App::gsi1, pk = "A#{note}", sk = "{id}")]
#[index(other = App::gsi1, pk = "B#{note}", sk = "{id}")]
struct Ticket {
    id: String,
    note: String,
}

fn main() {}
