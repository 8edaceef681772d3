//! Tables as code: templates from the struct, a check before a deployment, and a plan that changes the table.

use dkmio::aws_sdk_dynamodb::types::StreamViewType;
use dkmio::{DynamoDb, DynamoTable, tables};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[gsi(by_status, name = "gsi-status", pk = status, sk = created_at, projection = [total])]
struct Orders {
    #[pk]
    user: String,
    #[sk]
    order_id: u32,
    status: String,
    created_at: String,
    total: u64,
}

/// The same table before it had an index.
mod before {
    use super::{Deserialize, DynamoTable, Serialize};

    #[derive(Debug, Clone, Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "orders")]
    pub(super) struct Orders {
        #[pk]
        user: String,
        #[sk]
        order_id: u32,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let orders = Orders::table().stream_view(StreamViewType::NewAndOldImages).deletion_protection();
    println!("{}", orders.to_cloudformation()?);
    println!("{}", orders.to_mermaid());

    let db = DynamoDb::embedded().await?;
    before::Orders::create_table().send(&db).await?;

    // A check before a deployment: one line per difference.
    let all = tables![Orders];
    println!("{}\n", all.verify_all().send(&db).await?);

    // What would have to change, and then the changes, one at a time.
    let plan = orders.plan().send(&db).await?;
    println!("{plan}\n");
    plan.apply(&db).on_progress(|step| println!("done: {step}")).await?;
    println!("\n{}", all.verify_all().send(&db).await?);
    Ok(())
}
