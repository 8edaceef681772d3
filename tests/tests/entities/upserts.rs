//! Upserts of entities: all keys are rendered anew.

use dkmio::{DynamoEntity, DynamoTable as _, Item};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::models::{App, Order, Status, order, shop};
use crate::support::faulty;
use crate::updates::Ticket;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = App)]
#[pk = "ACCOUNT#{email:lower}"]
#[sk = "ACCOUNT"]
#[index(exact = App::lsi1, sk = "{email}")]
struct Account {
    email: String,
    plan: Option<String>,
}

fn ticket(team: Option<&str>, due: Option<&str>) -> Ticket {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let (tenant, ticket_id) = ("acme".to_owned(), "t1".to_owned());
    Ticket { tenant, ticket_id, team: text(team), priority: Some(3), due: text(due), title: None }
}

#[tokio::test]
async fn an_upsert_writes_all_that_a_put_writes() {
    let (db, faults) = faulty();
    faults.on_any().always().respond(200, [("x", "y"); 0], "{}");
    ticket(Some("infra"), None).upsert().send(&db).await.expect("a response");
    let body = faults.calls()[0].request().body().clone();
    assert_eq!(
        body,
        json!({
            "TableName": "app",
            "Key": { "PK": { "S": "TENANT#acme" }, "SK": { "S": "TICKET#t1" } },
            "UpdateExpression": "SET #n0 = :v0, #n1 = :v1, #n2 = :v2, #n3 = :v3, #n4 = :v4, #n5 = :v5, #n6 = :v6 \
                REMOVE #n7, #n8, #n9",
            "ExpressionAttributeNames": {
                "#n0": "tenant", "#n1": "ticket_id", "#n2": "team", "#n3": "priority", "#n4": "_et", "#n5": "_v",
                "#n6": "GSI1PK", "#n7": "due", "#n8": "title", "#n9": "GSI1SK",
            },
            "ExpressionAttributeValues": {
                ":v0": { "S": "acme" }, ":v1": { "S": "t1" }, ":v2": { "S": "infra" }, ":v3": { "N": "3" },
                ":v4": { "S": "Ticket" }, ":v5": { "S": "1" }, ":v6": { "S": "QUEUE#infra#03" },
            },
        })
    );
}

#[tokio::test]
async fn an_upsert_stores_what_a_put_stores() {
    let db = crate::engine::db_with::<App>().await;
    let read = async || Ticket::get(("acme", "t1")).free_form().send(&db).await.expect("a read").expect("an item");
    for ticket in [ticket(Some("infra"), Some("2025-01-31")), ticket(None, Some("2025-02-01")), ticket(None, None)] {
        ticket.upsert().send(&db).await.expect("an upsert");
        let upserted = read().await;
        ticket.put().send(&db).await.expect("a put");
        assert_eq!(upserted, read().await);
    }
}

#[tokio::test]
async fn a_folded_key_takes_the_spelling_of_the_item() {
    let db = crate::engine::db_with::<App>().await;
    for email in ["Ana@Example.com", "ana@EXAMPLE.com"] {
        let account = Account { email: email.to_owned(), plan: None };
        account.upsert().send(&db).await.expect("an upsert");
        let item = Account::get(email).free_form().send(&db).await.expect("a read").expect("an item");
        let text = |name: &str| item.read::<String>(name).expect("text").expect("an attribute");
        assert_eq!(
            (text("email"), text("LSI1SK"), text("PK")),
            (email.into(), email.into(), "ACCOUNT#ana@example.com".into())
        );
    }
}

#[tokio::test]
async fn derived_names_in_a_flattened_item_are_not_written() {
    let db = shop().await;
    let extra = Item::new().with("GSI1PK", "x").and_then(|item| item.with("_et", "x")).expect("an item");
    let order = Order { extra, status: Status::Paid, ..order("acme", 1, "o1", 31) };
    order.upsert().send(&db).await.expect("an upsert");
    let paid = Order::by_status().query(("acme", Status::Paid)).all(&db).await.expect("a query");
    assert_eq!(paid, [Order { extra: Item::new(), ..order }]);
}

#[tokio::test]
async fn create_replace_and_patch_of_an_entity_write_its_keys() {
    let db = crate::engine::db_with::<App>().await;
    let ticket = ticket(Some("infra"), Some("2025-01-31"));
    assert!(ticket.replace().send(&db).await.expect_err("no item").is_condition_failed());
    ticket.create().send(&db).await.expect("a create");
    assert!(ticket.create().send(&db).await.expect_err("an item").is_condition_failed());
    Ticket { priority: Some(4), ..ticket.clone() }.replace().send(&db).await.expect("a replace");
    let patch = || Ticket::patch(("acme", "t1")).set(Ticket::PRIORITY, 5);
    assert!(patch().send(&db).await.expect_err("the team is not known").to_string().contains("without `team`"));
    patch().assuming(Ticket::TEAM, "infra").send(&db).await.expect("a patch");
    assert_eq!(Ticket::queue().query(("infra", 5)).count(&db).await.expect("a query"), 1);
    assert_eq!(Ticket::queue().query(("infra", 4)).count(&db).await.expect("a query"), 0);
}
