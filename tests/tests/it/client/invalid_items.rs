//! Items that do not fit their type, as values.

use dkmio::{DynamoTable, ErrorKind, Item};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, store};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "stock")]
struct Stock {
    #[pk]
    shop: String,
    #[sk]
    sku: String,
    on_hand: u32,
    #[serde(default)]
    note: Option<String>,
}

async fn shelf() -> dkmio::DynamoDb {
    let db = db_with::<Stock>().await;
    Stock { shop: "a".to_owned(), sku: "good".to_owned(), on_hand: 3, note: None }.put().send(&db).await.unwrap();
    let item = Item::new().with("shop", "a").and_then(|item| item.with("sku", "SECRET-KEY"));
    let item = item.and_then(|item| item.with("on_hand", -1)).and_then(|item| item.with("note", "SECRET"));
    store::<Stock>(&db, item.unwrap()).await;
    db
}

#[tokio::test]
async fn get_gives_an_item_that_does_not_fit_with_its_key_and_attributes() {
    let db = shelf().await;
    let good = Stock::get(("a", "good")).try_items().send(&db).await.unwrap().unwrap().unwrap();
    assert_eq!(good.on_hand, 3);
    assert!(Stock::get(("a", "none")).try_items().send(&db).await.unwrap().is_none());

    let invalid = Stock::get(("a", "SECRET-KEY")).try_items().send(&db).await.unwrap().unwrap().unwrap_err();
    assert_eq!(invalid.key().len(), 2);
    assert_eq!(invalid.item().read::<i64>("on_hand").unwrap(), Some(-1));
    assert_eq!(invalid.error().kind(), ErrorKind::Decode);
    assert!(invalid.to_string().contains("on_hand"), "{invalid}");
    let source = std::error::Error::source(&invalid).expect("the error of decoding");
    assert_eq!(source.to_string(), invalid.error().to_string());
    for text in [invalid.to_string(), format!("{invalid:?}"), format!("{:#?}", invalid.error())] {
        assert!(!text.contains("SECRET"), "{text}");
    }
    assert_eq!(&invalid.clone().into_item(), invalid.item());
}

#[tokio::test]
async fn a_projection_reads_the_key_of_an_item_that_does_not_fit() {
    let db = shelf().await;
    let read = Stock::get(("a", "SECRET-KEY")).select(Stock::ON_HAND).try_items().send(&db).await.unwrap().unwrap();
    let invalid = read.unwrap_err();
    assert_eq!(invalid.key().len(), 2);
    assert!(invalid.item().get("note").is_none());
    let read = Stock::get(("a", "SECRET-KEY")).select(Stock::NOTE).try_items().send(&db).await.unwrap().unwrap();
    assert_eq!(read.unwrap(), Some("SECRET".to_owned()));
}
