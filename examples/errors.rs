//! What an error says: its kind, the operation, the table and the attribute, and the stored item.

use dkmio::{DynamoDb, DynamoTable, Error, ErrorKind, Item, attr};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    user_id: String,
    age: u8,
    #[serde(default)]
    tags: Vec<String>,
}

/// The same table as an older program knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "users")]
struct OldUsers {
    #[pk]
    user_id: String,
    #[serde(flatten)]
    rest: Item,
}

fn tell<T>(what: &str, outcome: Result<T, Error>) {
    if let Err(error) = outcome {
        let kind = error.kind();
        println!(
            "{what}\n  {error}\n  kind {kind:?}, retryable {}, attempts {}",
            error.is_retryable(),
            error.attempts()
        );
        if kind == ErrorKind::ConditionFailed {
            println!("  stored: {:?}", error.old_item::<Users>());
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    let user = Users { user_id: "u1".to_owned(), age: 40, tags: Vec::new() };

    tell("no such table:", user.put().send(&db).await);
    Users::create_table().send(&db).await?;
    user.put().send(&db).await?;

    tell("a condition:", Users::delete("u1").condition(Users::AGE.gt(64)).send(&db).await);
    tell("an empty key, before anything is sent:", Users::get("").send(&db).await);
    tell("an empty update:", Users::update("u1").send(&db).await);
    let overlapping = Users::update("u1").set(attr("a.b"), 1).remove(attr("a"));
    tell("overlapping paths:", overlapping.send(&db).await);
    tell("a range upside down:", Users::scan().filter(Users::AGE.between(9, 1)).all(&db).await);

    let rest = Item::new().with("age", 30)?.with("tags", (1, "x"))?;
    OldUsers { user_id: "u2".to_owned(), rest }.put().send(&db).await?;
    tell("an item another program wrote:", Users::get("u2").send(&db).await);
    Ok(())
}
