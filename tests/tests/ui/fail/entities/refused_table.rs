//! Mistakes in shared tables. Their entities and the requests to them are sound, and are not reported.

use dkmio::{DynamoCollection, DynamoDb, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Order])]
#[gsi(gsi1, name = "G1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, pk = "GSI2PK")]
#[gsi(gsi3, name = "GSI3", pk = GSI3PK, sk = "GSI3SK")]
#[lsi(lsi1, name = "LSI1")]
#[gsi(gsi4, name = "GSI4", pk = "GSI4PK", projection = EVERYTHING)]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "TENANT#{tenant}"]
#[sk = "ORDER#{id}"]
#[index(one = App::gsi1, pk = "A#{tenant}", sk = "{id}")]
#[index(two = App::gsi2, pk = "B#{tenant}")]
#[index(three = App::gsi3, pk = "C#{tenant}", sk = "{id}")]
#[index(four = App::gsi4, pk = "D#{tenant}")]
#[index(local = App::lsi1, sk = "{id}")]
struct Order {
    tenant: String,
    id: String,
}

#[derive(DynamoCollection)]
#[dynamo(partition = Order)]
enum Entry {
    Order(Order),
}

#[derive(DynamoTable)]
#[dynamo(table = "bad name", pk = "PK", sk = "SK", delimiter = "::")]
struct Bad;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Bad)]
#[pk = "USER#{id}"]
#[sk = "USER"]
struct User {
    id: String,
}

async fn requests(db: &DynamoDb) -> Result<(), dkmio::Error> {
    App::create_table().send(db).await?;
    let orders = Order::query("acme").sk_gte("o1").all(db).await?;
    orders[0].put().send(db).await?;
    Order::one().query("acme").all(db).await?;
    Order::local().query("acme").all(db).await?;
    Entry::query("acme").all(db).await?;
    User::get("u1").send(db).await?;
    App::gsi1.scan().all(db).await?;
    Ok(())
}

fn main() {
    let _ = requests;
}
