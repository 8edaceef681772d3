//! What TransactWriteItems sends and does.

use dkmio::{DynamoTable, TransactWrite};
use dkmio_embedded::Operation;
use serde_json::json;

use super::setup::{Accounts, create, sent, tables, user};
use crate::models::{Events, Orders, Status, Users};

#[tokio::test(start_paused = true)]
async fn writes_parts_of_several_tables_in_the_order_of_the_calls() {
    let (db, faults) = tables().await;
    user("usr_1").put().send(&db).await.expect("put");
    Orders::sample("usr_1", "gone").put().send(&db).await.expect("put");
    Orders::sample("usr_1", "changed").put().send(&db).await.expect("put");
    TransactWrite::new()
        .condition_check(Users::condition_check("usr_1").condition(Users::NAME.eq("Ana")))
        .delete(Orders::delete(("usr_1", "gone")).condition(Orders::TOTAL.gte(100)))
        .put(Orders::sample("usr_1", "new").put().if_not_exists())
        .update(Orders::update(("usr_1", "changed")).set(Orders::STATUS, Status::Shipped).if_exists())
        .token("token-1")
        .send(&db)
        .await
        .expect("transaction");
    let bodies = sent(&faults, Operation::TransactWriteItems);
    assert_eq!(bodies.len(), 1);
    assert_eq!(bodies[0]["ClientRequestToken"], "token-1");
    let parts = bodies[0]["TransactItems"].as_array().expect("parts");
    let kinds: Vec<_> = parts.iter().map(|part| part.as_object().expect("part").keys().next().expect("kind")).collect();
    assert_eq!(kinds, ["ConditionCheck", "Delete", "Put", "Update"]);
    assert_eq!(
        parts[0]["ConditionCheck"],
        json!({
            "TableName": "users",
            "Key": {"user_id": {"S": "usr_1"}},
            "ConditionExpression": "#n0 = :v0",
            "ExpressionAttributeNames": {"#n0": "name"},
            "ExpressionAttributeValues": {":v0": {"S": "Ana"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
    let state = async |order: &str| {
        let order = Orders::get(("usr_1", order)).send(&db).await.expect("get");
        order.map(|order| order.status)
    };
    assert_eq!(state("gone").await, None);
    assert_eq!(state("new").await, Some(Status::Pending));
    assert_eq!(state("changed").await, Some(Status::Shipped));
}

#[tokio::test]
async fn applies_no_part_if_one_of_them_fails() {
    let (db, _) = tables().await;
    let result = TransactWrite::new()
        .put(Accounts::of("a", 1).put())
        .condition_check(Accounts::condition_check("b").if_exists())
        .send(&db)
        .await;
    assert!(result.is_err());
    assert_eq!(Accounts::get("a").send(&db).await.expect("get"), None);
}

#[tokio::test(start_paused = true)]
async fn without_parts_goes_through_without_a_request() {
    let (db, faults) = tables().await;
    TransactWrite::new().send(&db).await.expect("nothing to do");
    assert!(TransactWrite::new().is_empty());
    let two = TransactWrite::new().put(Accounts::of("a", 1).put()).delete(Accounts::delete("b"));
    assert_eq!((two.len(), two.is_empty()), (2, false));
    assert!(faults.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn has_a_new_token_for_each_send_and_keeps_the_callers() {
    let (db, faults) = tables().await;
    let transaction = TransactWrite::new().put(Accounts::of("a", 1).put());
    transaction.clone().send(&db).await.expect("first");
    transaction.clone().send(&db).await.expect("second");
    transaction.token("mine").send(&db).await.expect("third");
    let tokens: Vec<_> = sent(&faults, Operation::TransactWriteItems)
        .iter()
        .map(|body| body["ClientRequestToken"].as_str().expect("token").to_owned())
        .collect();
    assert!((1..=36).contains(&tokens[0].len()));
    assert_ne!(tokens[0], tokens[1]);
    assert_eq!(tokens[2], "mine");
}

#[tokio::test]
async fn with_the_callers_token_is_done_once_and_another_one_with_it_is_refused() {
    let (db, _) = tables().await;
    Accounts::of("a", 1).put().send(&db).await.expect("put");
    let add = |n: u64| TransactWrite::new().update(Accounts::update("a").increment(Accounts::BALANCE, n)).token("t");
    add(5).send(&db).await.expect("first");
    add(5).send(&db).await.expect("the same again");
    assert_eq!(super::setup::balance(&db, "a").await, 6);
    let error = add(7).send(&db).await.expect_err("another with the same token");
    assert_eq!(error.kind(), dkmio::ErrorKind::IdempotentParameterMismatch);
    assert!(!error.maybe_applied());
}

#[tokio::test(start_paused = true)]
async fn uses_the_names_that_tables_have_on_the_connection() {
    let (db, faults) = crate::support::faulty();
    let db = db.with_table_prefix("dev-").with_table_name::<Users>("people");
    create::<Accounts>(&db).await;
    create::<Users>(&db).await;
    TransactWrite::new().put(Accounts::of("a", 1).put()).put(user("u").put()).send(&db).await.expect("written");
    let body = &sent(&faults, Operation::TransactWriteItems)[0];
    assert_eq!(body["TransactItems"][0]["Put"]["TableName"], "dev-accounts");
    assert_eq!(body["TransactItems"][1]["Put"]["TableName"], "people");
    let check = |name: &str| Accounts::condition_check("b").if_not_exists().table_name(name);
    let write = TransactWrite::new().condition_check(check("dev-accounts")).condition_check(check("others"));
    let error = write.send(&db).await.expect_err("no table of this name");
    assert_eq!(error.kind(), dkmio::ErrorKind::TableNotFound);
    let body = &sent(&faults, Operation::TransactWriteItems)[1];
    assert_eq!(body["TransactItems"][0]["ConditionCheck"]["TableName"], "dev-accounts");
    assert_eq!(body["TransactItems"][1]["ConditionCheck"]["TableName"], "others");
}

#[tokio::test]
async fn returns_the_capacity_of_all_tables() {
    let (db, _) = tables().await;
    let transaction = TransactWrite::new().put(Accounts::of("a", 1).put()).put(user("u").put());
    let meter = dkmio::CapacityMeter::new();
    transaction.meter(&meter).send(&db).await.expect("written");
    let capacity = meter.capacity();
    assert!((capacity.total - 4.0).abs() < 1e-9, "two units for each item: {capacity:?}");
    assert_eq!(capacity.tables.keys().collect::<Vec<_>>(), ["accounts", "users"]);
}

#[tokio::test(start_paused = true)]
async fn a_check_that_always_holds_keeps_its_position() {
    let (db, faults) = tables().await;
    let never: [u8; 0] = [];
    let mut transaction = TransactWrite::new();
    transaction.add(Users::condition_check("nobody").condition(!Users::AGE.is_in(never)));
    let taken = transaction.add(Accounts::condition_check("a").if_exists());
    let error = transaction.send(&db).await.expect_err("there is no account");
    assert!(error.reason_of(taken).is_some());
    let check = &sent(&faults, Operation::TransactWriteItems)[0]["TransactItems"][0]["ConditionCheck"];
    assert_eq!(check["ConditionExpression"], "attribute_exists(#n0) OR attribute_not_exists(#n0)");
    assert_eq!(sent(&faults, Operation::TransactWriteItems)[0]["TransactItems"].as_array().map(Vec::len), Some(2));
}

#[test]
fn explains_every_part() {
    let transaction = TransactWrite::new()
        .put(Accounts::of("a", 1).put().if_not_exists())
        .update(Events::update(("d", 7)).remove(dkmio::attr("x")))
        .token("t");
    let explanation = transaction.explain().expect("explained");
    let parts: Vec<_> = explanation.parts.iter().map(|part| (part.operation, part.table.as_str())).collect();
    assert_eq!(parts, [("Put", "accounts"), ("Update", "events")]);
    let text = explanation.to_string();
    for expected in ["TransactWriteItems of 2 parts", "ClientRequestToken: t", "attribute_not_exists(id)", "REMOVE x"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[tokio::test]
async fn one_type_can_be_in_several_tables_of_a_transaction() {
    let (db, _) = tables().await;
    let other = db.clone().with_table_name::<Accounts>("accounts-2026");
    create::<Accounts>(&other).await;
    TransactWrite::new()
        .put(Accounts::of("a", 1).put())
        .put(Accounts::of("a", 2).put().table_name("accounts-2026"))
        .condition_check(Accounts::condition_check("b").if_not_exists().table_name("accounts-2026"))
        .send(&db)
        .await
        .expect("two items");
    let both = (Accounts::get("a"), Accounts::get("a").table_name("accounts-2026"));
    let (old, new) = dkmio::TransactGet::new(both).send(&db).await.expect("read");
    assert_eq!((old.map(|a| a.balance), new.map(|a| a.balance)), (Some(1), Some(2)));
}
