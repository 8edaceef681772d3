//! The shared table itself.

use dkmio::{DynamoDb, DynamoTable as _};

use crate::models::{App, Order, Tenant, order, shop};

#[tokio::test]
async fn the_table_of_the_entities_is_created_verified_and_deleted() {
    let db = DynamoDb::embedded().await.expect("engine");
    App::create_table().send(&db).await.expect("a table");
    assert!(App::verify_table().send(&db).await.expect("a table").is_match());
    assert!(Order::verify_table().send(&db).await.expect("a table").is_match());
    order("acme", 1, "o1", 1).put().send(&db).await.expect("a put");
    App::delete_table().send(&db).await.expect("no table");
    assert!(Tenant::get("acme").send(&db).await.is_err());
}

#[tokio::test]
async fn the_table_reads_the_items_of_all_entities_free_form() {
    let db = shop().await;
    assert_eq!(App::scan().all(&db).await.expect("a scan").len(), 9);
    let items = App::query("TENANT#acme").sk_begins_with("ORDER#").all(&db).await.expect("a query");
    assert_eq!(items.len(), 6);
    let entries = App::gsi1.query("TENANT#acme#Open").all(&db).await.expect("a query");
    assert_eq!(entries.len(), 3);
    assert_eq!(App::scan().keys().all(&db).await.expect("keys").len(), 9);
}

#[tokio::test]
async fn a_name_given_to_the_table_is_that_of_its_entities() {
    let db = DynamoDb::embedded().await.expect("engine").with_table_name::<App>("other");
    App::create_table().send(&db).await.expect("a table");
    order("acme", 1, "o1", 1).put().send(&db).await.expect("a put");
    assert_eq!(Order::scan().table_name("other").count(&db).await.expect("a count"), 1);
}

/// The picture of a shared table shows the entities that it lists, and that of an entity shows this one.
mod picture {
    use dkmio::{DynamoEntity, DynamoTable};
    use serde::{Deserialize, Serialize};

    #[derive(DynamoTable)]
    #[dynamo(table = "desk", pk = "PK", sk = "SK", entity_attribute = "_et", ttl = "gone_at", entities = [Team, Ticket])]
    #[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = number("GSI1SK"))]
    struct Desk;

    #[derive(Serialize, Deserialize, DynamoEntity)]
    #[dynamo(table = Desk)]
    #[pk = "TEAM#{team}"]
    #[sk = "TEAM"]
    struct Team {
        team: String,
    }

    #[derive(Serialize, Deserialize, DynamoEntity)]
    #[dynamo(table = Desk, entity = "TICKET")]
    #[pk = "TEAM#{team}"]
    #[sk = "TICKET#{id}"]
    #[index(by_rank = Desk::gsi1, pk = "RANKS#{team}", sk = "{rank}")]
    struct Ticket {
        team: String,
        id: String,
        rank: u32,
        #[ttl]
        gone_at: Option<dkmio::Ttl>,
    }

    const ENTITY: &str = r#"    "desk: TICKET" {
        string PK PK "TEAM#{team}"
        string SK PK "TICKET#{id}"
        string GSI1PK "by_rank: RANKS#{team}"
        number GSI1SK "by_rank: {rank}"
        any team
        any id
        any rank
        any gone_at "time to live"
    }
    "desk" ||--o{ "desk: TICKET" : "entity"
"#;

    #[test]
    fn a_picture_shows_the_entities_with_their_templates() {
        let picture = Desk::table().to_mermaid();
        assert!(picture.ends_with(ENTITY), "{picture}");
        assert!(picture.contains("    \"desk: Team\" {\n"), "{picture}");
        assert_eq!(picture.matches("\"desk\" {").count(), 1, "{picture}");
        let own = Ticket::table().to_mermaid();
        assert!(own.ends_with(ENTITY), "{own}");
        assert!(!own.contains("desk: Team"), "{own}");
        assert_eq!(dkmio::tables![Desk].to_mermaid(), picture);
    }
}
