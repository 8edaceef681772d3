//! Updates of entities: index keys follow their parts, and what dkmio writes cannot be written by hand.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable as _, Error, ErrorKind, Item, TransactWrite, Update, attr};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::engine::{db_with, n};
use crate::models::{self, App, Order, Status, at, order, shop};
use crate::support::faulty;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[constant("_v" = "1")]
#[pk = "TENANT#{tenant}"]
#[sk = "TICKET#{ticket_id}"]
#[index(queue = App::gsi1, pk = "QUEUE#{team}#{priority:02}", sk = "{due}#{ticket_id}")]
pub(crate) struct Ticket {
    pub(crate) tenant: String,
    pub(crate) ticket_id: String,
    pub(crate) team: Option<String>,
    pub(crate) priority: Option<u8>,
    pub(crate) due: Option<String>,
    pub(crate) title: Option<String>,
}

/// The key folds the address, the item keeps it as it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ACCOUNT#{email:lower}"]
#[sk = "ACCOUNT"]
#[index(folded = App::gsi1, pk = "PLAN#{plan}", sk = "{email:lower}")]
#[index(exact = App::lsi1, sk = "{email}")]
struct Account {
    email: String,
    plan: Option<String>,
}

const KEY: (&str, &str) = ("acme", "t1");

fn ticket() -> Ticket {
    let text = |text: &str| Some(text.to_owned());
    let (tenant, ticket_id) = (KEY.0.to_owned(), KEY.1.to_owned());
    Ticket { tenant, ticket_id, team: text("infra"), priority: Some(3), due: text("2025-01-31"), title: None }
}

async fn with_ticket() -> DynamoDb {
    let db = crate::engine::db_with::<App>().await;
    ticket().put().send(&db).await.expect("a put");
    db
}

async fn stored(db: &DynamoDb) -> Item {
    Ticket::get(KEY).free_form().send(db).await.expect("a read").expect("an item")
}

fn text<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str)
}

fn update() -> Update<Ticket> {
    Ticket::update(KEY)
}

async fn refused(update: Update<Ticket>) -> String {
    let db = with_ticket().await;
    let before = stored(&db).await;
    let error: Error = update.send(&db).await.expect_err("a refused update");
    assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    assert_eq!(stored(&db).await, before);
    error.to_string()
}

/// The body of the only request.
async fn sent(update: Update<Ticket>) -> Value {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    update.send(&db).await.expect("a response");
    let calls = faults.calls();
    assert_eq!(calls.len(), 1);
    calls[0].request().body().clone()
}

#[tokio::test]
async fn an_update_of_all_parts_writes_the_index_key() {
    let db = with_ticket().await;
    update().set(Ticket::TEAM, "sales").set(Ticket::PRIORITY, 1).send(&db).await.expect("an update");
    let item = stored(&db).await;
    assert_eq!(text(&item, "GSI1PK"), Some("QUEUE#sales#01"));
    assert_eq!(text(&item, "GSI1SK"), Some("2025-01-31#t1"));
    let found = Ticket::queue().query(("sales", 1)).all(&db).await.expect("a query");
    assert_eq!(found.len(), 1);
    assert_eq!(Ticket::queue().query(("infra", 3)).count(&db).await.expect("a query"), 0);
}

#[tokio::test]
async fn parts_of_the_primary_key_are_known() {
    let db = with_ticket().await;
    update().set(Ticket::DUE, "2025-02-01").send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1SK"), Some("2025-02-01#t1"));
}

#[tokio::test]
async fn an_update_that_removes_a_part_removes_the_index_key() {
    let db = with_ticket().await;
    update().remove(Ticket::DUE).increment(attr("count"), 1).send(&db).await.expect("an update");
    let item = stored(&db).await;
    assert_eq!((text(&item, "GSI1SK"), text(&item, "GSI1PK")), (None, Some("QUEUE#infra#03")));
    // Without one part there is no key, so that the other one need not be known.
    update().set_or_remove(Ticket::TEAM, None::<&str>).send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK"), None);
    update().set(attr("due"), "2025-03-01").send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1SK"), Some("2025-03-01#t1"));
}

#[tokio::test]
async fn an_update_of_one_part_needs_the_other() {
    let message = refused(update().set(Ticket::PRIORITY, 1)).await;
    assert!(message.contains("changes `priority` without `team`") && message.contains("`GSI1PK`"), "{message}");
    assert!(message.contains("also set `team`, add `assuming` with its current value, or start from"), "{message}");
    let message = refused(update().set(attr("team"), "sales")).await;
    assert!(message.contains("changes `team` without `priority`"), "{message}");
    assert!(!message.contains("sales"), "{message}");
}

#[tokio::test]
async fn a_part_needs_a_known_value() {
    for update in [
        update().increment(Ticket::PRIORITY, 1).set(Ticket::TEAM, "sales"),
        update().decrement(Ticket::PRIORITY, 1).set(Ticket::TEAM, "sales"),
        update().add(Ticket::PRIORITY, 1).set(Ticket::TEAM, "sales"),
        update().set_if_not_exists(Ticket::PRIORITY, 1).set(Ticket::TEAM, "sales"),
        update().set(Ticket::TEAM, Ticket::TITLE).set(Ticket::PRIORITY, 1),
        update().set(attr("team.name"), "x").set(Ticket::PRIORITY, 1),
        update().increment(attr("priority"), 1).assuming(Ticket::TEAM, "infra"),
    ] {
        let message = refused(update).await;
        assert!(message.contains("is part of the index key `GSI1PK` and needs a known value"), "{message}");
    }
}

#[tokio::test]
async fn a_condition_on_a_part_makes_it_known() {
    let db = with_ticket().await;
    update().set(Ticket::PRIORITY, 7).assuming(Ticket::TEAM, "infra").send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK"), Some("QUEUE#infra#07"));
    let open = Ticket::TEAM.eq("infra").and(Ticket::PRIORITY.gte(1));
    update().set(Ticket::PRIORITY, 8).condition(open).send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK"), Some("QUEUE#infra#08"));
    let stale = update().set(Ticket::PRIORITY, 9).assuming(Ticket::TEAM, "sales").send(&db).await;
    let error = stale.expect_err("a failed condition");
    assert!(error.is_condition_failed());
    assert_eq!(error.old_item::<Ticket>().expect("an item").and_then(|ticket| ticket.priority), Some(8));
    assert_eq!(text(&stored(&db).await, "GSI1PK"), Some("QUEUE#infra#08"));

    update().remove(Ticket::TEAM).send(&db).await.expect("an update");
    update().set(Ticket::PRIORITY, 2).assuming_absent(Ticket::TEAM).send(&db).await.expect("an update");
    assert_eq!(text(&stored(&db).await, "GSI1PK"), None);
}

#[tokio::test]
async fn a_condition_that_may_hold_for_other_values_tells_nothing() {
    for condition in [
        Ticket::TEAM.eq("infra") | Ticket::TITLE.exists(),
        !Ticket::TEAM.eq("sales"),
        Ticket::TEAM.neq("sales"),
        Ticket::TEAM.is_in(["infra"]),
        Ticket::TEAM.eq(Ticket::TITLE),
        attr("team.name").eq("infra"),
    ] {
        let message = refused(update().set(Ticket::PRIORITY, 1).condition(condition)).await;
        assert!(message.contains("without `team`"), "{message}");
    }
}

#[tokio::test]
async fn what_dkmio_writes_cannot_be_updated_by_hand() {
    let message = refused(update().set(attr("GSI1PK"), "QUEUE#sales#01")).await;
    assert!(message.contains("dkmio writes `GSI1PK`; update what it is rendered from"), "{message}");
    assert!(message.contains("`team`, `priority`") && !message.contains("sales"), "{message}");
    for name in ["_et", "_v"] {
        for update in [update().set(attr(name), "x"), update().remove(attr(name))] {
            let message = refused(update).await;
            assert!(message.contains(&format!("dkmio writes `{name}`")) && message.contains("remove"), "{message}");
        }
    }
    assert!(refused(update().remove(attr("GSI1SK"))).await.contains("`due`, `ticket_id`"));
    // The template of this key is text without parts.
    let of_all = models::Account::update("ana@example.org").set(attr("GSI2PK"), "OTHERS");
    let message = of_all.send(&shop().await).await.expect_err("a derived key").to_string();
    assert!(message.contains("dkmio writes `GSI2PK`, which is the same in every item"), "{message}");
    assert!(refused(update().set(attr("PK"), "TENANT#x")).await.contains("`PK` is a key attribute"));
    let message = refused(update().set(attr("ticket_id"), "t2")).await;
    assert!(message.contains("`ticket_id` is part of the primary key"), "{message}");
}

#[tokio::test]
async fn an_update_that_creates_an_item_makes_it_one_of_the_entity() {
    let db = crate::engine::db_with::<App>().await;
    update().set(Ticket::TITLE, "printer").send(&db).await.expect("an update");
    let item = stored(&db).await;
    assert_eq!((text(&item, "_et"), text(&item, "_v")), (Some("Ticket"), Some("1")));
    let found = Ticket::get(KEY).send(&db).await.expect("a read").expect("a ticket");
    assert_eq!(found.title.as_deref(), Some("printer"));
    assert_eq!((found.tenant.as_str(), found.ticket_id.as_str()), KEY);
    // An index key that consists of parts of the primary key.
    let new = Order::update(("acme", at(9), "o9")).set(Order::STATUS, Status::Paid).set(Order::TOTAL, 5);
    new.send(&db).await.expect("an update");
    let item = Order::get(("acme", at(9), "o9")).free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!((text(&item, "GSI2PK"), item.get("GSI2SK")), (Some("TENANT#acme"), Some(&n("5"))));
    assert_eq!(Order::by_status().query(("acme", Status::Paid)).count(&db).await.expect("a query"), 1);
}

#[tokio::test]
async fn an_update_in_a_transaction_writes_the_index_key() {
    let db = shop().await;
    let pay = Order::update(("acme", at(1), "o1")).set(Order::STATUS, Status::Paid).if_exists();
    TransactWrite::new().update(pay).send(&db).await.expect("a transaction");
    let paid = Order::by_status().query(("acme", Status::Paid)).all(&db).await.expect("a query");
    assert_eq!(paid, [Order { status: Status::Paid, ..order("acme", 1, "o1", 30) }]);
    let stale = Order::update(("acme", at(1), "o1")).increment(Order::TOTAL, 1);
    let error = TransactWrite::new().update(stale).send(&db).await.expect_err("a refused update");
    assert!(error.to_string().contains("`total` is part of the index key `GSI2SK`"), "{error}");
}

#[tokio::test]
async fn a_folded_part_keeps_its_stored_spelling() {
    let db = crate::engine::db_with::<App>().await;
    Account { email: "Ana@Example.com".to_owned(), plan: None }.put().send(&db).await.expect("a put");
    let key = || "ANA@example.COM";
    Account::update(key()).set(Account::PLAN, "pro").send(&db).await.expect("an update");
    let item = Account::get(key()).free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!(text(&item, "email"), Some("Ana@Example.com"));
    assert_eq!(text(&item, "GSI1SK"), Some("ana@example.com"));
    assert_eq!(text(&item, "LSI1SK"), Some("Ana@Example.com"));
    // A new item has the spelling of its first update.
    Account::update("Luis@Example.com").set(Account::PLAN, "pro").send(&db).await.expect("an update");
    let item = Account::get("luis@example.com").free_form().send(&db).await.expect("a read").expect("an item");
    assert_eq!((text(&item, "email"), text(&item, "LSI1SK")), (Some("Luis@Example.com"), Some("Luis@Example.com")));
}

#[tokio::test]
async fn a_rendered_key_is_checked_as_that_of_a_put() {
    let db = with_ticket().await;
    for (due, expected) in [("", "`due` is empty"), ("a#b", "`due` contains '#'")] {
        let error = update().set(Ticket::DUE, due).send(&db).await.expect_err("a refused key");
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let long = update().set(Ticket::DUE, "x".repeat(1024)).send(&db).await.expect_err("a refused key");
    assert_eq!(long.kind(), ErrorKind::InvalidKey);
    assert!(long.to_string().contains("GSI1SK"), "{long}");
}

#[tokio::test]
async fn the_request_of_an_update_that_may_create() {
    let body = sent(update().set(Ticket::TEAM, "sales").set(Ticket::PRIORITY, 1)).await;
    assert_eq!(
        body,
        json!({
            "TableName": "app",
            "Key": { "PK": { "S": "TENANT#acme" }, "SK": { "S": "TICKET#t1" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = :v1, #n2 = :v2, #n3 = :v3, #n4 = :v4, #n5 = :v5, #n6 = :v6",
            "ExpressionAttributeNames": {
                "#n0": "team", "#n1": "priority", "#n2": "_et", "#n3": "_v", "#n4": "tenant", "#n5": "ticket_id",
                "#n6": "GSI1PK",
            },
            "ExpressionAttributeValues": {
                ":v0": { "S": "sales" }, ":v1": { "N": "1" }, ":v2": { "S": "Ticket" }, ":v3": { "S": "1" },
                ":v4": { "S": "acme" }, ":v5": { "S": "t1" }, ":v6": { "S": "QUEUE#sales#01" },
            },
        })
    );
}

#[tokio::test]
async fn the_request_of_an_update_that_needs_an_item() {
    let body = sent(update().set(Ticket::PRIORITY, 1).assuming(Ticket::TEAM, "infra").remove(Ticket::DUE)).await;
    assert_eq!(
        body,
        json!({
            "TableName": "app",
            "Key": { "PK": { "S": "TENANT#acme" }, "SK": { "S": "TICKET#t1" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = :v1 REMOVE #n2, #n3",
            "ConditionExpression": "#n4 = :v2",
            "ExpressionAttributeNames": {
                "#n0": "priority", "#n1": "GSI1PK", "#n2": "due", "#n3": "GSI1SK", "#n4": "team",
            },
            "ExpressionAttributeValues": { ":v0": { "N": "1" }, ":v1": { "S": "QUEUE#infra#01" }, ":v2": { "S": "infra" } },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        })
    );
    let body = sent(update().set(Ticket::TITLE, "x").if_exists()).await;
    assert_eq!(body["UpdateExpression"], json!("SET #n0 = :v0"));
    // `<>` holds for an item that is not there.
    let body = sent(update().set(Ticket::TITLE, "x").condition(Ticket::TITLE.neq("y"))).await;
    assert_eq!(body["ExpressionAttributeValues"][":v1"], json!({ "S": "Ticket" }));
}

/// Two indexes with one partition key.
#[derive(dkmio::DynamoTable)]
#[dynamo(table = "league", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(names, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(ranks, name = "GSI2", pk = "GSI1PK", sk = "GSI2SK")]
struct League;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = League)]
#[pk = "PLAYER#{id}"]
#[sk = "PLAYER"]
#[index(by_name = League::names, pk = "TEAM#{team}", sk = "{name}")]
#[index(by_rank = League::ranks, pk = "TEAM#{team}", sk = "{rank:04}")]
struct Player {
    id: String,
    team: Option<String>,
    name: String,
    rank: u16,
}

#[tokio::test]
async fn a_key_attribute_of_two_indexes_is_written_once() {
    let db = db_with::<League>().await;
    let ana = Player { id: "1".to_owned(), team: Some("red".to_owned()), name: "Ana".to_owned(), rank: 7 };
    ana.put().send(&db).await.expect("a put");
    let moved = Player::update("1").set(Player::TEAM, "blue");
    let moved: Player = moved.return_new().send(&db).await.expect("an update");
    for team in ["red", "blue"] {
        let expected = if team == "blue" { vec![moved.clone()] } else { Vec::new() };
        assert_eq!(Player::by_name().query(team).all(&db).await.expect("a read"), expected);
        assert_eq!(Player::by_rank().query(team).sk_eq(7).all(&db).await.expect("a read"), expected);
    }
    Player::update("1").remove(Player::TEAM).send(&db).await.expect("an update");
    assert_eq!(Player::by_name().query("blue").count(&db).await.expect("a count"), 0);
    assert_eq!(Player::by_rank().query("blue").count(&db).await.expect("a count"), 0);
    // The update of an item that is not there sets all keys of a new one.
    let eve = Player { id: "2".to_owned(), team: Some("red".to_owned()), name: "Eve".to_owned(), rank: 8 };
    eve.upsert().send(&db).await.expect("an upsert");
    assert_eq!(Player::by_rank().query("red").all(&db).await.expect("a read"), [eve]);
}
