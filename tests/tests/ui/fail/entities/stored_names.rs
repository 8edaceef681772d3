//! Fields under names that the table does not allow, and parts that do not fit their key attribute.

use dkmio::{DynamoEntity, DynamoTable, Ttl};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", ttl = "expires_at")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = number("GSI1SK"))]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = number("GSI2SK"))]
struct App;

#[derive(DynamoTable)]
#[dynamo(table = "lasting", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct Lasting;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ORDER#{id}"]
#[sk = "ORDER"]
#[index(text = App::gsi1, pk = "A", sk = "{id}")]
#[index(more = App::gsi2, pk = "B", sk = "{total}#{id}")]
#[serde(rename_all = "UPPERCASE")]
struct Order {
    id: String,
    total: u64,
    gsi1pk: String,
    #[ttl]
    gone: Option<Ttl>,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Lasting)]
#[pk = "NOTE#{id}"]
#[sk = "NOTE"]
struct Note {
    id: String,
    #[ttl]
    expires_at: Option<Ttl>,
}

fn main() {}
