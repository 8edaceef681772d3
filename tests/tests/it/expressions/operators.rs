//! Every operator on declared attributes.

use std::collections::BTreeSet;

use dkmio::{AttributeType, DynamoTable};

use super::{Place, Room, Subjects, assert_fail, assert_hold, one};
use crate::engine::{Lacks, lacks};

#[tokio::test]
async fn values_of_every_type_are_compared_for_equality() {
    let db = one().await;
    let tags = BTreeSet::from(["b".to_owned(), "a".to_owned()]);
    let place = super::subject().place;
    assert_hold(
        &db,
        vec![
            Subjects::TEXT.eq("hello"),
            Subjects::TEXT.eq("hello".to_owned()),
            Subjects::NUMBER.eq(10),
            Subjects::FLOAT.eq(0.5),
            Subjects::FLAG.eq(true),
            Subjects::BYTES.eq([1, 2, 3]),
            Subjects::BYTES.eq(vec![1, 2, 3]),
            Subjects::LIST.eq(vec![4, 5, 6]),
            Subjects::TAGS.eq(&tags),
            Subjects::LUCKY.eq(BTreeSet::from([13, 7])),
            Subjects::PLACE.eq(&place),
            Subjects::RENAMED.eq("here"),
            Subjects::ABSENT.neq(1),
            Subjects::NUMBER.neq(11),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![
            Subjects::TEXT.eq("Hello"),
            Subjects::TEXT.neq("hello"),
            Subjects::NUMBER.eq(-10),
            Subjects::FLAG.eq(false),
            Subjects::LIST.eq(vec![6, 5, 4]),
            Subjects::TAGS.eq(BTreeSet::from(["a".to_owned()])),
            Subjects::ABSENT.eq(0),
        ],
    )
    .await;
}

#[tokio::test]
async fn texts_numbers_and_bytes_are_compared_by_order() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            Subjects::TEXT.gt("hallo"),
            Subjects::TEXT.lt("hello "),
            Subjects::NUMBER.gt(9),
            Subjects::NUMBER.gte(10),
            Subjects::NUMBER.lt(100),
            Subjects::NUMBER.lte(10),
            Subjects::FLOAT.gt(-1.0),
            Subjects::BYTES.gt([1, 2]),
            Subjects::BYTES.lt([2]),
            Subjects::NUMBER.between(10, 10),
            Subjects::TEXT.between("h", "i"),
            Subjects::BYTES.between([1], [1, 3]),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![
            Subjects::NUMBER.gt(10),
            Subjects::NUMBER.lt(9),
            Subjects::TEXT.gte("hello "),
            Subjects::NUMBER.between(11, 99),
            Subjects::ABSENT.lt(9),
        ],
    )
    .await;
}

#[tokio::test]
async fn prefixes_and_members() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            Subjects::TEXT.begins_with("hell"),
            Subjects::TEXT.begins_with(""),
            Subjects::BYTES.begins_with([1, 2]),
            Subjects::TEXT.not_begins_with("x"),
            Subjects::TEXT.contains("ell"),
            Subjects::LIST.contains(5),
            Subjects::TAGS.contains("a"),
            Subjects::LUCKY.contains(13),
            Subjects::LIST.not_contains(9),
            Subjects::TAGS.not_contains("c"),
            Subjects::ABSENT.not_exists(),
            Subjects::TEXT.exists(),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![
            Subjects::TEXT.begins_with("ello"),
            Subjects::TEXT.not_begins_with("h"),
            Subjects::LIST.contains(9),
            Subjects::LUCKY.contains(1),
            Subjects::TAGS.not_contains("a"),
            Subjects::ABSENT.exists(),
            Subjects::TEXT.not_exists(),
            Subjects::RENAMED.begins_with("x"),
        ],
    )
    .await;
}

#[tokio::test]
async fn bytes_contain_bytes() {
    if lacks(Lacks::BinaryContains) {
        return;
    }
    let db = one().await;
    assert_hold(&db, vec![Subjects::BYTES.contains([2, 3]), Subjects::BYTES.not_contains([3, 2])]).await;
}

#[tokio::test]
async fn is_in_compares_with_any_number_of_values() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            Subjects::NUMBER.is_in([1, 10]),
            Subjects::TEXT.is_in(["hello"]),
            Subjects::NUMBER.is_in(vec![10; 100]),
            Subjects::NUMBER.is_in((0..250).rev()),
            !Subjects::NUMBER.is_in(100..250),
            !Subjects::NUMBER.is_in([0_i64; 0]),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![Subjects::NUMBER.is_in([1, 2]), Subjects::NUMBER.is_in(100..350), Subjects::NUMBER.is_in([0_i64; 0])],
    )
    .await;
}

#[tokio::test]
async fn the_size_of_an_attribute_is_compared() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            Subjects::TEXT.size().eq(5),
            Subjects::BYTES.size().gte(3),
            Subjects::LIST.size().lt(4),
            Subjects::TAGS.size().lte(2),
            Subjects::MAP.size().gt(1),
            Subjects::PLACE.dot(Place::ROOMS).size().neq(2),
            Subjects::TEXT.size().between(5, 6),
            Subjects::TEXT.size().is_in([4, 5]),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![Subjects::TEXT.size().eq(4), Subjects::LIST.size().is_in([1, 2]), Subjects::LIST.size().between(4, 9)],
    )
    .await;
}

#[tokio::test]
async fn the_type_of_an_attribute_is_tested() {
    let db = one().await;
    let types = [
        (Subjects::TEXT.attribute_type(AttributeType::String), Subjects::TEXT.attribute_type(AttributeType::Number)),
        (
            Subjects::NUMBER.attribute_type(AttributeType::Number),
            Subjects::NUMBER.attribute_type(AttributeType::String),
        ),
        (Subjects::BYTES.attribute_type(AttributeType::Binary), Subjects::BYTES.attribute_type(AttributeType::List)),
        (Subjects::FLAG.attribute_type(AttributeType::Bool), Subjects::FLAG.attribute_type(AttributeType::Null)),
        (Subjects::LIST.attribute_type(AttributeType::List), Subjects::LIST.attribute_type(AttributeType::Map)),
        (Subjects::PLACE.attribute_type(AttributeType::Map), Subjects::PLACE.attribute_type(AttributeType::List)),
        (
            Subjects::TAGS.attribute_type(AttributeType::StringSet),
            Subjects::TAGS.attribute_type(AttributeType::NumberSet),
        ),
        (
            Subjects::LUCKY.attribute_type(AttributeType::NumberSet),
            Subjects::LUCKY.attribute_type(AttributeType::BinarySet),
        ),
    ];
    let (is, is_not) = types.into_iter().unzip();
    assert_hold(&db, is).await;
    assert_fail(&db, is_not).await;
}

#[tokio::test]
async fn paths_reach_into_documents_lists_and_maps() {
    let db = one().await;
    let hall = Subjects::PLACE.dot(Place::ROOMS).at(0);
    assert_hold(
        &db,
        vec![
            Subjects::PLACE.dot(Place::CITY).eq("Lima"),
            hall.clone().dot(Room::AREA).gte(30),
            hall.clone().dot(Room::NAME).begins_with("ha"),
            hall.clone().eq(Room { name: "hall".to_owned(), area: 30 }),
            Subjects::PLACE.dot(Place::HEIGHTS).entry("door").eq(2),
            Subjects::MAP.entry("plain").lt(3),
            Subjects::MAP.entry("k.1").eq(1),
            Subjects::LIST.at(2).eq(6),
            Subjects::LIST.at(3).not_exists(),
            Subjects::MAP.entry("k").not_exists(),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![Subjects::PLACE.dot(Place::CITY).eq("Cusco"), hall.dot(Room::AREA).lt(30), Subjects::LIST.at(0).eq(6)],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_is_false_sends_no_request() {
    let (db, faults) = crate::support::faulty();
    let nothing = Subjects::scan().filter(Subjects::NUMBER.is_in([0_i64; 0]));
    assert_eq!(nothing.all(&db).await.expect("nothing"), []);
    let nothing = Subjects::query("s").filter(Subjects::NUMBER.is_in([0_i64; 0]) & Subjects::FLAG.eq(true));
    assert_eq!(nothing.count(&db).await.expect("nothing"), 0);
    assert!(faults.calls().is_empty());
}
