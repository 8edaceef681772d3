//! What is refused before a request is sent.

use dkmio::{DynamoTable, ErrorKind, TransactGet, TransactWrite};
use dkmio_embedded::Faults;
use serde::{Deserialize, Serialize};

use super::setup::{Accounts, tables, user};
use crate::models::{Events, Users};

fn nothing_sent(faults: &Faults) {
    assert!(faults.calls().is_empty(), "{:?}", faults.calls());
}

#[tokio::test(start_paused = true)]
async fn more_than_a_hundred_parts() {
    let (db, faults) = tables().await;
    let parts = |n: usize| {
        let mut transaction = TransactWrite::new();
        for n in 0..n {
            transaction.add(Accounts::of(&n.to_string(), 1).put());
        }
        transaction
    };
    let error = parts(101).send(&db).await.expect_err("too many");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(error.operation(), Some("TransactWriteItems"));
    nothing_sent(&faults);
    let error = TransactGet::all((0..101).map(|n| Accounts::get(n.to_string()))).send(&db).await.expect_err("too many");
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Validation, Some("TransactGetItems")));
    nothing_sent(&faults);
    parts(100).send(&db).await.expect("a hundred are allowed");
}

#[tokio::test(start_paused = true)]
async fn two_parts_on_one_item() {
    let (db, faults) = tables().await;
    let error = TransactWrite::new()
        .put(user("u").put())
        .put(Accounts::of("a", 1).put())
        .delete(Accounts::delete("b"))
        .condition_check(Accounts::condition_check("a").if_exists())
        .send(&db)
        .await
        .expect_err("two parts on `a`");
    assert_eq!(error.kind(), ErrorKind::DuplicateKey);
    assert_eq!(error.positions(), [1, 3]);
    assert_eq!(error.to_string(), "TransactWriteItems on `accounts`, parts 1 and 3: two parts for one item");
    let error = TransactGet::new((Events::get(("d", 7)), Events::get(("d", 7)))).send(&db).await.expect_err("twice");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::DuplicateKey, [0, 1].as_slice()));
    nothing_sent(&faults);
}

#[tokio::test(start_paused = true)]
async fn the_same_key_in_two_tables_is_two_items_unless_they_have_one_name() {
    let (db, faults) = tables().await;
    let both = || TransactWrite::new().put(user("x").put()).put(Accounts::of("x", 1).put());
    both().send(&db).await.expect("two tables");
    faults.clear_calls();
    let db = db.with_table_name::<Users>("accounts");
    assert_eq!(both().send(&db).await.expect_err("one table").kind(), ErrorKind::DuplicateKey);
    nothing_sent(&faults);
}

#[tokio::test(start_paused = true)]
async fn items_that_are_too_large_alone_or_together() {
    let (db, faults) = tables().await;
    let large = |n: usize, size: usize| {
        let mut user = user(&format!("usr_{n}"));
        user.name = "x".repeat(size);
        user
    };
    let error = TransactWrite::new()
        .put(user("u").put())
        .put(large(1, 400 * 1024).put())
        .send(&db)
        .await
        .expect_err("more than 400 KB");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::ItemTooLarge, [1].as_slice()));
    let mut transaction = TransactWrite::new();
    for n in 0..11 {
        transaction.add(large(n, 390 * 1024).put());
    }
    let error = transaction.send(&db).await.expect_err("more than 4 MB");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::Validation, [].as_slice()));
    nothing_sent(&faults);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_wrong_by_itself_at_its_position() {
    let (db, faults) = tables().await;
    let error = TransactWrite::new()
        .put(user("u").put())
        .update(Accounts::update("a"))
        .send(&db)
        .await
        .expect_err("an empty update");
    assert_eq!(
        (error.kind(), error.positions(), error.table()),
        (ErrorKind::Validation, [1].as_slice(), Some("accounts"))
    );
    let error = TransactWrite::new().delete(Accounts::delete("")).send(&db).await.expect_err("an empty key");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::InvalidKey, [0].as_slice()));
    assert!(error.to_string().starts_with("TransactWriteItems on `accounts`, part 0: "), "{error}");
    let error = TransactGet::new((Users::get("u"), Users::get(""))).send(&db).await.expect_err("an empty key");
    assert_eq!((error.kind(), error.positions()), (ErrorKind::InvalidKey, [1].as_slice()));
    nothing_sent(&faults);
}

#[tokio::test(start_paused = true)]
async fn tokens_of_no_or_too_many_characters() {
    let (db, faults) = tables().await;
    for token in [String::new(), "x".repeat(37)] {
        let transaction = TransactWrite::new().put(user("u").put()).token(token.clone());
        assert_eq!(transaction.explain().expect_err("no token").kind(), ErrorKind::Validation);
        assert_eq!(transaction.send(&db).await.expect_err("no token").kind(), ErrorKind::Validation);
        let error = user("u").put().idempotent().token(token).send(&db).await.expect_err("no token");
        assert_eq!(error.kind(), ErrorKind::Validation);
    }
    nothing_sent(&faults);
    TransactWrite::new().put(user("u").put()).token("é".repeat(36)).explain().expect("36 characters");
}

/// Items whose sizes are easy to tell: the names and the values, 8 bytes beside the body.
#[derive(Debug, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "documents")]
struct Documents {
    #[pk]
    id: String,
    body: String,
}

#[test]
fn four_megabytes_of_items_are_sent_and_one_byte_more_is_refused() {
    const LIMIT: usize = 4 * 1024 * 1024;
    let of_size = |bytes: usize| {
        let mut transaction = TransactWrite::new();
        let mut rest = bytes;
        for n in 10.. {
            let size = rest.min(400 * 1024);
            rest -= size;
            transaction.add(Documents { id: n.to_string(), body: "x".repeat(size - 8) }.put());
            if rest == 0 {
                return transaction;
            }
        }
        unreachable!("the loop ends when nothing is left")
    };
    assert_eq!(of_size(LIMIT).explain().expect("at the limit").parts.len(), 11);
    let error = of_size(LIMIT + 1).explain().expect_err("above the limit");
    assert!(error.is_validation());
    assert!(error.to_string().contains("4194305 bytes"), "{error}");
}
