//! Items with a version, timestamps, a time to live and two unique attributes.

use dkmio::{DynamoEntity, DynamoTable as _, ErrorKind, TransactWrite, Ttl};
use serde::{Deserialize, Serialize};

use super::Accounts;
use crate::engine::db_with;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Accounts)]
#[pk = "M#{id}"]
#[sk = "M"]
struct Managed {
    id: String,
    #[unique]
    #[serde(rename = "na me#.")]
    name: Option<String>,
    #[unique(within = group)]
    rank: Option<i32>,
    group: String,
    #[version]
    #[serde(rename = "_v", default)]
    version: u8,
    #[created_at]
    #[serde(rename = "_c")]
    created: Option<Ttl>,
    #[updated_at]
    #[serde(with = "dkmio::key", rename = "_u", default)]
    updated: Option<chrono::DateTime<chrono::Utc>>,
    #[ttl]
    #[serde(rename = "expires_at")]
    ttl: Option<Ttl>,
}

fn managed(id: &str) -> Managed {
    Managed {
        id: id.to_owned(),
        name: None,
        rank: None,
        group: "g#%".to_owned(),
        version: 0,
        created: None,
        updated: None,
        ttl: None,
    }
}

#[tokio::test]
async fn versions_timestamps_scopes_and_unique_values_work_together() {
    let db = db_with::<Accounts>().await;
    let mut one = managed("1");
    one.rank = Some(-5);
    assert_eq!(one.create().send(&db).await.expect("a create"), 1);
    let stored = Managed::get("1").send(&db).await.expect("a read").expect("an item");
    assert!(stored.version == 1 && stored.created.is_some() && stored.updated.is_some());
    // The rank of another group is free, that of the same is not, whatever its spelling.
    let error = Managed { rank: Some(-5), ..managed("2") }.create().send(&db).await.expect_err("a taken rank");
    assert_eq!(error.unique_violation(), Some("rank"));
    Managed { rank: Some(-5), group: "g".to_owned(), ..managed("2") }.create().send(&db).await.expect("another group");
    // Group and rank change at once.
    stored
        .guarded()
        .update()
        .set(Managed::GROUP, "h")
        .set(Managed::RANK, 0)
        .set(Managed::NAME, "x")
        .send(&db)
        .await
        .expect("an update");
    Managed { rank: Some(-5), ..managed("3") }.create().send(&db).await.expect("a free rank");
    let stored = Managed::get("1").send(&db).await.expect("a read").expect("an item");
    assert_eq!((stored.version, stored.name.as_deref()), (2, Some("x")));
    // Only the scope changes.
    stored.guarded().update().set(Managed::GROUP, "g").send(&db).await.expect("an update");
    let error = stored.guarded().update().set(Managed::GROUP, "k").send(&db).await.expect_err("stale");
    assert!(error.is_condition_failed());
    let mut stored = Managed::get("1").send(&db).await.expect("a read").expect("an item");
    // A version that cannot grow.
    stored.version = 255;
    let error = stored.guarded().update().set(Managed::GROUP, "k").send(&db).await.expect_err("the largest version");
    assert!(error.is_validation(), "{error}");
    let error = stored.guarded().replace(&stored).send(&db).await.expect_err("the largest version");
    assert!(error.is_validation(), "{error}");
    stored.guarded().delete().send(&db).await.expect_err("another version");
    let report = Managed::backfill_keys().send(&db).await.expect("a backfill");
    assert_eq!((report.correct, report.sentinels, report.duplicates), (3, 0, 0));
}

#[tokio::test]
async fn values_stay_unique_where_writers_exchange_them() {
    // Two items exchange their values again and again: no value is lost.
    let db = db_with::<Accounts>().await;
    for id in ["1", "2", "3"] {
        Managed { name: Some(id.to_owned()), ..managed(id) }.create().send(&db).await.expect("a create");
    }
    let tasks = (0..4_u64).map(|seed| {
        let db = db.clone();
        async move {
            let mut rng = fastrand::Rng::with_seed(seed);
            for _ in 0..30 {
                let id = rng.u8(1..4).to_string();
                let Some(read) = Managed::get(id.as_str()).consistent().send(&db).await.expect("a read") else {
                    continue;
                };
                let name = rng.u8(1..5).to_string();
                let result = match rng.u8(0..4) {
                    0 => read.guarded().update().remove(Managed::NAME).send(&db).await.map(drop),
                    1 => read.guarded().update().set_or_remove(Managed::NAME, Some(name)).send(&db).await.map(drop),
                    2 => read
                        .guarded()
                        .replace(&Managed { name: Some(name), rank: Some(1), ..read.clone() })
                        .send(&db)
                        .await
                        .map(drop),
                    _ => {
                        TransactWrite::new()
                            .update(
                                read.guarded()
                                    .update()
                                    .set(Managed::NAME, name.as_str())
                                    .set(Managed::RANK, i32::from(rng.u8(0..3))),
                            )
                            .put(
                                Managed {
                                    name: Some(format!("n{}", rng.u8(0..9))),
                                    ..managed(&format!("x{}", rng.u8(0..9)))
                                }
                                .create(),
                            )
                            .send(&db)
                            .await
                    }
                };
                if let Err(error) = result {
                    assert!(
                        error.is_condition_failed()
                            || error.unique_violation().is_some()
                            || error.kind() == ErrorKind::TransactionCanceled,
                        "{error}"
                    );
                }
            }
        }
    });
    futures::future::join_all(tasks).await;
    let items = Managed::scan().all(&db).await.expect("a scan");
    let mut names: Vec<_> = items.iter().filter_map(|item| item.name.clone()).collect();
    let before = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), before);
    let report = Managed::backfill_keys().dry_run().send(&db).await.expect("a dry run");
    assert_eq!((report.sentinels, report.duplicates, report.written), (0, 0, 0));
    let sentinels = Accounts::scan().all(&db).await.expect("a scan").len() - items.len();
    let ranks = items.iter().filter(|item| item.rank.is_some()).count();
    assert_eq!(sentinels, before + ranks);
}
