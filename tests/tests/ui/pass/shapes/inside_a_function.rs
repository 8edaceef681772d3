// A table may be declared where it is used.
#![deny(warnings)]

fn main() {
    use dkmio::{DynamoDocument, DynamoTable};
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, DynamoDocument)]
    struct Address {
        city: String,
    }

    #[derive(Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "orders")]
    #[gsi(by_region, name = "gsi-region", pk = region, projection = [address])]
    struct Orders {
        #[pk]
        user_id: String,
        region: String,
        address: Option<Address>,
    }

    let _ = Orders::get("usr_1");
    let _ = Orders::ADDRESS.dot(Address::CITY);
    let _ = Orders::by_region().query("EU");
}
