// What the examples about entities share: a shared table with one entity, and a connection to an engine that has it.

use dkmio::{DynamoDb, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "desk", pk = "PK", sk = "SK", entity_attribute = "_et")]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = "GSI2SK")]
struct Desk;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Desk)]
#[pk = "TICKET#{ticket_id}"]
#[sk = "TICKET"]
#[index(queue = Desk::gsi1, pk = "QUEUE#{team}#{priority:02}", sk = "{ticket_id}")]
#[index(agenda = Desk::gsi2, pk = "ALL", sk = "{due}#{site}")]
struct Ticket {
    ticket_id: String,
    team: String,
    priority: u8,
    due: Option<String>,
    site: Option<String>,
}

/// Runs an example on a table with one ticket.
fn example<F>(run: impl FnOnce(DynamoDb) -> F)
where
    F: Future<Output = Result<(), Box<dyn std::error::Error>>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = DynamoDb::embedded().await.expect("an engine");
        Desk::create_table().send(&db).await.expect("a table");
        let ticket =
            Ticket { ticket_id: "t1".to_owned(), team: "infra".to_owned(), priority: 3, due: None, site: None };
        ticket.put().send(&db).await.expect("a ticket");
        run(db).await.expect("the example");
    });
}
