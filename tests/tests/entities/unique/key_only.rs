//! Unique attributes beside fields that are stored inside the primary key alone.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable as _, ErrorKind};
use serde::{Deserialize, Serialize};

use super::{Accounts, pair, sentinels};

/// Neither the scope of `slug` nor the unique `name` is an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Accounts)]
#[pk = "ORG#{org}"]
#[sk = "TEAM#{name:escaped}"]
struct Team {
    #[key_only]
    org: String,
    #[key_only]
    #[unique]
    name: String,
    #[unique(within = org)]
    slug: Option<String>,
    size: u32,
}

fn team(org: &str, name: &str, slug: Option<&str>) -> Team {
    Team { org: org.to_owned(), name: name.to_owned(), slug: slug.map(str::to_owned), size: 1 }
}

fn owned(team: &Team) -> Vec<(String, String)> {
    let owner = format!("TEAM#{}", team.name.replace('#', "%23"));
    let slug = team.slug.iter().map(|slug| pair(&format!("UNIQUE#Team#slug#{}#{slug}", team.org), &owner));
    std::iter::once(pair(&format!("UNIQUE#Team#name#{}", team.name), &owner)).chain(slug).collect()
}

async fn assert_owned(db: &DynamoDb, teams: &[&Team]) {
    let mut expected: Vec<_> = teams.iter().flat_map(|team| owned(team)).collect();
    expected.sort_unstable();
    assert_eq!(sentinels(db).await, expected);
    for team in teams {
        let read = Team::get((team.org.as_str(), team.name.as_str())).send(db).await.expect("a read");
        assert_eq!(read.as_ref(), Some(*team));
    }
}

#[tokio::test]
async fn values_and_scopes_inside_the_key_are_reserved() {
    let db = crate::engine::db_with::<Accounts>().await;
    let (one, other) = (team("acme", "a#1", Some("x")), team("bell", "b", Some("x")));
    one.create().send(&db).await.expect("a create");
    other.create().send(&db).await.expect("a create");
    assert_owned(&db, &[&one, &other]).await;
    for taken in [team("acme", "c", Some("x")), team("cord", "b", None)] {
        let error = taken.create().send(&db).await.expect_err("a taken value");
        assert_eq!(error.kind(), ErrorKind::UniqueViolation, "{error}");
    }
    let read = Team::get(("acme", "a#1")).send(&db).await.expect("a read").expect("a team");
    read.guarded().update().set(Team::SLUG, "y").set(Team::SIZE, 2).send(&db).await.expect("an update");
    let one = Team { slug: Some("y".to_owned()), size: 2, ..one };
    assert_owned(&db, &[&one, &other]).await;
    let replaced = Team { slug: None, ..one.clone() };
    one.guarded().replace(&replaced).send(&db).await.expect("a replace");
    assert_owned(&db, &[&replaced, &other]).await;
    replaced.guarded().delete().send(&db).await.expect("a delete");
    assert_owned(&db, &[&other]).await;
}

#[tokio::test]
async fn a_backfill_reserves_values_and_scopes_inside_the_key() {
    let db = crate::engine::db_with::<Accounts>().await;
    let (one, other) = (team("acme", "a#1", Some("x")), team("bell", "b", None));
    Team::batch_put_unconditional([one.clone(), other.clone()]).send(&db).await.expect("a batch");
    let report = Team::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.read, report.sentinels, report.duplicates), (2, 3, 0));
    assert_owned(&db, &[&one, &other]).await;
    assert_eq!(Team::backfill_keys().send(&db).await.expect("a backfill").sentinels, 0);
}
