//! Attributes on both sides of an operator.

use dkmio::{DynamoTable, attr};

use super::{Place, Subjects, assert_fail, assert_hold, one};

#[tokio::test]
async fn attributes_compare_with_attributes() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            Subjects::NUMBER.lt(Subjects::OTHER),
            Subjects::NUMBER.neq(Subjects::OTHER),
            Subjects::OTHER.between(Subjects::NUMBER, Subjects::OTHER),
            Subjects::NUMBER.is_in([Subjects::OTHER]) | Subjects::NUMBER.is_in([attr("other"), attr("number")]),
            Subjects::NUMBER.gt(attr("free")),
            attr("free").lt(Subjects::NUMBER),
            attr("free").lt(attr("number")),
            Subjects::TEXT.gt(Subjects::PLACE.dot(Place::CITY)),
            Subjects::OTHER.between(15, Subjects::OTHER),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![
            Subjects::NUMBER.eq(Subjects::OTHER),
            Subjects::NUMBER.gte(attr("other")),
            Subjects::NUMBER.eq(attr("nowhere")),
        ],
    )
    .await;
}

#[tokio::test]
async fn sizes_compare_with_attributes_and_sizes() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            Subjects::LIST.size().eq(attr("free")),
            Subjects::LIST.size().lt(Subjects::TEXT.size()),
            attr("list").size().gt(attr("tags").size::<Subjects>()),
            Subjects::NUMBER.gt(Subjects::LIST.size()),
        ],
    )
    .await;
    assert_fail(&db, vec![Subjects::LIST.size().gt(Subjects::TEXT.size())]).await;
}

#[tokio::test]
async fn an_update_sets_one_attribute_to_another() {
    let db = one().await;
    let new = Subjects::update("s").set(Subjects::NUMBER, Subjects::OTHER).set(Subjects::OTHER, Subjects::NUMBER);
    let new = new.return_new().send(&db).await.expect("update");
    assert_eq!((new.number, new.other), (20, 10), "both are read before either is written");
}
