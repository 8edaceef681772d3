//! When two cursors are equal.

use dkmio::{Cursor, DynamoDb, DynamoTable};

use super::table::orders;
use crate::models::{Orders, OrdersKey};
use crate::support;

async fn after_page_of(size: usize, db: &DynamoDb) -> Cursor {
    Orders::query("u").page_size(size).page(db).await.expect("a page").next.expect("a cursor")
}

fn again(cursor: &Cursor) -> Cursor {
    cursor.encode().parse().expect("a cursor")
}

#[tokio::test]
async fn cursors_are_equal_if_they_stand_at_the_same_place() {
    let db = support::db().await;
    orders(&db, 10).await;
    let (third, fourth) = (after_page_of(3, &db).await, after_page_of(4, &db).await);
    assert_eq!(third, again(&third));
    assert_ne!(third, fourth);
    let after =
        |id: &str| Cursor::after_key::<Orders, _>(&OrdersKey { user_id: "u".to_owned(), order_id: id.to_owned() });
    let (made, other) = (after("o03"), after("o04"));
    assert_eq!(made, again(&made));
    assert_ne!(made, other);
    assert_ne!(made, third);
    assert_ne!(third, made);
}

#[tokio::test]
async fn sealed_texts_are_equal_if_they_are_the_same_text() {
    let db = support::db().await.with_cursor_key(&[7; 32]);
    orders(&db, 10).await;
    let cursor = after_page_of(3, &db).await;
    let text = cursor.encode();
    let read = || text.parse::<Cursor>().expect("a cursor");
    assert_eq!(read(), read());
    // Each text has a nonce of its own, and nobody without the key can see that both stand at the same place.
    assert_ne!(read(), again(&cursor));
    assert_ne!(read(), cursor);
}
