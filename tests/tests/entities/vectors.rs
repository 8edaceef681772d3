//! Vector indexes of a shared table, used by its entities.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dkmio::{DynamoDb, DynamoEntity, DynamoProjection, DynamoTable, ErrorKind, Hit, Item, Search, Vector, attr};
use dkmio_embedded::Operation;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(DynamoTable)]
#[dynamo(table = "library", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Book, Song])]
#[vector(meaning, name = "meaning", on = "embedding", dimensions = 3, distance = COSINE, pk = "PK", filter = ["_et", "lang", number("year")])]
#[vector(likeness, name = "likeness", on = "embedding", dimensions = 3, distance = DOT_PRODUCT, projection = ["title"])]
#[vector(cover, name = "cover", on = "cover", dimensions = 2, distance = EUCLIDEAN, pk = "shelf", projection = KEYS_ONLY)]
struct Library;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Library)]
#[pk = "TENANT#{tenant}"]
#[sk = "BOOK#{id:04}"]
#[index(by_meaning = Library::meaning, on = embedding, pk = "TENANT#{tenant}", filter = [lang, year])]
#[index(alike = Library::likeness, on = embedding, projection = [title])]
#[index(by_cover = Library::cover, on = cover, pk = "SHELF#{lang:lower}#{room}", projection = KEYS_ONLY)]
struct Book {
    #[key_only]
    tenant: String,
    id: u32,
    lang: String,
    year: u16,
    room: String,
    title: String,
    embedding: Option<Vector<3>>,
    cover: Vec<f32>,
    #[serde(flatten)]
    extra: Item,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Library)]
#[pk = "TENANT#{tenant}"]
#[sk = "SONG#{id:04}"]
#[index(alike = Library::likeness, on = embedding, projection = [title])]
struct Song {
    tenant: String,
    id: u32,
    title: String,
    embedding: Vector<3>,
}

/// Some attributes of a book, with its vector.
#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Book)]
struct BookVector {
    #[key_only]
    tenant: String,
    title: String,
    embedding: Option<Vector<3>>,
}

const QUESTION: [f32; 3] = [1.0, 0.0, 0.0];

fn book(id: u32, lang: &str, embedding: [f32; 3]) -> Book {
    Book {
        tenant: "acme".to_owned(),
        id,
        lang: lang.to_owned(),
        year: 2020,
        room: "north".to_owned(),
        title: format!("Book {id}"),
        embedding: Some(embedding.into()),
        cover: vec![embedding[0], embedding[1]],
        extra: Item::new().with("pages", 7).unwrap(),
    }
}

fn song(id: u32, embedding: [f32; 3]) -> Song {
    Song { tenant: "acme".to_owned(), id, title: format!("Song {id}"), embedding: embedding.into() }
}

/// Two books, from near to far from the question, with a song before and one between them.
async fn db_with_library() -> DynamoDb {
    let db = DynamoDb::embedded().await.unwrap();
    Library::create_table().send(&db).await.unwrap();
    Book::batch_put([book(1, "EN", [0.9, 0.0, 0.0]), book(2, "ES", [0.5, 0.5, 0.0])]).send(&db).await.unwrap();
    Song::batch_put([song(1, QUESTION), song(2, [0.7, 0.1, 0.0])]).send(&db).await.unwrap();
    db
}

#[tokio::test]
async fn a_table_is_created_with_the_vector_indexes_that_it_declares() {
    let db = db_with_library().await;
    let report = Library::verify_table().send(&db).await.unwrap();
    assert!(report.is_match(), "{report}");
    assert!(Book::verify_table().send(&db).await.unwrap().is_match());
    assert!(Library::table().plan().send(&db).await.unwrap().is_empty());
    let template: serde_json::Value = serde_json::from_str(&Library::table().to_cloudformation().unwrap()).unwrap();
    let table = template["Resources"].as_object().unwrap().values().next().unwrap();
    let index = &table["Properties"]["VectorIndexes"][0];
    assert_eq!(index["IndexName"], "meaning");
    assert_eq!((&index["VectorAttribute"]["AttributeName"], &index["Dimensions"]), (&json!("embedding"), &json!(3)));
    let of_schema = |name: &str, kind: &str| json!({"AttributeName": name, "SearchSchemaElementType": kind});
    let filters = ["_et", "lang", "year"].map(|name| of_schema(name, "INLINE_FILTER"));
    let schema = [of_schema("PK", "HASH")].into_iter().chain(filters).collect::<Vec<_>>();
    assert_eq!(index["SearchSchema"], json!(schema));
    let created: serde_json::Value = serde_json::from_str(&Library::table().to_create_table_json().unwrap()).unwrap();
    assert_eq!(created["VectorIndexes"].as_array().unwrap().len(), 3);
    let picture = Library::table().to_mermaid();
    assert!(picture.contains("\"library / meaning\"") && picture.contains("SHELF#{lang:lower}#{room}"), "{picture}");
}

#[tokio::test]
async fn the_condition_on_the_entity_attribute_leaves_other_entities_out() {
    let db = db_with_library().await;
    let search = || Book::by_meaning().search("acme", QUESTION).top_k(2);
    let near: Vec<Hit<BookByMeaning>> = search().send(&db).await.unwrap();
    let whole = |book: Book| BookByMeaning {
        tenant: book.tenant,
        id: book.id,
        lang: book.lang,
        year: book.year,
        room: book.room,
        title: book.title,
        cover: book.cover,
        extra: book.extra,
    };
    let items: Vec<_> = near.iter().map(|hit| hit.item.clone()).collect();
    let [first, second] = [book(1, "EN", [0.9, 0.0, 0.0]), book(2, "ES", [0.5, 0.5, 0.0])];
    assert_eq!(items, [whole(first), whole(second)]);
    assert!(near[0].distance() < near[1].distance());
    assert_eq!(search().results(&db).await.unwrap().skipped, 0);
    let spanish = search().filter_eq(Book::LANG, "ES").send(&db).await.unwrap();
    assert_eq!(spanish.iter().map(|hit| hit.item.id).collect::<Vec<_>>(), [2]);
    assert!(Book::by_meaning().search("other", QUESTION).send(&db).await.unwrap().is_empty());

    let explained = search().explain().unwrap().to_string();
    for part in ["TENANT#acme", "_et"] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    assert!(explained.contains("the condition leaves out items of entities other than `Book`"), "{explained}");
}

#[tokio::test]
async fn items_of_other_entities_are_skipped_and_counted_without_a_condition() {
    let db = db_with_library().await;
    let results = Book::alike().search(QUESTION).results(&db).await.unwrap();
    let alike = |id: u32| BookAlike { tenant: "acme".to_owned(), id, title: format!("Book {id}") };
    assert_eq!(results.hits.iter().map(|hit| hit.item.clone()).collect::<Vec<_>>(), [alike(1), alike(2)]);
    assert_eq!(results.skipped, 2);
    assert_eq!(results.hits[1].similarity(), 0.5);
    // A skipped item counts toward `top_k`, and the scores stay those of their items.
    let results = Book::alike().search(QUESTION).top_k(3).results(&db).await.unwrap();
    assert_eq!((results.hits.len(), results.skipped), (1, 2));
    assert!((results.hits[0].similarity() - 0.9).abs() < 1e-6);
    let songs = Song::alike().search(QUESTION).send(&db).await.unwrap();
    assert_eq!(songs.iter().map(|hit| hit.item.id).collect::<Vec<_>>(), [1, 2]);
    let explained = Book::alike().search(QUESTION).explain().unwrap().to_string();
    assert!(explained.contains("items of entities other than `Book` are skipped"), "{explained}");
}

#[tokio::test]
async fn hits_have_the_parts_that_can_be_read_back_from_keys() {
    let db = db_with_library().await;
    let near: Vec<Hit<BookByCover>> = Book::by_cover().search(("EN", "north"), [1.0, 0.0]).send(&db).await.unwrap();
    let keys = BookByCover { tenant: "acme".to_owned(), id: 1, room: "north".to_owned() };
    assert_eq!(near.iter().map(|hit| hit.item.clone()).collect::<Vec<_>>(), std::slice::from_ref(&keys));
    assert_eq!(keys.key(), BookKey { tenant: "acme".to_owned(), id: 1 });
    // The partition attribute follows the fields of its template.
    Book::update(("acme", 1)).set(Book::LANG, "ES").set(Book::ROOM, "south").send(&db).await.unwrap();
    let search = |lang, room| Book::by_cover().search((lang, room), [1.0, 0.0]).send(&db);
    assert_eq!(search("EN", "north").await.unwrap().len(), 0);
    assert_eq!(search("es", "south").await.unwrap().len(), 1);
    let stored: Item =
        Library::scan().all(&db).await.unwrap().into_iter().find(|item| item.get("cover").is_some()).unwrap();
    assert!(stored.get("shelf").is_some());
}

#[tokio::test]
async fn hits_are_hydrated_and_read_into_partial_structs() {
    let db = db_with_library().await;
    let whole = Book::alike().search(QUESTION).hydrate(&db).await.unwrap();
    assert_eq!(
        whole.items.iter().map(|hit| hit.item.clone()).collect::<Vec<_>>(),
        [book(1, "EN", [0.9, 0.0, 0.0]), book(2, "ES", [0.5, 0.5, 0.0])]
    );
    assert!(whole.missing.is_empty());
    let parts = Book::by_meaning().search("acme", QUESTION).select_as::<BookVector>().top_k(1).send(&db).await.unwrap();
    let part =
        BookVector { tenant: "acme".to_owned(), title: "Book 1".to_owned(), embedding: Some([0.9, 0.0, 0.0].into()) };
    assert_eq!(parts.into_iter().map(|hit| hit.item).collect::<Vec<_>>(), [part]);
    // Without an entity the hits are those of the table.
    let all: Vec<Hit<Item, _>> = Library::likeness.search(QUESTION).send(&db).await.unwrap();
    assert_eq!(all.len(), 4);
    let songs = Library::meaning.search("TENANT#acme", QUESTION).filter(attr("_et").eq("Song"));
    assert_eq!(songs.send(&db).await.unwrap().len(), 2);
}

#[derive(DynamoTable)]
#[dynamo(table = "places", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[vector(around, name = "around", on = "at", dimensions = 2, distance = EUCLIDEAN)]
struct Places;

/// Its key does not tell the name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Places)]
#[pk = "PLACE#{name:raw}"]
#[sk = "PLACE"]
#[index(nearby = Places::around, on = at)]
struct Place {
    name: String,
    at: Vector<2>,
}

#[tokio::test]
async fn a_hit_whose_item_is_missing_has_its_typed_key() {
    let (db, faults) = crate::support::faulty();
    let key = r#""PK":{"S":"PLACE#Ana"},"SK":{"S":"PLACE"}"#;
    let hit = format!(r#"{{"Score":0.5,"Item":{{{key},"_et":{{"S":"Place"}},"name":{{"S":"Ana"}}}}}}"#);
    let found = format!(r#"{{"SearchResults":[{hit}]}}"#);
    faults.on(Operation::SearchVectors).respond(200, [("x", "y"); 0], found);
    faults.on(Operation::BatchGetItem).respond(200, [("x", "y"); 0], r#"{"Responses":{"places":[]}}"#);
    let hydrated = Place::nearby().search([1.0, 0.0]).hydrate(&db).await.unwrap();
    assert!(hydrated.items.is_empty());
    assert_eq!(hydrated.missing, [PlaceKey { name: "Ana".to_owned() }]);
    let names = faults.calls()[0].request().body()["ExpressionAttributeNames"].to_string();
    assert!(names.contains("\"name\""), "{names}");
}

#[tokio::test]
async fn vectors_of_another_length_are_refused_before_they_are_sent() {
    let db = db_with_library().await;
    let long = Book { cover: vec![0.0; 3], ..book(3, "EN", QUESTION) };
    let error = long.put().send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, None), "{error}");
    let error = Book::by_meaning().search("", QUESTION).send(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    let search: Search<BookByMeaningIndex> = Book::by_meaning().search("acme", [0.0; 2]);
    assert_eq!(search.send(&db).await.unwrap_err().kind(), ErrorKind::Validation);
}

/// A table whose vector index is searched by entity.
#[derive(DynamoTable)]
#[dynamo(table = "kinds", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[vector(of_kind, name = "of-kind", on = "embedding", dimensions = 3, distance = COSINE, pk = "_et")]
struct Kinds;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Kinds)]
#[pk = "NOTE#{id}"]
#[sk = "NOTE"]
#[index(alike = Kinds::of_kind, on = embedding, pk = "Note")]
struct Note {
    id: String,
    embedding: Vector<3>,
}

#[tokio::test]
async fn the_entity_attribute_as_partition_attribute_is_compared_once() {
    let db = DynamoDb::embedded().await.unwrap();
    Kinds::create_table().send(&db).await.unwrap();
    Note { id: "n1".to_owned(), embedding: QUESTION.into() }.put().send(&db).await.unwrap();
    let search = || Note::alike().search((), QUESTION);
    let explained = search().explain().unwrap().to_string();
    assert_eq!(explained.matches("_et = ").count(), 1, "{explained}");
    assert!(explained.contains("the condition leaves out items of entities other than `Note`"), "{explained}");
    let hits = search().send(&db).await.unwrap();
    assert_eq!(hits.iter().map(|hit| hit.item.id.as_str()).collect::<Vec<_>>(), ["n1"]);
}

/// A table whose first vector index came later.
#[derive(DynamoTable)]
#[dynamo(table = "library", pk = "PK", sk = "SK", entity_attribute = "_et")]
struct Plain;

#[tokio::test]
async fn a_plan_creates_the_vector_indexes_of_a_shared_table() {
    let db = DynamoDb::embedded().await.unwrap();
    Plain::create_table().send(&db).await.unwrap();
    let report = Library::verify_table().send(&db).await.unwrap().to_string();
    assert!(report.contains("there is no vector index `meaning`"), "{report}");
    let plan = Library::table().plan().send(&db).await.unwrap();
    let steps: Vec<_> = plan.steps().iter().map(ToString::to_string).collect();
    assert_eq!(steps.len(), 3);
    assert!(steps[0].contains("create vector index `meaning`"), "{steps:?}");
}
