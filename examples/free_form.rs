//! Declared keys, and free-form attributes beside them: the style that the library is named for.

use dkmio::{DynamoDb, DynamoTable, Item, attr, attr_name};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "documents")]
#[gsi(by_owner, name = "gsi-owner", pk = owner, projection = ["title"])]
struct Documents {
    #[pk]
    id: String,
    owner: Option<String>,
    /// All other attributes. Numbers, sets and bytes are stored again exactly as they were read.
    #[serde(flatten)]
    rest: Item,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Documents::create_table().send(&db).await?;

    let rest = Item::new()
        .with("title", "A day at sea")?
        .with("pages", 12)?
        .with("price", 12_345_678_901_234_567_890_123_456_789_012_u128)?
        .with("meta.source", "scan")?
        .with("address", serde_json::json!({ "city": "Lima", "lines": ["Av. Grau", "1250"] }))?;
    Documents { id: "d1".to_owned(), owner: Some("ana".to_owned()), rest }.put().send(&db).await?;

    let update = Documents::update("d1")
        .set(attr("address.city"), "Callao")
        .set(attr("address.lines[1]"), "77")
        .increment(attr("pages"), 3)
        .remove(attr_name("meta.source"))
        .condition(attr("pages").lt(100));
    println!("{}\n", update.explain()?);
    println!("changed: {:?}\n", update.return_updated_new().send(&db).await?);

    let document = Documents::get("d1").consistent().send(&db).await?.ok_or("not there")?;
    println!("pages: {:?}", document.rest.read::<u32>("pages")?);
    println!("price, to the last digit: {:?}", document.rest.read::<u128>("price")?);

    let found = Documents::scan().filter(attr("address.city").eq("Callao")).select_paths(["id", "address.city"]);
    println!("found: {:?}", found.all(&db).await?);

    let of_ana = Documents::by_owner().query("ana").all(&db).await?;
    println!("by owner: {of_ana:?}");
    Ok(())
}
