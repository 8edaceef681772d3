//! Items that do not fit their type, as values.

use dkmio::{DynamoTable, ErrorKind, Item, PartiqlBatch, TransactGet, attr};
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

#[tokio::test]
async fn an_error_of_one_item_has_its_key_in_every_kind_of_request() {
    let db = shelf().await;
    let bad = || ("a", "SECRET-KEY");
    let spoil = async || Stock::update(bad()).set(attr("on_hand"), -1).send(&db).await.unwrap();
    let one = || Stock::get(bad());
    let mut builder = TransactGet::builder();
    let handle = builder.add(one());
    let several = builder.send(&db).await.unwrap();
    let statement = "SELECT * FROM {source} WHERE shop = ? AND sku = ?";
    let mut errors = vec![
        one().send(&db).await.unwrap_err(),
        one().select(Stock::ON_HAND).send(&db).await.unwrap_err(),
        Stock::batch_get([bad()]).send(&db).await.unwrap_err(),
        TransactGet::new((one(),)).send(&db).await.unwrap_err(),
        TransactGet::all([one()]).send(&db).await.unwrap_err(),
        several.take(handle).unwrap_err(),
        Stock::query("a").all(&db).await.unwrap_err(),
        Stock::query("a").raw_page(&db).await.unwrap().items_borrowed::<Stock>().unwrap_err(),
        Stock::scan().segments(2).all(&db).await.unwrap_err(),
        Stock::partiql(statement).bind("a").bind("SECRET-KEY").all(&db).await.unwrap_err(),
        PartiqlBatch::<Stock>::new(statement).bind(bad()).send(&db).await.unwrap_err(),
    ];
    let returned = Stock { shop: "a".to_owned(), sku: "SECRET-KEY".to_owned(), on_hand: 3, note: None };
    errors.push(returned.put().return_old().send(&db).await.unwrap_err());
    spoil().await;
    errors.push(Stock::update(bad()).set(Stock::NOTE, "SECRET").return_new().send(&db).await.unwrap_err());
    errors.push(Stock::delete(bad()).return_old().send(&db).await.unwrap_err());
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        let key = error.item_key().unwrap_or_else(|| panic!("no key: {error}"));
        let text = |name| key.read::<String>(name).unwrap();
        assert_eq!((key.len(), text("shop").as_deref(), text("sku").as_deref()), (2, Some("a"), Some("SECRET-KEY")));
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
    }
}
