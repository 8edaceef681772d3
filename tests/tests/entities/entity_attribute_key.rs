//! Indexes whose keys have the entity attribute, so that they sort the items of a table by their entities.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable, attr, item};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, s, store};

#[derive(DynamoTable)]
#[dynamo(table = "kinds", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Issue, Note])]
#[gsi(by_kind, name = "GSI1", pk = "_et", sk = "SK")]
#[gsi(of_owner, name = "GSI2", pk = "GSI2PK", sk = "_et")]
struct Kinds;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Kinds, entity = "ISSUE")]
#[pk = "REPO#{repo}"]
#[sk = "{number:06}"]
#[index(every = Kinds::by_kind, pk = "ISSUE", sk = "{number:06}")]
#[index(of_owner = Kinds::of_owner, pk = "OWNER#{owner}", sk = "ISSUE")]
struct Issue {
    repo: String,
    number: u32,
    owner: Option<String>,
    title: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Kinds)]
#[pk = "NOTE#{id}"]
#[sk = "{id}"]
#[index(every = Kinds::by_kind, pk = "Note", sk = "{id}")]
#[index(of_owner = Kinds::of_owner, pk = "OWNER#{owner}", sk = "Note")]
struct Note {
    id: String,
    owner: String,
}

fn issue(repo: &str, number: u32, owner: Option<&str>) -> Issue {
    Issue { repo: repo.to_owned(), number, owner: owner.map(str::to_owned), title: None }
}

fn note(id: &str, owner: &str) -> Note {
    Note { id: id.to_owned(), owner: owner.to_owned() }
}

/// Three issues of two repositories, and two notes.
async fn filled() -> DynamoDb {
    let db = db_with::<Kinds>().await;
    for one in [issue("a", 1, Some("ana")), issue("a", 2, None), issue("b", 3, Some("ana"))] {
        one.put().send(&db).await.expect("a put");
    }
    for one in [note("000002", "ana"), note("x", "ben")] {
        one.put().send(&db).await.expect("a put");
    }
    db
}

async fn numbers(db: &DynamoDb) -> Vec<u32> {
    let issues = Issue::every().query(()).all(db).await.expect("a read");
    issues.into_iter().map(|issue| issue.number).collect()
}

#[tokio::test]
async fn an_index_on_the_entity_attribute_has_all_items_of_an_entity() {
    let db = filled().await;
    assert_eq!(numbers(&db).await, [1, 2, 3]);
    let late = Issue::every().query(()).sk_gte(2);
    assert_eq!(late.all(&db).await.expect("a read"), [issue("a", 2, None), issue("b", 3, Some("ana"))]);
    assert_eq!(Note::every().query(()).all(&db).await.expect("a read"), [note("000002", "ana"), note("x", "ben")]);
    assert_eq!(Kinds::by_kind.query("Note").all(&db).await.expect("a read").len(), 2);
    let of_ana = Issue::of_owner().query("ana").all(&db).await.expect("a read");
    assert_eq!(of_ana.len(), 2);
    assert_eq!(Note::of_owner().query("ana").all(&db).await.expect("a read"), [note("000002", "ana")]);
}

/// DynamoDB rejects a filter on a key attribute of a query.
#[tokio::test]
async fn a_query_by_the_entity_attribute_has_no_filter_on_it() {
    let db = filled().await;
    let explained = Issue::every().query(()).sk_gte(2).explain().expect("a request").to_string();
    assert!(explained.contains(r#"_et = {"S":"ISSUE"} AND SK >= {"S":"000002"}"#), "{explained}");
    assert!(!explained.contains("FilterExpression"), "{explained}");
    assert!(explained.contains("the key condition leaves out items of entities other than `ISSUE`"), "{explained}");
    // A scan of the same index has no key condition, so it takes the filter.
    let scanned = Issue::every().scan().explain().expect("a request").to_string();
    assert!(scanned.contains("FilterExpression"), "{scanned}");
    assert_eq!(Issue::every().query(()).count(&db).await.expect("a count"), 3);
    assert_eq!(Issue::of_owner().query("ana").count(&db).await.expect("a count"), 2);
    assert_eq!(Issue::every().scan().count(&db).await.expect("a count"), 3);
}

#[tokio::test]
async fn an_update_that_creates_an_item_sets_the_entity_attribute_once() {
    let db = filled().await;
    Issue::update(("c", 4)).set(Issue::TITLE, "new").send(&db).await.expect("an update");
    assert_eq!(numbers(&db).await, [1, 2, 3, 4]);
    Issue::update(("c", 5)).set(Issue::OWNER, "ana").send(&db).await.expect("an update");
    assert_eq!(Issue::of_owner().query("ana").count(&db).await.expect("a count"), 3);
    Issue::update(("c", 5)).remove(Issue::OWNER).send(&db).await.expect("an update");
    assert_eq!(Issue::of_owner().query("ana").count(&db).await.expect("a count"), 2);
    issue("c", 6, Some("ben")).upsert().send(&db).await.expect("an upsert");
    assert_eq!(numbers(&db).await, [1, 2, 3, 4, 5, 6]);
    let by_hand = Issue::update(("c", 4)).set(attr("_et"), "Note").send(&db).await.expect_err("a derived attribute");
    assert!(by_hand.to_string().contains("dkmio writes `_et`, which is the same in every item"), "{by_hand}");
}

#[tokio::test]
async fn a_backfill_writes_the_entity_attribute_of_an_index() {
    let db = filled().await;
    let old = item! { "PK" => "REPO#d", "SK" => "000007", "repo" => "d", "number" => 7, "owner" => "ana" };
    store::<Kinds>(&db, old.expect("an item")).await;
    assert_eq!(numbers(&db).await, [1, 2, 3]);
    let report = Issue::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.correct, report.written), (3, 1));
    assert_eq!(numbers(&db).await, [1, 2, 3, 7]);
    let stored = Issue::get(("d", 7)).free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!((stored.get("_et"), stored.get("GSI2PK")), (Some(&s("ISSUE")), Some(&s("OWNER#ana"))));
}
