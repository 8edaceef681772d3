//! Entities with a version and timestamps, also as parts of keys.

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use dkmio::{DynamoDb, DynamoEntity, DynamoTable as _, Item, Ttl};
use serde::{Deserialize, Serialize};

use crate::models::App;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "REPO#{owner}#{name}"]
#[sk = "REPO"]
#[index(of_owner = App::gsi1, pk = "OWNER#{owner}", sk = "{changed}#{name}")]
#[index(starred = App::gsi2, pk = "LANGUAGE#{language}", sk = "{stars}", projection = KEYS_ONLY)]
#[index(oldest = App::lsi1, sk = "CREATED#{created}")]
struct Repo {
    owner: String,
    name: String,
    language: String,
    stars: u32,
    #[version]
    version: u64,
    #[created_at]
    #[serde(with = "dkmio::key", default)]
    created: Option<DateTime<Utc>>,
    #[updated_at]
    #[serde(with = "dkmio::key", default)]
    changed: Option<DateTime<Utc>>,
}

/// The sort key of its index has the time of creation and a part that is not in the primary key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "POST#{id}"]
#[sk = "POST"]
#[index(by_topic = App::gsi1, pk = "POSTS", sk = "{topic}#{created}")]
struct Post {
    id: String,
    topic: String,
    #[created_at]
    #[serde(with = "dkmio::key", default)]
    created: Option<DateTime<Utc>>,
    #[ttl]
    expires_at: Option<Ttl>,
}

/// The partition key of its index has two parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "BUILD#{id}"]
#[sk = "BUILD"]
#[index(by_state = App::gsi1, pk = "BUILDS#{branch}#{state}", sk = "{id}")]
struct Build {
    id: String,
    branch: String,
    state: String,
    #[version]
    version: u64,
}

const KEY: (&str, &str) = ("ana", "r1");

fn repo() -> Repo {
    let (owner, name) = (KEY.0.to_owned(), KEY.1.to_owned());
    Repo { owner, name, language: "rust".to_owned(), stars: 1, version: 0, created: None, changed: None }
}

/// The same table at another time.
fn at(db: &DynamoDb, second: u64) -> DynamoDb {
    db.clone().with_clock(move || UNIX_EPOCH + Duration::from_secs(second))
}

async fn stored(db: &DynamoDb) -> Item {
    Repo::get(KEY).free_form().consistent().send(db).await.expect("a read").expect("an item")
}

fn text(item: &Item, name: &str) -> Option<String> {
    item.read::<String>(name).expect("text")
}

fn second(second: u64) -> String {
    format!("1970-01-01T00:00:{second:02}.000000000Z")
}

fn check(item: &Item, created: u64, changed: u64, version: u64) {
    assert_eq!(text(item, "GSI1SK"), Some(format!("{}#r1", second(changed))));
    assert_eq!(text(item, "LSI1SK"), Some(format!("CREATED#{}", second(created))));
    assert_eq!(text(item, "changed"), Some(second(changed)));
    assert_eq!(item.read::<u64>("version").expect("a number"), Some(version));
}

#[tokio::test]
async fn timestamps_in_keys_follow_every_write() {
    let db = crate::engine::db_with::<App>().await;
    let mut repo = repo();
    repo.version = repo.create().send(&at(&db, 10)).await.expect("a create");
    check(&stored(&db).await, 10, 10, 1);
    let update = Repo::update(KEY).set(Repo::STARS, 2).any_version();
    update.send(&at(&db, 11)).await.expect("an update");
    check(&stored(&db).await, 10, 11, 2);
    let read = Repo::get(KEY).send(&db).await.expect("a read").expect("a repo");
    let guarded = || read.guarded().update().set(Repo::LANGUAGE, "zig");
    // The version alone tells that the other parts of the key are still as they were read.
    let explained = guarded().explain().expect("explained");
    let condition = explained.expressions.iter().find(|one| one.parameter == "ConditionExpression");
    assert_eq!(condition.map(|one| one.readable.as_str()), Some(r#"version = {"N":"2"}"#));
    guarded().send(&at(&db, 12)).await.expect("an update");
    let item = stored(&db).await;
    check(&item, 10, 12, 3);
    assert_eq!(text(&item, "GSI2PK").as_deref(), Some("LANGUAGE#zig"));
    let read = Repo::get(KEY).send(&db).await.expect("a read").expect("a repo");
    assert_eq!(read.upsert().send(&at(&db, 13)).await.expect("an upsert"), 4);
    check(&stored(&db).await, 10, 13, 4);
    let without = Repo { created: None, version: 4, ..read };
    assert_eq!(without.upsert().send(&at(&db, 14)).await.expect("an upsert"), 5);
    check(&stored(&db).await, 10, 14, 5);
    let found = Repo::of_owner().query("ana").all(&db).await.expect("a query");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_version_tells_that_the_parts_of_a_key_are_as_they_were_read() {
    let condition = |version| {
        let read = Build { id: "b1".to_owned(), branch: "main".to_owned(), state: "new".to_owned(), version };
        let explained = read.guarded().update().set(Build::STATE, "done").explain().expect("explained");
        let condition = explained.expressions.into_iter().find(|one| one.parameter == "ConditionExpression");
        condition.map(|condition| condition.readable).unwrap_or_default()
    };
    assert_eq!(condition(1), r#"version = {"N":"1"}"#);
    // An item without a version may have been changed by a writer that does not know of versions.
    assert_eq!(condition(0), r#"attribute_not_exists(version) AND branch = {"S":"main"}"#);
}

#[tokio::test]
async fn an_update_that_creates_an_item_gives_it_both_times() {
    let db = crate::engine::db_with::<App>().await;
    let update = || Repo::update(KEY).set(Repo::STARS, 1).set(Repo::LANGUAGE, "rust").any_version();
    update().send(&at(&db, 20)).await.expect("an update");
    check(&stored(&db).await, 20, 20, 1);
    update().send(&at(&db, 21)).await.expect("an update");
    check(&stored(&db).await, 20, 21, 2);
    assert!(Repo::get(KEY).send(&db).await.expect("a read").is_some());
}

#[tokio::test]
async fn a_time_of_creation_beside_another_part_must_be_known() {
    let db = at(&crate::engine::db_with::<App>().await, 30);
    let post = Post { id: "p".to_owned(), topic: "a".to_owned(), created: None, expires_at: None };
    let error = post.upsert().send(&db).await.expect_err("the stored time is not known");
    assert!(error.to_string().contains("changes `topic` without `created`"), "{error}");
    post.create().send(&db).await.expect("a create");
    assert!(Post::update("p").set(Post::TOPIC, "b").send(&db).await.is_err());
    assert!(Post::patch("p").set(Post::TOPIC, "b").send(&db).await.is_err());
    let read = Post::get("p").send(&db).await.expect("a read").expect("a post");
    let known = Post::patch("p").set(Post::TOPIC, "b").condition(Post::CREATED.eq(read.created.expect("a time")));
    known.send(&db).await.expect("a patch");
    read.guarded().update().set(Post::TOPIC, "c").send(&db).await.expect("an update");
    read.upsert().send(&db).await.expect("an upsert with the time");
    let item = Post::get("p").free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!(text(&item, "GSI1SK"), Some(format!("a#{}", second(30))));
    // An update that changes no part leaves the key alone.
    Post::update("p").set(Post::EXPIRES_AT, Ttl::from_epoch_seconds(5)).send(&db).await.expect("an update");
}
