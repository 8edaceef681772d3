//! Sort-key conditions as values, and other settings chosen at run time.

use dkmio::{DynamoTable, ErrorKind, SortKey};
use dkmio_embedded::Operation;

use super::table::{bodies, create, ids, orders};
use crate::models::{Events, Orders, Status};
use crate::support;

#[tokio::test(start_paused = true)]
async fn every_condition_can_be_given_as_a_value() {
    let (db, faults) = support::faulty();
    orders(&db, 6).await;
    let of = |condition: SortKey<String>| Orders::query("u").sk(condition);
    for (condition, want) in [
        (SortKey::eq("o02"), &["o02"][..]),
        (SortKey::gt("o03"), &["o04", "o05"]),
        (SortKey::gte("o04"), &["o04", "o05"]),
        (SortKey::lt("o02"), &["o00", "o01"]),
        (SortKey::lte("o01"), &["o00", "o01"]),
        (SortKey::between("o01", "o03"), &["o01", "o02", "o03"]),
        (SortKey::begins_with("o05"), &["o05"]),
    ] {
        assert_eq!(ids(&of(condition).all(&db).await.unwrap()), want);
    }
    faults.clear_calls();
    let value = Orders::query("u").sk(SortKey::gte("o04")).all(&db).await.unwrap();
    let method = Orders::query("u").sk_gte("o04").all(&db).await.unwrap();
    assert_eq!(value, method);
    let sent = bodies(&faults, Operation::Query);
    assert_eq!(sent[0], sent[1]);
}

#[tokio::test]
async fn a_condition_may_be_absent() {
    let db = support::db().await;
    orders(&db, 4).await;
    for (from, want) in [(None, 4), (Some("o02".to_owned()), 2)] {
        let got = Orders::query("u").sk(from.map(SortKey::gte)).scan_forward(false).all(&db).await.unwrap();
        assert_eq!(got.len(), want);
        assert_eq!(got[0].order_id, "o03");
    }
    let none: Option<SortKey<_>> = None;
    assert_eq!(Orders::by_status().query(Status::Pending).sk(none).count(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn one_variable_holds_queries_with_and_without_a_condition() {
    let db = support::db().await;
    orders(&db, 4).await;
    let mut condition = None;
    for step in 0..2 {
        if step == 1 {
            condition = Some(SortKey::begins_with("o03"));
        }
        let query = Orders::query("u").sk(condition.clone());
        assert_eq!(query.all(&db).await.unwrap().len(), if step == 0 { 4 } else { 1 });
    }
}

#[tokio::test]
async fn numbers_and_parts_of_a_sort_key_have_conditions_too() {
    let db = support::db().await;
    create::<Events>(&db).await;
    for ts in 0..5 {
        Events { device: "d".to_owned(), ts, rest: dkmio::Item::new() }.put().send(&db).await.unwrap();
    }
    assert_eq!(Events::query("d").sk(SortKey::lt(2)).all(&db).await.unwrap().len(), 2);
    create::<Orders>(&db).await;
    for month in 1..=12 {
        let order = Orders {
            shop: Some("s".to_owned()),
            country: Some("PE".to_owned()),
            year: Some(2025),
            month: Some(month),
            ..Orders::sample("u", &format!("o{month}"))
        };
        order.put().send(&db).await.unwrap();
    }
    let year = Orders::by_shop().query(("s", "PE")).sk_eq(2025);
    assert_eq!(year.sk(Some(SortKey::gte(10))).all(&db).await.unwrap().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_value_is_refused_when_the_query_is_sent() {
    let (db, faults) = support::faulty();
    let empty = Orders::query("u").sk(SortKey::eq("")).all(&db).await.unwrap_err();
    assert_eq!(empty.kind(), ErrorKind::InvalidKey);
    let crossed = Orders::query("u").sk(SortKey::between("b", "a")).all(&db).await.unwrap_err();
    assert!(crossed.is_validation(), "{crossed}");
    assert!(faults.calls().is_empty());
    assert!(!format!("{:?}", SortKey::<String>::gte("secret")).contains("secret"));
}
