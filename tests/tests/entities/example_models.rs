//! The two models of the examples `shop` and `hub`: each access pattern returns the same selection as a scan.

#[path = "../../../examples/hub/model.rs"]
mod hub;
#[allow(dead_code)]
#[path = "../../../examples/shop/model.rs"]
mod shop_model;

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, TimeZone as _, Utc};
use dkmio::{DynamoDb, DynamoTable as _, TransactWrite};
use hub::{Account, AccountRepos, Hub, Issue, IssueStatus, Pull, Repo, RepoItem, RepoPulls, Star};
use shop_model::{Basket, Line, Order, Shop, Status, User};

use crate::engine::db_with;

const OWNERS: [&str; 3] = ["a", "ab", "b"];

fn repo(owner: &str, name: &str) -> Repo {
    let (owner, name) = (owner.to_owned(), name.to_owned());
    Repo { root_owner: "a".to_owned(), root_name: name.clone(), owner, name, stars: 0, updated_at: None }
}

/// Noon of a day in January 2025.
fn noon(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 1, day, 12, 0, 0).single().expect("a time")
}

/// The connection, at noon of that day.
fn on(db: &DynamoDb, day: u32) -> DynamoDb {
    let time = UNIX_EPOCH + Duration::from_secs(noon(day).timestamp().unsigned_abs());
    db.clone().with_clock(move || time)
}

/// Accounts and repositories whose names begin alike, with issues, pull requests and stars.
async fn hub_with_items() -> DynamoDb {
    let db = db_with::<Hub>().await;
    for (at, owner) in OWNERS.into_iter().enumerate() {
        Account { account: owner.to_owned(), joined: "2025".to_owned() }.put().send(&db).await.expect("a put");
        for (of, name) in ["x", "xy"].into_iter().enumerate() {
            repo(owner, name).put().send(&on(&db, (at * 2 + of + 1) as u32)).await.expect("a put");
            for number in [1, 2, 9, 10, 11] {
                let (owner, name, title) = (owner.to_owned(), name.to_owned(), format!("t{number}"));
                let issue = Issue { owner, name, number, title, status: IssueStatus::Open };
                issue.put().send(&db).await.expect("a put");
            }
            for number in [3, 12] {
                let (owner, name, title) = (owner.to_owned(), name.to_owned(), format!("t{number}"));
                Pull { owner, name, number, title }.put().send(&db).await.expect("a put");
            }
            for user in ["ana", "ben"] {
                let (owner, name, user) = (owner.to_owned(), name.to_owned(), user.to_owned());
                Star { owner, name, user }.put().send(&db).await.expect("a put");
            }
        }
    }
    db
}

#[tokio::test]
async fn a_hub_reads_every_access_pattern_by_one_query() {
    let db = hub_with_items().await;
    let all_issues = Issue::scan().all(&db).await.expect("a scan");
    for owner in OWNERS {
        for name in ["x", "xy"] {
            let mut expected: Vec<_> =
                all_issues.iter().filter(|issue| issue.owner == owner && issue.name == name).cloned().collect();
            expected.sort_by_key(|issue| std::cmp::Reverse(issue.number));
            let latest = RepoItem::query((owner, name)).sk_lte(Repo::sort_key((owner, name))).descending().limit(4);
            let latest = latest.all(&db).await.expect("a read");
            assert!(matches!(&latest[0], RepoItem::Repo(repo) if repo.owner == owner && repo.name == name));
            let issues: Vec<_> = latest[1..]
                .iter()
                .map(|item| match item {
                    RepoItem::Issue(issue) => issue.clone(),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(issues, expected[..3]);
            let between = Issue::query((owner, name)).sk_between(2, 10).all(&db).await.expect("a read");
            assert_eq!(between.iter().map(|issue| issue.number).collect::<Vec<_>>(), [2, 9, 10]);

            let stars = Star::query((owner, name)).select(Star::USER).all(&db).await.expect("a read");
            assert_eq!(stars, ["ana", "ben"]);
            let RepoPulls { repo, pulls } = RepoPulls::query((owner, name)).collect(&db).await.expect("a read");
            assert_eq!(repo.map(|repo| repo.owner).as_deref(), Some(owner));
            assert_eq!(pulls.iter().map(|pull| pull.number).collect::<Vec<_>>(), [3, 12]);
        }
        let AccountRepos { account, repos } =
            AccountRepos::query(owner).descending().collect(&db).await.expect("a read");
        assert_eq!(account.map(|account| account.account).as_deref(), Some(owner));
        assert_eq!(repos.iter().map(|repo| repo.name.as_str()).collect::<Vec<_>>(), ["xy", "x"]);
    }
    let forks = Repo::forks().query(("a", "x")).all(&db).await.expect("a read");
    assert_eq!(forks.iter().map(|repo| repo.owner.as_str()).collect::<Vec<_>>(), OWNERS);
    let later = Repo::of_account().query("b").sk_gt(noon(5)).all(&db).await.expect("a read");
    assert_eq!(later.iter().map(|repo| repo.name.as_str()).collect::<Vec<_>>(), ["xy"]);
}

#[tokio::test]
async fn a_star_is_counted_once_for_each_user() {
    let db = hub_with_items().await;
    let star = async |user: &str| {
        let star = Star { owner: "a".to_owned(), name: "x".to_owned(), user: user.to_owned() };
        let mut write = TransactWrite::new();
        write.add(star.put().if_not_exists());
        write.add(Repo::update(("a", "x")).increment(Repo::STARS, 1).if_exists());
        write.send(&on(&db, 31)).await
    };
    star("cleo").await.expect("a first star");
    assert!(star("cleo").await.is_err());
    let repo = Repo::get(("a", "x")).send(&db).await.expect("a read").expect("a repository");
    assert_eq!(repo.stars, 1);
    let latest = AccountRepos::query("a").descending().collect(&db).await.expect("a read").repos;
    assert_eq!((latest[0].name.as_str(), latest[0].updated_at), ("x", Some(noon(31))));
    let item = Repo::get(("a", "x")).free_form().send(&db).await.expect("a read").expect("a repository");
    assert_eq!(item.get("GSI3SK"), Some(&crate::engine::s("#2025-01-31T12:00:00.000000000Z")));
}

#[tokio::test]
async fn a_shop_reads_every_access_pattern_by_one_query() {
    let db = db_with::<Shop>().await;
    for tenant in ["acme", "acme2"] {
        for (id, placed) in [("o1", "2025-11-01"), ("o10", "2025-11-03"), ("o2", "2025-10-01")] {
            let (tenant, order_id, placed) = (tenant.to_owned(), id.to_owned(), placed.to_owned());
            let order = Order { tenant, order_id, status: Status::Open, placed, total: 1 };
            order.put().send(&db).await.expect("a put");
            for line in 1..=2 {
                let (tenant, order_id) = (order.tenant.clone(), order.order_id.clone());
                Line { tenant, order_id, line, sku: "pen".to_owned(), qty: 1 }.put().send(&db).await.expect("a put");
            }
        }
        let (user_id, email) = ("u1".to_owned(), format!("Ana@{tenant}.example"));
        User { tenant: tenant.to_owned(), user_id, email }.create().send(&db).await.expect("a put");
    }
    let open = Order::by_status().query(("acme", Status::Open)).sk_gte("2025-11").all(&db).await.expect("a read");
    assert_eq!(open.iter().map(|order| order.order_id.as_str()).collect::<Vec<_>>(), ["o1", "o10"]);
    let basket = Basket::query("acme").sk_subtree(Order::sort_key(("o1",))).collect(&db).await.expect("a read");
    assert_eq!(basket.order.map(|order| order.order_id).as_deref(), Some("o1"));
    assert!(basket.lines.len() == 2 && basket.lines.iter().all(|line| line.order_id == "o1" && line.tenant == "acme"));
    let ana = User::by_email().query("ANA@ACME2.example").first(&db).await.expect("a read").expect("a user");
    assert_eq!(ana.tenant, "acme2");
    let paid = Order::update(("acme", "o1")).set(Order::STATUS, Status::Paid);
    paid.send(&db).await.expect("an update");
    let open = Order::by_status().query(("acme", Status::Open)).count(&db).await.expect("a count");
    assert_eq!(open, 2);
}
