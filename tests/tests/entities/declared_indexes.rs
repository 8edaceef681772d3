//! Indexes whose keys only the table declares: its own keys the other way round, and keys of several attributes.

use dkmio::table::{IndexKind, Projection};
use dkmio::{DynamoCollection, DynamoDb, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, s};

#[derive(DynamoTable)]
#[dynamo(table = "hub", pk = "PK", sk = "SK", entity_attribute = "Type")]
#[gsi(inverted, name = "GSI1", pk = "SK", sk = "PK")]
#[gsi(inverted_keys, name = "GSI2", pk = "SK", sk = "PK", projection = KEYS_ONLY)]
#[gsi(by_place, name = "GSI3", pk = ["country", "city"], sk = [number("year"), "user"])]
#[gsi(by_owner, name = "GSI4", pk = "owner", sk = "PK")]
struct Hub;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "REPO#{owner}#{repo}"]
#[sk = "STAR#{user}"]
#[index(starred = Hub::inverted)]
#[index(starred_keys = Hub::inverted_keys, projection = KEYS_ONLY)]
#[index(by_place = Hub::by_place)]
#[index(of_owner = Hub::by_owner)]
struct Star {
    owner: String,
    repo: String,
    user: String,
    country: String,
    city: Option<String>,
    year: u16,
}

/// Its sort key has two parts, of which the second sorts, and its partition key a number, which does not sort in a string.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "ROOM#{floor}"]
#[sk = "DESK#{building}#{desk:03}"]
#[index(desks = Hub::inverted)]
struct Desk {
    #[key_only]
    floor: u8,
    #[key_only]
    building: String,
    #[key_only]
    desk: u16,
}

#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Star::starred)]
enum Starred {
    Star(Star),
}

fn star(owner: &str, repo: &str, user: &str, year: u16) -> Star {
    let (owner, repo, user) = (owner.to_owned(), repo.to_owned(), user.to_owned());
    Star { owner, repo, user, country: "pe".to_owned(), city: Some("lima".to_owned()), year }
}

async fn hub() -> DynamoDb {
    let db = db_with::<Hub>().await;
    let stars = [("a", "x", "ana", 2021), ("a", "x", "ben", 2022), ("b", "x", "ana", 2023), ("a", "y", "ana", 2024)];
    for (owner, repo, user, year) in stars {
        star(owner, repo, user, year).put().send(&db).await.expect("a put");
    }
    Star { city: None, ..star("c", "z", "cleo", 2025) }.put().send(&db).await.expect("a put");
    db
}

fn repos(stars: &[Star]) -> Vec<String> {
    stars.iter().map(|star| format!("{}/{}", star.owner, star.repo)).collect()
}

#[tokio::test]
async fn an_inverted_index_has_the_keys_of_the_table_as_typed_keys() {
    let db = hub().await;
    let all = Star::starred().query("ana").all(&db).await.expect("a read");
    assert_eq!(repos(&all), ["a/x", "a/y", "b/x"]);
    let of_owner = Star::starred().query("ana").sk_eq("a").all(&db).await.expect("a read");
    assert_eq!(repos(&of_owner), ["a/x", "a/y"]);
    let range = Star::starred().query("ana").sk_prefix(("a",)).sk_gte("y").descending().all(&db).await.expect("a read");
    assert_eq!(repos(&range), ["a/y"]);
    let starred: Vec<Starred> = Starred::query("ben").all(&db).await.expect("a read");
    assert_eq!(starred, [Starred::Star(star("a", "x", "ben", 2022))]);

    let first = Star::starred().query("ana").page_size(1).page(&db).await.expect("a page");
    let next = first.next.expect("a cursor");
    let second = Star::starred().query("ana").start_from(next).all(&db).await.expect("a read");
    assert_eq!(
        (repos(&first.items), repos(&second)),
        (vec!["a/x".to_owned()], vec!["a/y".to_owned(), "b/x".to_owned()])
    );
}

#[tokio::test]
async fn an_inverted_index_of_keys_returns_the_parts_of_the_keys() {
    let db = hub().await;
    let keys = Star::starred_keys().query("ana").sk_eq("b").all(&db).await.expect("a read");
    assert_eq!(keys, [StarStarredKeys { owner: "b".to_owned(), repo: "x".to_owned(), user: "ana".to_owned() }]);
    let hydrated = Star::starred_keys().query("ben").hydrate(&db).await.expect("a read");
    assert_eq!(hydrated.items, [star("a", "x", "ben", 2022)]);
}

#[tokio::test]
async fn a_key_of_attributes_is_found_by_the_stored_names_of_fields() {
    let db = hub().await;
    let lima = || Star::by_place().query(("pe", "lima"));
    let all = lima().all(&db).await.expect("a read");
    assert_eq!(all.iter().map(|star| star.year).collect::<Vec<_>>(), [2021, 2022, 2023, 2024]);
    assert_eq!(lima().sk_gte(2023).count(&db).await.expect("a count"), 2);
    assert_eq!(lima().sk_eq(2022).sk_begins_with("b").count(&db).await.expect("a count"), 1);
    // Without a city the item is not in the index, and an update of the attribute is all it takes.
    let moved = Star::update(("c", "z", "cleo")).set(Star::CITY, "lima").set(Star::YEAR, 2026);
    moved.send(&db).await.expect("an update");
    assert_eq!(lima().sk_gte(2026).count(&db).await.expect("a count"), 1);
    // One side is an attribute, the other a key of the table.
    let of_a = Star::of_owner().query("a").sk_prefix(("a", "x")).all(&db).await.expect("a read");
    assert_eq!(repos(&of_a), ["a/x", "a/x"]);
}

#[tokio::test]
async fn parts_that_do_not_sort_in_the_other_place_take_equality() {
    let db = db_with::<Hub>().await;
    for (floor, desk) in [(2, 7), (10, 7), (2, 9)] {
        Desk { floor, building: "b1".to_owned(), desk }.put().send(&db).await.expect("a put");
    }
    let floors = Desk::desks().query(("b1", 7)).all(&db).await.expect("a read");
    assert_eq!(floors.iter().map(|desk| desk.floor).collect::<Vec<_>>(), [10, 2]);
    let found = Desk::desks().query(("b1", 7)).sk_eq(2).first(&db).await.expect("a read");
    assert_eq!(found, Some(Desk { floor: 2, building: "b1".to_owned(), desk: 7 }));
}

#[tokio::test]
async fn a_declared_index_adds_nothing_to_items_and_to_the_table() {
    let db = hub().await;
    let stored = Star::get(("a", "x", "ana")).free_form().send(&db).await.expect("a read").expect("an item");
    let mut names: Vec<_> = stored.as_map().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["PK", "SK", "Type", "city", "country", "owner", "repo", "user", "year"]);
    assert_eq!(stored.get("SK"), Some(&s("STAR#ana")));
    let index = Star::definition().index("GSI2").expect("an index");
    assert_eq!((index.kind, index.projection), (IndexKind::Global, Projection::KeysOnly));
    assert!(Hub::verify_table().send(&db).await.expect("a table").is_match());
}
