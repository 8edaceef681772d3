//! Guarded writes of entities: what an index key is rendered from is taken as it was read, and checked.

use dkmio::{DynamoDb, DynamoTable as _, Item, TransactWrite};
use serde_json::{Value, json};

use crate::models::{App, Order, Status, order, shop};
use crate::support::faulty;
use crate::updates::Ticket;

const KEY: (&str, &str) = ("acme", "t1");

fn ticket() -> Ticket {
    let text = |text: &str| Some(text.to_owned());
    let (tenant, ticket_id) = (KEY.0.to_owned(), KEY.1.to_owned());
    Ticket { tenant, ticket_id, team: text("infra"), priority: Some(3), due: text("2025-01-31"), title: None }
}

async fn with_ticket() -> (DynamoDb, Ticket) {
    let db = crate::engine::db_with::<App>().await;
    ticket().create().send(&db).await.expect("a create");
    (db, ticket())
}

async fn stored(db: &DynamoDb) -> Item {
    Ticket::get(KEY).free_form().consistent().send(db).await.expect("a read").expect("an item")
}

fn text(item: &Item, name: &str) -> Option<String> {
    item.read::<String>(name).expect("text")
}

async fn sent(update: dkmio::Update<Ticket, dkmio::request::Nothing, dkmio::table::Guarded>) -> Value {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    update.send(&db).await.expect("a response");
    faults.calls()[0].request().body().clone()
}

#[tokio::test]
async fn a_part_is_set_with_the_others_as_they_were_read() {
    let (db, ticket) = with_ticket().await;
    ticket.guarded().update().set(Ticket::PRIORITY, 7).send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK").as_deref(), Some("QUEUE#infra#07"));
    Ticket::update(KEY).set(Ticket::TEAM, "sales").set(Ticket::PRIORITY, 7).send(&db).await.expect("an update");
    let error = ticket.guarded().update().set(Ticket::PRIORITY, 8).send(&db).await.expect_err("another team");
    assert!(error.is_condition_failed());
    let found = error.old_item::<Ticket>().expect("a ticket").expect("a ticket");
    assert_eq!(found.team.as_deref(), Some("sales"));
    // This update renders no key of the team.
    ticket.guarded().update().set(Ticket::TITLE, "printer").send(&db).await.expect("an update");
    ticket.guarded().update().set(Ticket::DUE, "2025-02-01").send(&db).await.expect("an update");
    let item = stored(&db).await;
    assert_eq!(text(&item, "GSI1PK").as_deref(), Some("QUEUE#sales#07"));
    assert_eq!(text(&item, "GSI1SK").as_deref(), Some("2025-02-01#t1"));
}

#[tokio::test]
async fn absent_parts_are_taken_as_absent() {
    let (db, ticket) = with_ticket().await;
    ticket.guarded().update().remove(Ticket::TEAM).send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK"), None);
    let read = Ticket::get(KEY).send(&db).await.expect("a read").expect("a ticket");
    read.guarded().update().set(Ticket::PRIORITY, 9).send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK"), None);
    Ticket::update(KEY).set(Ticket::TEAM, "infra").set(Ticket::PRIORITY, 9).send(&db).await.expect("an update");
    let stale = read.guarded().update().set(Ticket::PRIORITY, 1).send(&db).await;
    assert!(stale.expect_err("the team is there now").is_condition_failed());
    assert_eq!(text(&stored(&db).await, "GSI1PK").as_deref(), Some("QUEUE#infra#09"));
}

#[tokio::test]
async fn the_conditions_to_the_letter() {
    let ticket = ticket();
    let body = sent(ticket.guarded().update().set(Ticket::PRIORITY, 7)).await;
    assert_eq!(body["UpdateExpression"], "SET #n0 = :v0, #n1 = :v1");
    assert_eq!(body["ConditionExpression"], "#n2 = :v2");
    assert_eq!(body["ExpressionAttributeNames"], json!({ "#n0": "priority", "#n1": "GSI1PK", "#n2": "team" }));
    assert_eq!(
        body["ExpressionAttributeValues"],
        json!({ ":v0": { "N": "7" }, ":v1": { "S": "QUEUE#infra#07" }, ":v2": { "S": "infra" } })
    );
    let body = sent(ticket.guarded().update().set(Ticket::TITLE, "x")).await;
    assert_eq!(body["ConditionExpression"], "attribute_exists(#n1)");
    let no_team = Ticket { team: None, ..ticket };
    let body = sent(no_team.guarded().update().set(Ticket::PRIORITY, 7)).await;
    assert_eq!(body["UpdateExpression"], "SET #n0 = :v0 REMOVE #n1");
    assert_eq!(body["ConditionExpression"], "(attribute_not_exists(#n2) OR #n2 = :v1) AND attribute_exists(#n3)");
    // A part that the update sets, or that another condition tells, is not taken from what was read.
    let update = no_team.guarded().update().set(Ticket::PRIORITY, 7);
    let body = sent(update.condition(Ticket::TEAM.eq("sales"))).await;
    assert_eq!(body["ExpressionAttributeValues"][":v1"], json!({ "S": "QUEUE#sales#07" }));
    assert_eq!(body["ConditionExpression"], "#n2 = :v2");
}

#[tokio::test]
async fn replace_and_delete_and_transactions() {
    let db = shop().await;
    let read = order("acme", 1, "o1", 30);
    let paid = Order { status: Status::Paid, ..read.clone() };
    read.guarded().replace(&paid).send(&db).await.expect("a replace");
    assert_eq!(Order::by_status().query(("acme", Status::Paid)).count(&db).await.expect("a query"), 1);
    let moved = Order { order_id: "o9".to_owned(), ..paid.clone() };
    assert!(read.guarded().replace(&moved).send(&db).await.is_err());
    let write = TransactWrite::new().update(paid.guarded().update().set(Order::STATUS, Status::Open));
    write.send(&db).await.expect("a transaction");
    assert_eq!(Order::by_status().query(("acme", Status::Paid)).count(&db).await.expect("a query"), 0);
    paid.guarded().delete().send(&db).await.expect("a delete");
    assert!(paid.guarded().delete().send(&db).await.expect_err("no item").is_condition_failed());
}
