//! Tables that a macro of another crate declares. That macro names dkmio by `$crate`, which is not this crate.
#![allow(dead_code, missing_docs, clippy::expect_used)]

use dkmio_reexport::dkmio::{DynamoTable as _, Item, item};
use serde::{Deserialize, Serialize};

dkmio_reexport::declare!(Users, Shared, Note, Entry);

#[test]
fn a_macro_of_another_crate_declares_a_table() {
    let by_city = Users::by_city().query("Lima").explain().expect("a request").to_string();
    assert!(by_city.contains(r#"city = {"S":"Lima"}"#), "{by_city}");
    let user = Users { id: "u1".to_owned(), email: "Ana@x".to_owned(), city: None };
    let created = user.create().explain().expect("a request");
    assert_eq!((created.operation, created.parts.len()), ("TransactWriteItems", 2));
}

#[test]
fn a_macro_of_another_crate_declares_an_entity() {
    let note = Note { owner: "ana".to_owned(), id: 7, topic: Some("rust".to_owned()) };
    let put = note.put().explain().expect("a request").to_string();
    for key in ["OWNER#ana", "NOTE#007", "TOPIC#rust"] {
        assert!(put.contains(key), "no {key} in {put}");
    }
    let by_topic = Note::by_topic().query("rust").explain().expect("a request").to_string();
    assert!(by_topic.contains("TOPIC#rust"), "{by_topic}");
    assert_eq!(Shared::table().to_mermaid().matches("shared: Note").count(), 2);
}

#[test]
fn a_macro_of_another_crate_declares_a_collection() {
    let entry = |item: Item| Entry::from_item(&item).expect("an entry");
    let note = item! {
        "PK" => "OWNER#ana", "SK" => "NOTE#007", "_et" => "Note", "owner" => "ana", "id" => 7
    };
    let note = entry(note.expect("an item"));
    assert!(matches!(&note, Entry::Note(note) if note.id == 7), "{note:?}");
    let other = entry(item! { "PK" => "OWNER#ana", "SK" => "X", "_et" => "Star" }.expect("an item"));
    assert!(matches!(&other, Entry::Other(item) if item.get("SK").is_some()), "{other:?}");
    let query = Entry::query("ana").explain().expect("a request").to_string();
    assert!(query.contains("OWNER#ana"), "{query}");
}

#[test]
fn a_macro_of_another_crate_declares_tables_inside_of_a_function() {
    dkmio_reexport::declare!(People, Own, Memo, Either);
    let by_city = People::by_city().query("Lima").explain().expect("a request").to_string();
    assert!(by_city.contains("gsi-city"), "{by_city}");
    let either = Either::query("ana").explain().expect("a request").to_string();
    assert!(either.contains("OWNER#ana"), "{either}");
}
