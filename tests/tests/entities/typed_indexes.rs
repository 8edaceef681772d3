//! Indexes whose key has an entity attribute that items may lack.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

#[derive(DynamoTable)]
#[dynamo(table = "typed", pk = "PK", sk = "SK", entity_attribute = optional("kind"))]
#[gsi(by_kind, name = "GSI1", pk = "kind", sk = "name")]
struct Typed;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Typed)]
#[pk = "CAT#{name}"]
#[sk = "CAT"]
#[index(cats = Typed::by_kind, pk = "Cat", sk = name)]
struct Cat {
    name: String,
    age: u8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Typed)]
#[pk = "DOG#{name}"]
#[sk = "DOG"]
#[index(dogs = Typed::by_kind, pk = "Dog", sk = name)]
struct Dog {
    name: String,
}

fn cat(name: &str, age: u8) -> Cat {
    Cat { name: name.to_owned(), age }
}

async fn cats() -> DynamoDb {
    let db = db_with::<Typed>().await;
    for (name, age) in [("a", 1), ("c", 3)] {
        cat(name, age).put().send(&db).await.expect("a put");
    }
    Dog { name: "b".to_owned() }.put().send(&db).await.expect("a put");
    db
}

#[tokio::test]
async fn queries_of_the_entity_attribute_have_no_filter_on_it() {
    let db = cats().await;
    let query = || Cat::cats().query(());
    let explained = query().explain().expect("a request").to_string();
    assert!(!explained.contains("FilterExpression"), "{explained}");
    assert_eq!(query().all(&db).await.expect("items"), [cat("a", 1), cat("c", 3)]);
    assert_eq!(query().count(&db).await.expect("a count"), 2);
    assert_eq!(query().filter(Cat::AGE.gt(1)).count(&db).await.expect("a count"), 1);
}

#[tokio::test]
async fn scans_of_an_index_on_the_entity_attribute_read_it_once() {
    let db = cats().await;
    assert_eq!(Cat::cats().scan().count(&db).await.expect("a count"), 2);
    let names = Cat::cats().scan().keys().all(&db).await.expect("keys");
    assert_eq!(names.len(), 2, "{names:?}");
}

#[tokio::test]
async fn updates_set_the_entity_attribute_once() {
    let db = cats().await;
    for name in ["a", "new"] {
        Cat::update(name).set(Cat::AGE, 7).send(&db).await.expect("an update");
    }
    let all = Cat::cats().query(()).all(&db).await.expect("items");
    assert_eq!(all, [cat("a", 7), cat("c", 3), cat("new", 7)]);
}
