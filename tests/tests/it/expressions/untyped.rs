//! The same operators on undeclared attributes, and what is undeclared beside what is declared.

use std::collections::BTreeSet;

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{AttributeType, attr, attr_name};

use super::{assert_fail, assert_hold, one};
use crate::engine::{n, s, v};

#[tokio::test]
async fn operands_are_any_serde_value_or_a_value_of_the_sdk() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            attr("text").eq("hello"),
            attr("text").eq(s("hello")),
            attr("number").eq(10),
            attr("number").eq(n("10.00")),
            attr("flag").eq(true),
            attr("list").eq([4, 5, 6]),
            attr("free").eq(3_u8),
            attr("tags").eq(AttributeValue::Ss(vec!["b".to_owned(), "a".to_owned()])),
            attr("map").eq(v(super::subject().map)),
            attr("lucky").eq(AttributeValue::Ns(BTreeSet::from(["7", "13"]).into_iter().map(str::to_owned).collect())),
        ],
    )
    .await;
    assert_fail(&db, vec![attr("number").eq("10"), attr("text").eq(10), attr("nowhere").eq("x")]).await;
}

#[tokio::test]
async fn every_operator_is_there() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            attr("number").neq(1),
            attr("number").gt(1),
            attr("number").gte(10),
            attr("number").lt(11),
            attr("number").lte(10),
            attr("number").between(1, 10),
            attr("text").begins_with("he"),
            attr("text").not_begins_with("eh"),
            attr("tags").contains("a"),
            attr("list").not_contains(99),
            attr("free").exists(),
            attr("nowhere").not_exists(),
            attr("number").is_in([1, 10]),
            attr("free").attribute_type(AttributeType::Number),
            attr("list").size().eq(3),
            attr("place.rooms[0].area").eq(30),
            attr("place.rooms").at(0).dot(attr("name")).eq("hall"),
            attr_name("some.where").eq("here"),
            attr("map").dot(attr_name("k.1")).eq(1),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![
            attr("number").neq(10),
            attr("number").gt(10),
            attr("text").between("i", "j"),
            attr("some.where").exists(),
            attr("list").size().gt(3),
        ],
    )
    .await;
}
