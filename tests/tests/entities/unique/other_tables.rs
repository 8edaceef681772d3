//! Unique attributes in other tables: those with a struct of their own, with other keys, without an entity attribute, and of OneTable.

use dkmio::changes::{Change, Changes};
use dkmio::{DynamoDb, DynamoEntity, DynamoTable, ErrorKind, Item, PartiqlBatch, attr, item};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, store};

/// A table with one struct and a partition key alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "members")]
#[gsi(by_id, name = "members-id", pk = id)]
struct Members {
    #[pk]
    id: String,
    #[unique(lower)]
    email: Option<String>,
    #[serde(default)]
    visits: u32,
}

/// A table whose keys are numbers, with sentinel items of given keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "seats")]
struct Seats {
    #[pk]
    hall: u32,
    #[sk]
    seat: String,
    #[unique(pk = "{ticket}", sk = "_ticket")]
    ticket: u32,
}

/// `User: { pk: "User#${id}", sk: "User#", email: { type: String, unique: true } }`
#[derive(DynamoTable)]
#[dynamo(table = "one", pk = "pk", sk = "sk", entity_attribute = "_type", entities = [OneUser])]
struct One;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = One, entity = "User")]
#[pk = "User#{id}"]
#[sk = "User#"]
struct OneUser {
    id: String,
    #[unique(pk = "_unique#User#email#{email}", sk = "_unique#")]
    email: String,
}

#[derive(DynamoTable)]
#[dynamo(table = "plain", pk = "PK", sk = "SK")]
struct Plain;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Plain)]
#[pk = "{group}"]
#[sk = "{id}"]
struct Person {
    group: String,
    id: String,
    #[unique]
    name: String,
}

fn member(id: &str, email: Option<&str>) -> Members {
    Members { id: id.to_owned(), email: email.map(str::to_owned), visits: 0 }
}

#[tokio::test]
async fn a_table_with_one_struct_skips_its_sentinel_items() {
    let db = db_with::<Members>().await;
    let (ana, none) = (member("1", Some("Ana@x")), member("2", None));
    ana.create().send(&db).await.expect("a create");
    none.create().send(&db).await.expect("a create");
    let taken = member("3", Some("ana@X")).create().send(&db).await.expect_err("a taken value");
    assert_eq!(taken.unique_violation(), Some("email"));
    let mut members = Members::scan().all(&db).await.expect("a scan");
    members.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(members, [ana.clone(), none]);
    assert_eq!(Members::scan().count(&db).await.expect("a count"), 2);
    Members::update("1").increment(Members::VISITS, 1).send(&db).await.expect("an update by key");
    ana.guarded().update().remove(Members::EMAIL).send(&db).await.expect("an update");
    member("3", Some("ana@X")).create().send(&db).await.expect("a free value");
    let row: Vec<Members> =
        Members::partiql("SELECT * FROM {source} WHERE id = ?").bind("3").all(&db).await.expect("rows");
    assert_eq!(row, [member("3", Some("ana@X"))]);
    let scan = Members::partiql("SELECT * FROM {source}").allow_scan().all(&db).await.expect_err("sentinel items, too");
    assert!(scan.is_validation());
    let events = Changes::of([Change::insert(ana)]);
    assert_eq!(
        Changes::<Members>::from_slice(events.to_event_json().expect("an event").as_bytes()).expect("an event").len(),
        1
    );
    // The key of a sentinel item is no key of a member.
    let key = "UNIQUE#Members#email#ana@x";
    assert_eq!(Members::get(key).send(&db).await.expect_err("a sentinel item").kind(), ErrorKind::UnexpectedEntity);
    let write = [
        member(key, None).create().send(&db).await.expect_err("a reserved key"),
        member(key, None).guarded().delete().send(&db).await.expect_err("a reserved key"),
        Members::update(key).set(Members::VISITS, 1).send(&db).await.expect_err("a reserved key"),
        Members::patch(key).increment(Members::VISITS, 1).send(&db).await.expect_err("a reserved key"),
        Members::batch_put_unconditional([member(key, None)]).send(&db).await.expect_err("a reserved key"),
        Members::batch_delete_unconditional([key]).send(&db).await.expect_err("a reserved key"),
    ];
    assert_eq!(write.map(|error| error.kind()), [ErrorKind::InvalidKey; 6]);
    let again = member("4", Some("ana@x")).create().send(&db).await.expect_err("a taken value");
    assert_eq!(again.unique_violation(), Some("email"));
}

#[tokio::test]
async fn statements_return_no_sentinel_items() {
    let db = db_with::<Members>().await;
    let (ana, bob) = (member("1", Some("ana@x")), member("2", Some("bob@x")));
    ana.create().send(&db).await.expect("a create");
    bob.create().send(&db).await.expect("a create");
    let key = "UNIQUE#Members#email#ana@x";
    let rows = |statement: &str| Members::partiql(statement).bind(key);
    let whole = || rows("SELECT * FROM {source} WHERE id = ?");
    assert_eq!(whole().all(&db).await.expect("rows"), []);
    assert_eq!(whole().free_form().all(&db).await.expect("rows"), []);
    let page = whole().limit(1).page(&db).await.expect("a page");
    assert!(page.items.is_empty() && page.next.is_none());
    let selected = rows("SELECT id FROM {source} WHERE id = ?").decode_as::<Item>();
    assert_eq!(selected.all(&db).await.expect("rows"), []);
    let index = Members::by_id().partiql("SELECT * FROM {source} WHERE id = ?").bind(key);
    assert_eq!(index.all(&db).await.expect("rows"), []);
    let both = Members::partiql("SELECT * FROM {source} WHERE id IN [?, ?]").bind(key).bind("2");
    assert_eq!(both.all(&db).await.expect("rows"), std::slice::from_ref(&bob));

    let batch = |key: &str| {
        let batch = PartiqlBatch::<Members>::new("SELECT * FROM {source} WHERE id = ?");
        batch.bind(("1",)).bind((key,))
    };
    assert_eq!(batch("2").send(&db).await.expect("items"), [Ok(Some(ana)), Ok(Some(bob))]);
    let error = batch(key).send(&db).await.expect_err("a sentinel item");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::UnexpectedEntity, &[1][..]));
    let error = batch(key).free_form().send(&db).await.expect_err("a sentinel item");
    assert_eq!(error.kind(), ErrorKind::UnexpectedEntity);
}

#[tokio::test]
async fn sentinel_items_can_have_keys_that_are_numbers() {
    let db = db_with::<Seats>().await;
    let seat = |seat: &str, ticket| Seats { hall: 1, seat: seat.to_owned(), ticket };
    seat("a", 7).create().send(&db).await.expect("a create");
    assert_eq!(seat("b", 7).create().send(&db).await.expect_err("a taken value").unique_violation(), Some("ticket"));
    seat("a", 7).guarded().update().set(Seats::TICKET, 8).send(&db).await.expect("an update");
    assert_eq!(Seats::scan().all(&db).await.expect("a scan"), [seat("a", 8)]);
    seat("b", 7).create().send(&db).await.expect("a free value");
}

async fn one_sentinel(db: &DynamoDb, email: &str) -> Option<Item> {
    let key = format!("_unique#User#email#{email}");
    let items = One::query(key.as_str()).consistent().all(db).await.expect("a query");
    items.into_iter().next()
}

#[tokio::test]
async fn sentinel_items_of_onetable_have_no_owner() {
    let db = db_with::<One>().await;
    for (pk, sk, kind) in [("User#1", "User#", "User"), ("_unique#User#email#ana@x", "_unique#", "_Unique")] {
        let mut stored = item! { "pk" => pk, "sk" => sk, "_type" => kind }.expect("an item");
        if kind == "User" {
            stored.extend(item! { "id" => "1", "email" => "ana@x" }.expect("an item"));
        }
        store::<One>(&db, stored).await;
    }
    let new = |id: &str, email: &str| OneUser { id: id.to_owned(), email: email.to_owned() };
    assert_eq!(
        new("2", "ana@x").create().send(&db).await.expect_err("a taken value").unique_violation(),
        Some("email")
    );
    let ana = OneUser::get("1").send(&db).await.expect("a read").expect("a user");
    assert_eq!(OneUser::scan().all(&db).await.expect("a scan"), std::slice::from_ref(&ana));
    ana.guarded().update().set(OneUser::EMAIL, "eve@x").send(&db).await.expect("an update");
    assert!(one_sentinel(&db, "ana@x").await.is_none());
    let sentinel = one_sentinel(&db, "eve@x").await.expect("a sentinel item");
    assert_eq!(sentinel.read::<String>("_type").expect("text").as_deref(), Some("_unique"));
    assert_eq!(sentinel.read::<Vec<String>>("_owner").expect("a list").expect("an owner"), ["User#1", "User#"]);
    new("2", "ana@x").create().send(&db).await.expect("a free value");
    new("2", "ana@x").guarded().delete().send(&db).await.expect("a delete");
    assert!(one_sentinel(&db, "ana@x").await.is_none());
}

#[tokio::test]
async fn sentinel_items_are_recognized_by_their_keys() {
    let db = db_with::<Plain>().await;
    let person = Person { group: "g".to_owned(), id: "1".to_owned(), name: "ana#1".to_owned() };
    person.create().send(&db).await.expect("a create");
    assert_eq!(Plain::scan().count(&db).await.expect("a count"), 2);
    assert_eq!(Person::scan().all(&db).await.expect("a scan"), std::slice::from_ref(&person));
    assert_eq!(Person::scan().count(&db).await.expect("a count"), 1);
    assert_eq!(Person::scan().filter(attr("name").eq("ana#1")).count(&db).await.expect("a count"), 1);
    person.guarded().delete().send(&db).await.expect("a delete");
    assert_eq!(Plain::scan().count(&db).await.expect("a count"), 0);
}
