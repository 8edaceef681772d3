// This index has no sort key.
#[path = "../../model.rs"]
mod model;

use model::Orders;

fn main() {
    let _ = Orders::by_region().query("EU").sk_gte("a");
}
