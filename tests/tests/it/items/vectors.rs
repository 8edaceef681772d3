//! Vectors as attributes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashMap;

use dkmio::aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType, VectorAttributeDefinition, VectorDistanceFunction, VectorIndex,
};
use dkmio::codec::{from_item, to_item, to_value};
use dkmio::{DynamoDb, DynamoTable, Item, Vector};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "docs")]
struct Docs {
    #[pk]
    id: String,
    embedding: Vector<3>,
    other: Option<Vector<40>>,
}

fn doc(id: &str, embedding: [f32; 3]) -> Docs {
    Docs { id: id.to_owned(), embedding: embedding.into(), other: None }
}

#[tokio::test]
async fn a_vector_is_stored_as_a_list_of_its_shortest_numbers() {
    let db = db_with::<Docs>().await;
    let mut stored = doc("a", [0.1, -2.0, 3e-8]);
    stored.other = Some([0.25; 40].into());
    stored.put().send(&db).await.unwrap();
    assert_eq!(Docs::get("a").send(&db).await.unwrap(), Some(stored.clone()));

    let item: Item = Docs::get("a").free_form().send(&db).await.unwrap().unwrap();
    let numbers: Vec<_> = item.get("embedding").unwrap().as_l().unwrap().iter().map(|n| n.as_n().unwrap()).collect();
    assert_eq!(numbers.len(), 3);
    assert_eq!([numbers[0], numbers[1]], ["0.1", "-2"]);
    assert_eq!(numbers[2].parse::<f32>().unwrap(), 3e-8);
    assert_eq!(from_item::<Docs>(&to_item(&stored).unwrap()).unwrap(), stored);

    Docs::update("a").set(Docs::EMBEDDING, Vector::from([1.0, 0.0, 0.5])).remove(Docs::OTHER).send(&db).await.unwrap();
    assert_eq!(Docs::get("a").select(Docs::EMBEDDING).send(&db).await.unwrap(), Some([1.0, 0.0, 0.5].into()));
}

#[test]
fn a_vector_has_the_length_of_its_type_and_finite_elements() {
    let read = |numbers: &[&str]| {
        let list = numbers.iter().map(|n| AttributeValue::N((*n).to_owned())).collect();
        let embedding = ("embedding".to_owned(), AttributeValue::L(list));
        let id = ("id".to_owned(), AttributeValue::S("a".to_owned()));
        from_item::<Docs>(&Item::from(HashMap::from([id, embedding])))
    };
    assert_eq!(read(&["1", "2.5", "-3"]).unwrap(), doc("a", [1.0, 2.5, -3.0]));
    for wrong in [&["1", "2"][..], &["1", "2", "3", "4"], &[], &["1", "2", "1e100"]] {
        let error = read(wrong).unwrap_err().to_string();
        assert!(error.starts_with("embedding") && !error.contains("1e100"), "{error}");
    }
    assert!(Vector::<3>::try_from(vec![1.0; 4]).is_err());
    assert_eq!(Vec::from(Vector::<2>::try_from(&[1.0, 2.0][..]).unwrap()), [1.0, 2.0]);
    for wrong in [f32::NAN, f32::INFINITY] {
        let vector = Vector::from([1.0, wrong]);
        assert!(to_value(&vector).is_err());
        assert!(vector.to_search_vector().is_err());
    }
}

/// Creates the table with a vector index, which no struct declares.
async fn with_a_vector_index() -> DynamoDb {
    let db = DynamoDb::embedded().await.unwrap();
    let index = VectorIndex::builder()
        .index_name("docs-meaning")
        .vector_attribute(VectorAttributeDefinition::builder().attribute_name("embedding").build().unwrap())
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .dimensions(3)
        .distance_function(VectorDistanceFunction::Cosine)
        .build()
        .unwrap();
    let id = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash);
    let create = db.client().create_table().table_name("docs").billing_mode(BillingMode::PayPerRequest);
    let create = create.attribute_definitions(id.build().unwrap()).key_schema(key.build().unwrap());
    create.vector_indexes(index).send().await.unwrap();
    db
}

#[tokio::test]
async fn a_vector_index_takes_stored_vectors_and_searches_by_one() {
    let db = with_a_vector_index().await;
    let docs = [doc("near", [1.0, 0.1, 0.0]), doc("far", [-1.0, 0.0, 0.1]), doc("middle", [0.2, 1.0, 0.0])];
    Docs::batch_put(docs.clone()).send(&db).await.unwrap();

    let question = Vector::from([1.0, 0.0, 0.0]).to_search_vector().unwrap();
    let search = db.client().search_vectors().table_name("docs").index_name("docs-meaning").top_k(2);
    let found = search.set_search_vector(Some(question)).projection_expression("id, embedding").send().await.unwrap();
    let found: Vec<Docs> =
        found.search_results().iter().map(|hit| from_item(&Item::from(hit.item().unwrap().clone())).unwrap()).collect();
    assert_eq!(found, [docs[0].clone(), docs[2].clone()]);
}
