// The constant of a field has the field's visibility.
use dkmio::DynamoTable;

mod orders {
    use dkmio::DynamoTable;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "orders")]
    pub struct Orders {
        #[pk]
        pub user_id: String,
        secret: String,
    }
}

fn main() {
    let _ = orders::Orders::scan().filter(orders::Orders::SECRET.eq("x"));
}
