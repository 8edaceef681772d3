//! Collections whose entities no query reads together.

use dkmio::{DynamoCollection, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK", projection = KEYS_ONLY)]
struct App;

#[derive(DynamoTable)]
#[dynamo(table = "other", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct Other;

#[derive(DynamoTable)]
#[dynamo(table = "numbers", pk = "PK", sk = number("SK"), entity_attribute = "_et")]
struct Numbers;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{id}"]
#[index(by_id = App::gsi1, pk = "{id}", sk = "ORDER", projection = KEYS_ONLY)]
struct Order {
    tenant: String,
    id: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{user}"]
#[sk = "USER"]
struct User {
    user: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Other)]
#[pk = "TENANT#{tenant}"]
#[sk = "NOTE#{id}"]
struct Note {
    tenant: String,
    id: String,
}

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Numbers)]
#[pk = "TENANT#{tenant}"]
#[sk = "{at}"]
struct Event {
    tenant: String,
    at: u64,
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum OtherPartition {
    Order(Order),
    User(User),
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum OtherTable {
    Order(Order),
    Note(Note),
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order::by_id)]
enum OfKeys {
    Order(Order),
}

#[derive(DynamoCollection)]
#[dynamo(partition = Event)]
enum OfNumbers {
    Event(Event),
}

fn main() {}
