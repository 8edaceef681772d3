// All mistakes of a struct are reported together, and code that uses it is left alone.
use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "o", color = "red")]
#[gsi(by_stauts, name = "gsi-status", pk = stauts)]
#[lsi(by_total, name = "lsi-total", sk = total)]
struct Orders {
    #[pk]
    user_id: Option<String>,
    status: String,
    #[serde(rename = "status")]
    total: u64,
}

fn main() {
    let _ = (Orders::TOTAL, Orders::STATUS, Orders::by_total());
    let _ = Orders::get("user").consistent();
    let _ = Orders::update("user").set(Orders::TOTAL, 1);
    let _ = OrdersKey { user_id: None };
}
