// A request does nothing until it is sent.
#![deny(unused_must_use)]
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Orders;

fn main() {
    Orders::query("usr_1").limit(3);
}
