//! `AttributeValue`s and collections given to undeclared attributes: what is refused, and what is a set.

use std::collections::{BTreeSet, HashSet};

use dkmio::aws_sdk_dynamodb::primitives::Blob;
use dkmio::aws_sdk_dynamodb::types::AttributeValue as Av;
use dkmio::{Condition, DynamoTable, Error, ErrorKind, Item, Set, attr};
use dkmio_embedded::Faults;

use super::{Subjects, one};
use crate::engine::{n, s};
use crate::support::faulty;

/// Values that DynamoDB cannot store.
fn impossible() -> Vec<Av> {
    let deep = (0..33).fold(n("1"), |inner, _| Av::L(vec![inner]));
    vec![
        n("1e999"),
        n("NaN"),
        n("one"),
        n(""),
        n(&"1".repeat(39)),
        Av::Ss(vec![]),
        Av::Ns(vec![]),
        Av::Bs(vec![]),
        Av::Ss(vec!["a".to_owned(), "a".to_owned()]),
        Av::Ns(vec!["1".to_owned(), "1.0".to_owned()]),
        Av::Ns(vec!["x".to_owned()]),
        Av::Bs(vec![Blob::new([1]), Blob::new([1])]),
        deep,
    ]
}

/// The value itself, and inside a list and a map.
fn nested(value: &Av) -> [Av; 3] {
    let map = Av::M([("inner".to_owned(), value.clone())].into());
    [value.clone(), Av::L(vec![s("a"), value.clone()]), Av::M([("outer".to_owned(), map)].into())]
}

#[track_caller]
fn assert_refused(faults: &Faults, place: &str, value: &Av, sent: Result<(), Error>) {
    let error = sent.expect_err(place);
    assert_eq!(error.kind(), ErrorKind::Encode, "{place} {value:?}: {error}");
    assert!(error.to_string().contains(": q"), "{place}: {error}");
    assert!(faults.calls().is_empty(), "{place} {value:?} was sent");
}

#[tokio::test(start_paused = true)]
async fn impossible_values_are_refused_wherever_they_stand() {
    let (db, faults) = faulty();
    let update = || Subjects::update("s");
    for value in impossible().iter().flat_map(nested) {
        let q = || attr("q");
        let value = || value.clone();
        let refused = |place: &str, sent: Result<(), Error>| assert_refused(&faults, place, &value(), sent);
        let mut item = super::subject();
        item.extra.insert("q", value());
        refused("put", item.put().send(&db).await);
        refused("set", update().set(q(), value()).send(&db).await);
        refused("set_if_not_exists", update().set_if_not_exists(q(), value()).send(&db).await);
        refused("append", update().append(q(), [value()]).send(&db).await);
        refused("prepend", update().prepend(q(), [value()]).send(&db).await);
        refused("increment", update().increment(q(), value()).send(&db).await);
        refused("add", update().add(q(), value()).send(&db).await);
        refused("delete", update().delete(q(), value()).send(&db).await);
        let conditions: Vec<(&str, Condition<Subjects>)> = vec![
            ("eq", q().eq(value())),
            ("neq", q().neq(value())),
            ("lt", q().lt(value())),
            ("between", q().between(value(), value())),
            ("is_in", q().is_in([n("1"), value()])),
            ("contains", q().contains(value())),
            ("begins_with", q().begins_with(value())),
        ];
        for (operator, condition) in conditions {
            refused(operator, Subjects::scan().filter(condition.clone()).all(&db).await.map(drop));
            refused(operator, Subjects::delete("s").condition(condition).send(&db).await);
        }
    }
}

#[tokio::test]
async fn possible_values_are_stored_as_they_are() {
    let db = one().await;
    let values = [
        s(""),
        n("1.50"),
        Av::B(Blob::new([])),
        Av::Bool(false),
        Av::Null(true),
        Av::L(vec![Av::Null(true), Av::B(Blob::new([])), n("1"), n("2")]),
        Av::M([("a.b".to_owned(), s(""))].into()),
        Av::Ss(vec![String::new(), "b".to_owned()]),
        Av::Ns(vec!["1".to_owned(), "2".to_owned()]),
        Av::Bs(vec![Blob::new([1]), Blob::new([2])]),
    ];
    for value in values {
        let set = Subjects::update("s").set(attr("q"), value.clone()).return_new().send(&db).await.expect("stored");
        assert_eq!(
            dkmio::codec::value_size(set.extra.get("q").expect("`q`")),
            dkmio::codec::value_size(&value),
            "{value:?}"
        );
        assert_eq!(
            Subjects::scan().filter(attr("q").eq(value.clone())).count(&db).await.expect("a count"),
            1,
            "{value:?}"
        );
    }
}

/// The attribute `q` after `change`.
async fn changed(change: impl FnOnce(dkmio::Update<Subjects>) -> dkmio::Update<Subjects>) -> Av {
    let db = one().await;
    let item: Item = change(Subjects::update("s")).return_updated_new().send(&db).await.expect("changed");
    let mut value = item.get("q").expect("`q` changed").clone();
    match &mut value {
        Av::Ss(texts) | Av::Ns(texts) => texts.sort(),
        _ => {}
    }
    value
}

#[tokio::test]
async fn a_collection_is_a_set_to_add_and_delete() {
    let texts = Av::Ss(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(changed(|update| update.add(attr("q"), ["a", "b"])).await, texts);
    assert_eq!(changed(|update| update.add(attr("q"), vec!["b".to_owned(), "a".to_owned()])).await, texts);
    assert_eq!(changed(|update| update.add(attr("q"), BTreeSet::from(["a", "b"]))).await, texts);
    assert_eq!(changed(|update| update.add(attr("q"), HashSet::from(["a", "b"]))).await, texts);
    assert_eq!(changed(|update| update.add(attr("q"), &["a", "b"])).await, texts);
    let numbers = Av::Ns(vec!["1".to_owned(), "2.5".to_owned()]);
    assert_eq!(changed(|update| update.add(attr("q"), [1.0, 2.5])).await, numbers);
    assert_eq!(changed(|update| update.add(attr("q"), [1_u32])).await, Av::Ns(vec!["1".to_owned()]));
    let blobs = changed(|update| update.add(attr("q"), [b"ab"])).await;
    assert_eq!(blobs, Av::Bs(vec![Blob::new(*b"ab")]));
    assert_eq!(changed(|update| update.add(attr("q"), 7)).await, n("7"));

    let db = one().await;
    let tags =
        Subjects::update("s").delete(attr("tags"), ["a", "x"]).return_new().send(&db).await.expect("deleted").tags;
    assert_eq!(tags, BTreeSet::from(["b".to_owned()]));
    let lucky = Subjects::update("s").delete(attr("lucky"), vec![7, 13]).return_new().send(&db).await.expect("deleted");
    assert!(lucky.lucky.is_empty());
}

#[tokio::test]
async fn a_set_can_be_written_wherever_a_value_can() {
    let texts = Av::Ss(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(changed(|update| update.set(attr("q"), Set(["a", "b"]))).await, texts);
    assert_eq!(changed(|update| update.set_if_not_exists(attr("q"), Set(vec!["a", "b"]))).await, texts);
    assert_eq!(changed(|update| update.add(attr("q"), Set(["a", "b"]))).await, texts);
    assert_eq!(
        changed(|update| update.add(attr("q"), Set([1_u8, 2]))).await,
        Av::Ns(vec!["1".to_owned(), "2".to_owned()])
    );
    let list = changed(|update| update.append(attr("q"), [Set(["a", "b"])])).await;
    assert_eq!(list, Av::L(vec![texts.clone()]));
    assert_eq!(Item::new().with("q", Set(["a", "b"])).expect("a set").get("q"), Some(&texts));

    let db = one().await;
    let tags = || attr("tags");
    for (condition, holds) in [
        (tags().eq(Set(["b", "a"])), true),
        (tags().eq(Set(["a"])), false),
        (tags().eq(["a", "b"]), false),
        (tags().is_in([Set(vec!["x"]), Set(vec!["a", "b"])]), true),
        (tags().neq(Set(["a"])), true),
        (attr("lucky").eq(Set([7, 13])), true),
    ] {
        let count = Subjects::scan().filter(condition.clone()).count(&db).await.expect("a count");
        assert_eq!(count == 1, holds, "{condition:?}");
    }
    let none: [&str; 0] = [];
    let removed = Subjects::update("s").set(tags(), Set(none)).return_new().send(&db).await.expect("removed");
    assert!(removed.tags.is_empty());
}

#[tokio::test(start_paused = true)]
async fn add_and_delete_refuse_what_they_cannot_take() {
    let (db, faults) = faulty();
    let update = || Subjects::update("s");
    let text = |error: Error| {
        assert!(matches!(error.kind(), ErrorKind::Validation | ErrorKind::Encode), "{error}");
        error.to_string()
    };
    let add = |value: Av| update().add(attr("q"), value).send(&db);
    for value in [s("a"), Av::Bool(true), Av::Null(true), Av::B(Blob::new([1])), Av::L(vec![s("a")]), Av::M([].into())]
    {
        let text = text(add(value.clone()).await.expect_err("refused"));
        assert!(text.contains("`add` on `q` takes a number or a collection"), "{text}");
        let text = text_of_delete(&db, value).await;
        assert!(text.contains("`delete` on `q` takes a collection"), "{text}");
    }
    let numbers = text_of_delete(&db, n("1")).await;
    assert!(numbers.contains("found a number"), "{numbers}");
    for mistake in [
        update().add(attr("q"), "a"),
        update().add(attr("q"), true),
        update().add(attr("q"), ("a", 1)),
        update().add(attr("q"), [[1], [2]]),
        update().add(attr("q"), ["a", "a"]),
        update().add(attr("q"), [1_u8, 2]),
        update().increment(attr("q"), "a"),
        update().decrement(attr("q"), [1]),
    ] {
        let text = text(mistake.send(&db).await.expect_err("refused"));
        assert!(text.contains('q'), "{text}");
    }
    assert!(faults.calls().is_empty());
}

async fn text_of_delete(db: &dkmio::DynamoDb, value: Av) -> String {
    Subjects::update("s").delete(attr("q"), value).send(db).await.expect_err("refused").to_string()
}

#[tokio::test]
async fn nested_numbers_and_sets_can_be_changed() {
    let db = one().await;
    let new = Subjects::update("s")
        .add(Subjects::PLACE.dot(super::Place::ROOMS).at(0).dot(super::Room::AREA), 12)
        .add(Subjects::PLACE.dot(super::Place::HEIGHTS).entry("door"), 1)
        .set(attr("stats"), Item::new().with("views", 1).expect("a number"))
        .return_new()
        .send(&db)
        .await
        .expect("typed");
    assert_eq!((new.place.rooms[0].area, new.place.heights["door"]), (42, 3));
    let new = Subjects::update("s")
        .add(attr("stats.views"), 2)
        .add(attr("stats.labels"), ["red", "blue"])
        .return_new()
        .send(&db)
        .await
        .expect("untyped");
    let stats = new.extra.read::<Item>("stats").expect("a map").expect("stats");
    assert_eq!(stats.get("views"), Some(&n("3")));
    let new =
        Subjects::update("s").delete(attr("stats.labels"), ["red"]).return_new().send(&db).await.expect("deleted");
    let stats = new.extra.read::<Item>("stats").expect("a map").expect("stats");
    assert_eq!(stats.get("labels"), Some(&Av::Ss(vec!["blue".to_owned()])));
}

#[test]
fn an_update_knows_that_it_is_empty() {
    let none: [&str; 0] = [];
    assert!(Subjects::update("s").is_empty());
    assert!(Subjects::update("s").append(attr("q"), none).prepend(attr("q"), none).is_empty());
    assert!(Subjects::update("s").add(attr("q"), none).delete(attr("q"), none).is_empty());
    assert!(Subjects::update("s").add(Subjects::TAGS, none).delete(Subjects::TAGS, none).is_empty());
    assert!(!Subjects::update("s").set(attr("q"), none).is_empty());
    assert!(!Subjects::update("s").set(Subjects::TAGS, BTreeSet::new()).is_empty(), "it removes `tags`");
    assert!(!Subjects::update("s").remove(attr("q")).is_empty());
    assert!(!Subjects::update("s").add(attr("q"), [1]).is_empty());
    assert!(!Subjects::update("s").set(attr("q["), 1).is_empty(), "a mistake is to be reported");
    let error = Subjects::update("s").add(attr("q"), none).explain().expect_err("it changes nothing");
    assert!(error.is_validation() && error.to_string().contains("`is_empty`"), "{error}");
}
