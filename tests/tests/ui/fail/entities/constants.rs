//! Constant attributes under names that hold something else.

use dkmio::{DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(all, name = "all", pk = "kind")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
#[constant("" = "1")]
#[constant("kind" = "user")]
#[constant("kind" = "guest")]
struct User {
    id: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "NOTE#{id}"]
#[sk = "NOTE"]
#[index(by_title = App::gsi1, pk = "{title}", sk = "NOTE")]
#[constant("PK" = "1")]
#[constant("_et" = "2")]
#[constant("GSI1SK" = "3")]
#[constant("kind" = "note")]
struct Note {
    id: String,
    title: String,
}

fn main() {}
