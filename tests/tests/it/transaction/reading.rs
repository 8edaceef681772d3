//! What TransactGetItems reads.

use dkmio::{DynamoProjection, DynamoTable, Item, TransactGet, TransactWrite, Ttl};
use dkmio_embedded::Operation;
use serde::Deserialize;

use super::setup::{Accounts, sent, tables, user};
use crate::models::{Events, Orders, Status, Users};

#[derive(Debug, PartialEq, Deserialize, DynamoProjection)]
#[dynamo(table = Users)]
struct Age {
    age: Option<u8>,
}

#[tokio::test(start_paused = true)]
async fn a_tuple_of_gets_has_each_ones_own_type() {
    let (db, faults) = tables().await;
    Orders::sample("usr_1", "ord_1").put().send(&db).await.expect("put");
    user("usr_1").put().send(&db).await.expect("put");
    faults.clear_calls();
    let output = TransactGet::new((
        Orders::get(("usr_1", "ord_1")),
        Orders::get(("usr_1", "ord_2")).select((Orders::TOTAL, Orders::STATUS)),
        Users::get("usr_1").select_as::<Age>(),
        Users::get("usr_2").free_form(),
        Accounts::get("nobody"),
    ))
    .send(&db)
    .await
    .expect("read");
    let (order, part, partial, item, none) = output;
    let _: (&Option<(u64, Status)>, &Option<Item>, &Option<Accounts>) = (&part, &item, &none);
    assert_eq!(order, Some(Orders::sample("usr_1", "ord_1")));
    assert_eq!((part, item, none), (None, None, None));
    assert_eq!(partial, Some(Age { age: Some(30) }));
    assert_eq!(sent(&faults, Operation::TransactGetItems).len(), 1);
}

#[tokio::test]
async fn an_item_without_what_is_selected_is_not_a_missing_one() {
    let (db, _) = tables().await;
    Users { age: None, ..user("usr_1") }.put().send(&db).await.expect("put");
    let (there, gone) =
        TransactGet::new((Users::get("usr_1").select_as::<Age>(), Users::get("usr_2").select_as::<Age>()))
            .send(&db)
            .await
            .expect("read");
    assert_eq!((there, gone), (Some(Age { age: None }), None));
    let (there, gone) =
        TransactGet::new((Users::get("usr_1").select(Users::AGE), Users::get("usr_2").select(Users::AGE)))
            .send(&db)
            .await
            .expect("read");
    assert_eq!((there, gone), (Some(None), None));
    let (there,) = TransactGet::new((Users::get("usr_1").select_paths(["age"]),)).send(&db).await.expect("read");
    assert_eq!(there, Some(Item::new()));
}

#[tokio::test(start_paused = true)]
async fn outputs_of_gets_of_one_kind_are_in_their_order() {
    let (db, faults) = tables().await;
    for n in [1_u64, 3] {
        Accounts::of(&n.to_string(), n).put().send(&db).await.expect("put");
    }
    let balances = TransactGet::all(["3", "2", "1"].map(|id| Accounts::get(id).select(Accounts::BALANCE)));
    assert_eq!(balances.send(&db).await.expect("read"), [Some(3), None, Some(1)]);
    faults.clear_calls();
    let none = TransactGet::all(Vec::<dkmio::Get<Accounts>>::new()).send(&db).await.expect("nothing");
    assert!(none.is_empty() && faults.calls().is_empty());
}

#[tokio::test]
async fn an_item_that_does_not_fit_has_its_position() {
    let (db, _) = tables().await;
    let wrong = Item::new().with("user_id", "u").and_then(|item| item.with("name", 7)).expect("an item");
    let put = db.client().put_item().table_name("users").set_item(Some(wrong.into_inner()));
    put.send().await.expect("put");
    let read = TransactGet::new((Accounts::get("a"), Users::get("u"))).send(&db);
    let error = read.await.expect_err("a name is no number");
    assert!(error.is_decode());
    assert_eq!((error.table(), error.positions()), (Some("users"), [1].as_slice()));
    assert!(error.to_string().contains("users.name"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_missing_is_an_error() {
    let (db, faults) = tables().await;
    faults.on(Operation::TransactGetItems).respond(200, [("x-amzn-requestid", "R1")], r#"{"Responses":[{}]}"#);
    let error = TransactGet::new((Users::get("u"), Users::get("v"))).send(&db).await.expect_err("one response for two");
    assert!(error.is_decode(), "{error}");
    assert_eq!((error.attempts(), error.request_id()), (1, Some("R1")));
}

#[tokio::test]
async fn the_capacity_is_returned_and_the_request_explained() {
    let (db, _) = tables().await;
    let transaction = TransactGet::new((Users::get("u"), Events::get(("d", 1)).select_paths(["x"])));
    let text = transaction.explain().expect("explained").to_string();
    assert!(text.contains("TransactGetItems of 2 parts") && text.contains("ProjectionExpression: x, device"), "{text}");
    let meter = dkmio::CapacityMeter::new();
    transaction.meter(&meter).send(&db).await.expect("read");
    let capacity = meter.capacity();
    assert!((capacity.total - 4.0).abs() < 1e-9, "two units for each item: {capacity:?}");
}

/// Each can be awaited by the process default.
#[test]
fn transactions_can_be_awaited() {
    fn awaits<R>(_: impl IntoFuture<Output = Result<R, dkmio::Error>>, _: R) {}
    awaits(TransactGet::all([Users::get("u")]), Vec::<Option<Users>>::new());
    awaits(dkmio::TransactWrite::new(), ());
    awaits(user("u").put().idempotent(), ());
}

#[tokio::test]
async fn expired_items_are_left_out_where_the_get_says_so_and_may_be_replaced_where_the_put_says_so() {
    let (db, _) = tables().await;
    let hour = std::time::Duration::from_secs(3600);
    let expired = Ttl::at(std::time::SystemTime::now() - hour);
    for (id, expires_at) in [("old", expired), ("new", Ttl::from_now(hour))] {
        let order = Orders { expires_at: Some(expires_at), ..Orders::sample("usr_1", id) };
        order.put().send(&db).await.expect("put");
    }
    let get = |id: &'static str| Orders::get(("usr_1", id)).select(Orders::TOTAL);
    let read = TransactGet::new((get("old").live(), get("new").live())).send(&db).await.expect("read");
    assert_eq!(read, (None, Some(100)));
    assert_eq!(TransactGet::all([get("old")]).send(&db).await.expect("read"), [Some(100)]);
    let replace = |id: &str| TransactWrite::new().put(Orders::sample("usr_1", id).put().if_not_live());
    replace("old").send(&db).await.expect("it has expired");
    replace("new").send(&db).await.expect_err("it has not");
}

#[tokio::test(start_paused = true)]
async fn gets_of_mixed_tables_can_be_added_at_run_time() {
    let (db, faults) = tables().await;
    user("u").put().send(&db).await.expect("put");
    for n in [1_u64, 3] {
        Accounts::of(&n.to_string(), n).put().send(&db).await.expect("put");
    }
    let mut read = TransactGet::builder();
    let found = read.add(Users::get("u"));
    let balances: Vec<_> =
        (1..=3_u64).map(|n| read.add(Accounts::get(n.to_string()).select(Accounts::BALANCE))).collect();
    let missing = read.add(Users::get("nobody"));
    let event = read.add(Events::get(("d", 1)).select_paths(["x"]));
    assert_eq!((read.len(), read.is_empty(), missing.position()), (6, false, 4));
    faults.clear_calls();
    let got = read.send(&db).await.expect("read");
    assert_eq!(faults.calls().len(), 1);
    assert_eq!(got.take(found).expect("fits"), Some(user("u")));
    let balances: Vec<Option<u64>> = balances.into_iter().map(|handle| got.take(handle).expect("fits")).collect();
    assert_eq!(balances, [Some(1), None, Some(3)]);
    assert_eq!(got.take(missing.clone()).expect("fits"), None);
    assert_eq!(got.take(missing).expect("a clone of the handle"), None);
    assert_eq!(got.take(event).expect("fits"), None);
}

#[tokio::test(start_paused = true)]
async fn a_builder_of_gets_refuses_what_a_tuple_refuses() {
    let (db, faults) = tables().await;
    let mut read = TransactGet::builder();
    read.add(Users::get("u"));
    read.add(Users::get("u").select(Users::NAME));
    let error = read.clone().send(&db).await.expect_err("one item twice");
    assert_eq!((error.kind(), error.positions()), (dkmio::ErrorKind::DuplicateKey, [0, 1].as_slice()));
    read.explain().expect_err("one item twice");
    let mut read = TransactGet::builder();
    (0..101).for_each(|n| _ = read.add(Accounts::get(n.to_string())));
    assert!(read.send(&db).await.expect_err("too many").is_validation());
    let empty = TransactGet::builder();
    assert!(empty.is_empty());
    empty.send(&db).await.expect("nothing to read");
    assert!(faults.calls().is_empty());
}

#[tokio::test]
async fn a_handle_of_another_transaction_is_refused() {
    let (db, _) = tables().await;
    let (mut first, mut second) = (TransactGet::builder(), TransactGet::builder());
    let foreign = first.add(Users::get("u"));
    let own = second.add(Users::get("u"));
    let got = second.clone().send(&db).await.expect("read");
    assert!(got.take(foreign).expect_err("of another").is_validation());
    assert_eq!(got.take(own).expect("its own"), None);
}

#[tokio::test(start_paused = true)]
async fn more_responses_than_parts_are_an_error() {
    let (db, faults) = tables().await;
    let response = r#"{"Responses":[{},{"Item":{"user_id":{"S":"u"}}},{}]}"#;
    faults.on(Operation::TransactGetItems).respond::<String, String>(200, [], response);
    let error = TransactGet::new((Users::get("u"), Users::get("v"))).send(&db).await.expect_err("three for two");
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn an_item_that_does_not_fit_ends_no_transaction_with_try_items() {
    let (db, _) = tables().await;
    user("fits").put().send(&db).await.expect("put");
    let wrong = Item::new().with("user_id", "u").and_then(|item| item.with("name", 7)).expect("an item");
    let put = db.client().put_item().table_name("users").set_item(Some(wrong.into_inner()));
    put.send().await.expect("put");
    let get = |id: &'static str| Users::get(id).try_items();
    let (wrong, fits, missing) =
        TransactGet::new((get("u"), get("fits"), get("nobody"))).send(&db).await.expect("read");
    let invalid = wrong.expect("an item").expect_err("a name is no number");
    assert_eq!(invalid.key(), &Item::new().with("user_id", "u").expect("a key"));
    assert_eq!(fits.expect("an item").expect("it fits"), user("fits"));
    assert!(missing.is_none());

    let mut read = TransactGet::builder();
    let handle = read.add(get("u"));
    let got = read.send(&db).await.expect("read");
    assert!(got.take(handle).expect("taken").expect("an item").is_err());
}
