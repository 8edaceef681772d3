// The segments of a parallel scan have no common page.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
}

async fn first_page(db: &dkmio::DynamoDb) -> Result<(), dkmio::Error> {
    Orders::scan().segments(4).page(db).await?;
    Ok(())
}

fn main() {}
