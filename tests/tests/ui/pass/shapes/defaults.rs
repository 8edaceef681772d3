// Defaults of serde, of a field or of the whole struct, are the fields' where an attribute is absent.
#![deny(warnings)]

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
#[serde(default, rename_all = "camelCase")]
#[gsi(by_region, name = "gsi-region", pk = region, projection = [item_count, note])]
struct Orders {
    #[pk]
    user_id: String,
    region: String,
    item_count: u32,
    #[serde(default)]
    note: String,
}

impl Default for Orders {
    fn default() -> Self {
        Self { user_id: "nobody".to_owned(), region: "EU".to_owned(), item_count: 3, note: "x".to_owned() }
    }
}

fn main() {
    let empty = dkmio::Item::new();
    let part: OrdersByRegion = dkmio::codec::from_item(&empty).expect("defaults");
    assert_eq!(
        part,
        OrdersByRegion { user_id: "nobody".to_owned(), region: "EU".to_owned(), item_count: 3, note: String::new() }
    );
    let _ = Orders::update("usr_1").remove(Orders::ITEM_COUNT).remove(Orders::NOTE);
}
