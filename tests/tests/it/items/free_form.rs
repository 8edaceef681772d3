//! What a struct does not declare survives a round trip.

use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{DynamoTable, Item};

use crate::engine::{db_with, item, n, s, store};
use crate::models::Events;

fn everything() -> Item {
    let nested =
        AttributeValue::M([("deep".to_owned(), AttributeValue::L(vec![n("1.50"), AttributeValue::Null(true)]))].into());
    item([
        ("device", s("d")),
        ("ts", n("-5")),
        ("text", s("")),
        ("number", n("12345678901234567890123456789012345.678")),
        ("bytes", AttributeValue::B(Blob::new([0, 159, 146, 150]))),
        ("yes", AttributeValue::Bool(true)),
        ("nothing", AttributeValue::Null(true)),
        ("list", AttributeValue::L(vec![s("a"), n("1"), AttributeValue::L(vec![]), AttributeValue::M([].into())])),
        ("map", nested),
        ("texts", AttributeValue::Ss(vec!["a".to_owned(), "".to_owned()])),
        ("numbers", AttributeValue::Ns(vec!["1".to_owned(), "0.25".to_owned()])),
        ("binaries", AttributeValue::Bs(vec![Blob::new([1]), Blob::new([2, 3])])),
        ("a.b", s("a name with a dot")),
        ("état", s("a name beyond ASCII")),
    ])
}

/// Sets have no order.
fn sorted(item: &Item) -> Item {
    let sorted = |(name, value): (&String, &AttributeValue)| {
        let value = match value.clone() {
            AttributeValue::Ss(mut set) => {
                set.sort();
                AttributeValue::Ss(set)
            }
            AttributeValue::Ns(mut set) => {
                set.sort();
                AttributeValue::Ns(set)
            }
            AttributeValue::Bs(mut set) => {
                set.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
                AttributeValue::Bs(set)
            }
            AttributeValue::M(map) => AttributeValue::M(map),
            other => other,
        };
        (name.clone(), value)
    };
    item.as_map().iter().map(sorted).collect::<std::collections::HashMap<_, _>>().into()
}

#[tokio::test]
async fn a_flattened_item_is_read_and_written_back_unchanged() {
    let db = db_with::<Events>().await;
    store::<Events>(&db, everything()).await;
    let raw = Events::get(("d", -5)).free_form().send(&db).await.expect("get").expect("an event");
    let event = Events::get(("d", -5)).send(&db).await.expect("get").expect("an event");
    assert_eq!(event.rest.len(), everything().len() - 2);
    assert_eq!(event.rest.get("number"), Some(&n("12345678901234567890123456789012345.678")));
    event.put().send(&db).await.expect("put");
    let again = Events::get(("d", -5)).free_form().send(&db).await.expect("get").expect("an event");
    assert_eq!(sorted(&again), sorted(&raw));
    assert_eq!(
        Events::get(("d", -5)).send(&db).await.expect("get").map(|e| sorted(&e.rest)),
        Some(sorted(&event.rest))
    );
}

#[tokio::test]
async fn an_undeclared_attribute_is_read_by_its_type() {
    let db = db_with::<Events>().await;
    store::<Events>(&db, everything()).await;
    let event = Events::query("d").first(&db).await.expect("a query").expect("an event");
    assert_eq!(event.rest.read::<bool>("yes").expect("a flag"), Some(true));
    assert_eq!(event.rest.read::<bool>("nothing").expect("nothing"), None);
    assert_eq!(event.rest.read::<bool>("missing").expect("nothing"), None);
    assert!(event.rest.read::<bool>("text").is_err());
}
