//! Which items are live, for a time to live of every type: get, query, scan, count and `if_not_live` agree.

use std::time::{Duration, UNIX_EPOCH};

use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue as Av;
use dkmio::{DynamoDb, DynamoTable, Item, Ttl};
use serde::{Deserialize, Serialize};

use crate::engine::{db_with, item, n, s, store};

const NOW: u64 = 1_800_000_000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "leases")]
struct Leases {
    #[pk]
    holder: String,
    #[sk]
    case: String,
    #[ttl]
    expires: Option<Ttl>,
}

/// Values that a time to live may have in a table of other programs, and whether an item with each is live at `NOW`.
fn cases() -> Vec<(&'static str, Option<Av>, bool)> {
    let past = (NOW - 1).to_string();
    vec![
        ("absent", None, true),
        ("null", Some(Av::Null(true)), true),
        ("text", Some(s("soon")), true),
        ("past as text", Some(s(&past)), true),
        ("empty text", Some(s("")), true),
        ("true", Some(Av::Bool(true)), true),
        ("false", Some(Av::Bool(false)), true),
        ("binary", Some(Av::B(Blob::new([1]))), true),
        ("list", Some(Av::L(vec![n(&past)])), true),
        ("map", Some(Av::M([("at".to_owned(), n(&past))].into())), true),
        ("string set", Some(Av::Ss(vec![past.clone()])), true),
        ("number set", Some(Av::Ns(vec![past.clone()])), true),
        ("binary set", Some(Av::Bs(vec![Blob::new([1])])), true),
        ("minus one", Some(n("-1")), true),
        ("a little below zero", Some(n("-0.001")), true),
        ("very negative", Some(n("-9.9E+100")), true),
        ("zero", Some(n("0")), false),
        ("one", Some(n("1")), false),
        ("a second ago", Some(n(&past)), false),
        ("now", Some(n("1800000000")), false),
        ("now with an exponent", Some(n("1.8E+9")), false),
        ("next second", Some(n("1800000001")), true),
        ("milliseconds", Some(n("1800000000000")), true),
        ("nanoseconds", Some(n("1800000000000000000")), true),
        ("very large", Some(n("9.9E+100")), true),
    ]
}

async fn leases() -> DynamoDb {
    let db = db_with::<Leases>().await.with_clock(|| UNIX_EPOCH + Duration::from_secs(NOW));
    for (case, expires, _) in cases() {
        let mut lease = item([("holder", s("h")), ("case", s(case))]);
        if let Some(expires) = expires {
            lease.insert("expires", expires);
        }
        store::<Leases>(&db, lease).await;
    }
    db
}

fn names(items: &[Item]) -> Vec<String> {
    let mut names: Vec<String> = items.iter().map(|item| item.read("case").unwrap().unwrap()).collect();
    names.sort();
    names
}

fn live_cases() -> Vec<String> {
    let mut live: Vec<_> = cases().into_iter().filter(|(.., live)| *live).map(|(case, ..)| case.to_owned()).collect();
    live.sort();
    live
}

#[tokio::test]
async fn get_query_scan_and_count_agree() {
    let db = leases().await;
    for (case, _, live) in cases() {
        let found = Leases::get(("h", case)).free_form().live().send(&db).await.unwrap();
        assert_eq!(found.is_some(), live, "get: {case}");
    }
    let expected = live_cases();
    assert_eq!(names(&Leases::query("h").free_form().live().all(&db).await.unwrap()), expected);
    assert_eq!(names(&Leases::scan().free_form().live().all(&db).await.unwrap()), expected);
    assert_eq!(names(&Leases::scan().segments(3).free_form().live().all(&db).await.unwrap()), expected);
    assert_eq!(Leases::query("h").live().count(&db).await.unwrap(), expected.len());
    assert_eq!(Leases::scan().live().count(&db).await.unwrap(), expected.len());
}

#[tokio::test]
async fn if_not_live_replaces_exactly_what_live_leaves_out() {
    let db = leases().await;
    for (case, _, live) in cases() {
        let new =
            Leases { holder: "h".to_owned(), case: case.to_owned(), expires: Some(Ttl::from_epoch_seconds(NOW + 9)) };
        match new.put().if_not_live().send(&db).await {
            Ok(()) => assert!(!live, "replaced: {case}"),
            Err(error) => assert!(live && error.is_condition_failed(), "{case}: {error}"),
        }
    }
}
