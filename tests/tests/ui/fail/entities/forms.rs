//! Forms that do not fit the type of their part, and templates that no key could be read from.

use chrono::{DateTime, Utc};
use dkmio::{DynamoEntity, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = "GSI2SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ORDER#{id:010}"]
#[sk = "{placed}:{number:plain}"]
struct Order {
    id: String,
    #[serde(with = "dkmio::key")]
    placed: DateTime<Utc>,
    number: u64,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = ""]
#[sk = "{path:rest}#{id}"]
#[index(folded = App::gsi1, pk = "{number:010:lower}", sk = "{id:sorted:rest}")]
#[index(nul = App::gsi2, pk = "A\0{id}", sk = "{skipped}")]
struct File {
    path: String,
    id: String,
    number: u64,
    #[serde(skip)]
    skipped: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "NOTE#{note}"]
#[sk = "NOTE"]
struct Note {
    note: Option<String>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
enum Status {
    Open,
    Paid,
}

// `OPEN` contains the first character of the text after the part.
#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "STATUS#{status:upper}ED#{id}"]
#[sk = "STATUS"]
struct Invoice {
    status: Status,
    id: String,
}

fn main() {}
