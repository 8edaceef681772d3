// A keyword cannot name a function. The uses of the table are not reported.
use dkmio::{DynamoDb, DynamoEntity, DynamoProjection, DynamoTable, Error};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(type, name = "gsi-type", pk = kind)]
#[gsi(r#match, name = "gsi-match", pk = kind)]
struct Orders {
    #[pk]
    id: String,
    kind: String,
}

#[derive(Serialize, Deserialize, DynamoProjection)]
#[dynamo(table = Orders, index = match)]
struct Summary {
    kind: String,
}

#[derive(DynamoTable)]
#[dynamo(table = "app", pk = "PK", sk = "SK")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct App;

#[derive(Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "USER#{id}"]
#[sk = "USER"]
#[index(self = App::gsi1, pk = "{id}", sk = "USER")]
struct User {
    id: String,
}

async fn uses(db: &DynamoDb) -> Result<(), Error> {
    Orders::get("o1").send(db).await?;
    Orders::scan().filter(Orders::KIND.eq("a")).select_as::<Summary>().all(db).await?;
    Orders::r#match().query("a").all(db).await?;
    User::get("u1").send(db).await?;
    Ok(())
}

fn main() {
    let _ = uses;
}
