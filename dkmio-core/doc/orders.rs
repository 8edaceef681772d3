// What the examples of the documentation share: a table, and a connection to an engine in the process that has it.

use dkmio::{DynamoDb, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, sk = created_at, projection = [total])]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: String,
    status: String,
    created_at: String,
    total: u64,
    note: Option<String>,
}

fn order(user_id: &str, order_id: &str, total: u64) -> Orders {
    Orders {
        user_id: user_id.to_owned(),
        order_id: order_id.to_owned(),
        status: "PENDING".to_owned(),
        created_at: "2025-01-31".to_owned(),
        total,
        note: None,
    }
}

/// Runs an example on a table with two orders of `ana`.
fn example<F>(run: impl FnOnce(DynamoDb) -> F)
where
    F: Future<Output = Result<(), Box<dyn std::error::Error>>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let db = DynamoDb::embedded().await.expect("an engine");
        Orders::create_table().send(&db).await.expect("a table");
        for order in [order("ana", "o1", 30), order("ana", "o2", 700)] {
            order.put().send(&db).await.expect("an order");
        }
        run(db).await.expect("the example");
    });
}
