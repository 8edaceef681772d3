// A partition key is of the type of its field.
#[path = "../../model.rs"]
mod model;

use model::Orders;

fn main() {
    let _ = Orders::by_status().query("PENDING");
}
