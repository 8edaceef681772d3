//! Forms of a part that is a boolean.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = number("GSI1SK"))]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TASK#{id}"]
#[sk = "{done:010}"]
struct Padded {
    id: String,
    done: bool,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TASK#{open:upper}"]
#[sk = "{done:rest}"]
struct Text {
    open: bool,
    done: bool,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TASK#{open:shard(4)}"]
#[sk = "{id}"]
#[index(as_number = App::gsi1, pk = "TASK", sk = "{done}")]
struct Sharded {
    open: bool,
    id: String,
    done: bool,
}

// `true` and `false` contain the first character of the text after the part.
#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TASK#{open}end#{id}"]
#[sk = "{id}"]
struct Ambiguous {
    open: bool,
    id: String,
}

fn main() {}
