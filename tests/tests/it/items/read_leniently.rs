//! Fields with `deserialize_with` alone: written as without it, and read by it, whatever reads them.

use std::collections::BTreeMap;

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoDb, DynamoProjection, DynamoTable, Error, Item, TransactGet, attr};
use serde::{Deserialize, Deserializer, Serialize};

use crate::engine::{db_with, n, s};

/// `NULL` is the default.
fn null_as_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A number may be stored as a string.
fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u32),
        Text(String),
    }
    match Either::deserialize(deserializer)? {
        Either::Number(number) => Ok(number),
        Either::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "legacy")]
#[gsi(by_owner, name = "gsi-owner", pk = owner, projection = [age, tags])]
#[gsi(by_name, name = "gsi-name", pk = owner, sk = id)]
struct Legacy {
    #[pk]
    id: String,
    owner: String,
    #[serde(deserialize_with = "number_or_text")]
    age: u32,
    #[serde(default, deserialize_with = "null_as_default")]
    tags: Vec<String>,
    #[serde(rename = "count-by-day", default, deserialize_with = "null_as_default")]
    counts: BTreeMap<String, u32>,
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Legacy)]
struct Summary {
    #[serde(deserialize_with = "number_or_text")]
    age: u32,
    #[serde(default, deserialize_with = "null_as_default")]
    tags: Vec<String>,
}

fn legacy() -> Legacy {
    let (owner, id) = ("ana".to_owned(), "1".to_owned());
    Legacy { id, owner, age: 35, tags: Vec::new(), counts: BTreeMap::new(), extra: Item::new() }
}

/// A table with an item that another program wrote.
async fn table() -> DynamoDb {
    let db = db_with::<Legacy>().await;
    let put = db.client().put_item().table_name(db.table_name::<Legacy>()).item("id", s("1")).item("owner", s("ana"));
    let null = || AttributeValue::Null(true);
    put.item("age", s("35")).item("tags", null()).item("count-by-day", null()).send().await.expect("put");
    db
}

#[tokio::test]
async fn every_read_of_an_item_uses_the_function() -> Result<(), Error> {
    let db = table().await;
    assert_eq!(Legacy::get("1").send(&db).await?, Some(legacy()));
    assert_eq!(Legacy::query("1").all(&db).await?, [legacy()]);
    assert_eq!(Legacy::scan().segments(2).all(&db).await?, [legacy()]);
    assert_eq!(Legacy::by_name().query("ana").all(&db).await?, [legacy()]);
    assert_eq!(Legacy::by_owner().query("ana").hydrate(&db).await?.items, [legacy()]);
    assert_eq!(Legacy::batch_get(["1"]).send(&db).await?, [Some(legacy())]);
    assert_eq!(TransactGet::new((Legacy::get("1"),)).send(&db).await?, (Some(legacy()),));
    let touched = Legacy::update("1").set(attr("touched"), true).return_old().send(&db).await?;
    assert_eq!(touched, Some(legacy()));
    let error = legacy().put().if_not_exists().send(&db).await.expect_err("taken");
    let old = error.old_item::<Legacy>()?.expect("the old item");
    assert_eq!((old.age, old.tags.len(), old.extra.len()), (35, 0, 1));
    Ok(())
}

#[tokio::test]
async fn every_read_of_a_part_uses_the_function() -> Result<(), Error> {
    let db = table().await;
    let selected = Legacy::get("1").select((Legacy::AGE, Legacy::TAGS, Legacy::COUNTS)).send(&db).await?;
    assert_eq!(selected, Some((35, Vec::new(), BTreeMap::new())));
    let ages = Legacy::query("1").select((Legacy::AGE,)).all(&db).await?;
    assert_eq!(ages, [(35,)]);
    let summary = || Summary { age: 35, tags: Vec::new() };
    assert_eq!(Legacy::get("1").select_as::<Summary>().send(&db).await?, Some(summary()));
    assert_eq!(Legacy::scan().select_as::<Summary>().all(&db).await?, [summary()]);
    assert_eq!(Legacy::batch_get(["1"]).select_as::<Summary>().send(&db).await?, [Some(summary())]);
    let projected = Legacy::by_owner().query("ana").first(&db).await?.expect("an entry");
    assert_eq!((projected.age, projected.tags), (35, Vec::new()));
    let selected = Legacy::by_owner().query("ana").select((Legacy::AGE, Legacy::TAGS)).all(&db).await?;
    assert_eq!(selected, [(35, Vec::new())]);
    Ok(())
}

#[tokio::test]
async fn the_function_changes_nothing_that_is_written() -> Result<(), Error> {
    let db = table().await;
    let tags = || vec!["new".to_owned()];
    Legacy { tags: tags(), ..legacy() }.put().send(&db).await?;
    Legacy::update("1").increment(Legacy::AGE, 1).set(Legacy::COUNTS.entry("monday"), 2).send(&db).await?;
    let stored =
        db.client().get_item().table_name(db.table_name::<Legacy>()).key("id", s("1")).send().await.expect("get");
    let stored = stored.item.expect("an item");
    assert_eq!(stored["age"], n("36"));
    assert_eq!(stored["tags"], AttributeValue::L(vec![s("new")]));
    assert_eq!(stored["count-by-day"], AttributeValue::M([("monday".to_owned(), n("2"))].into()));
    assert_eq!(Legacy::scan().filter(Legacy::AGE.eq(36) & Legacy::TAGS.contains("new")).count(&db).await?, 1);
    Ok(())
}
