// A union is no item.
use dkmio::DynamoTable;

#[derive(DynamoTable)]
#[dynamo(table = "orders")]
union Orders {
    user_id: u64,
}

fn main() {}
