// An index that does not hold everything is read into what it holds.
#[path = "../../model.rs"]
mod model;

use model::Orders;

async fn whole(db: &dkmio::DynamoDb) -> Result<Vec<Orders>, dkmio::Error> {
    Orders::by_region().query("EU").all(db).await
}

fn main() {}
