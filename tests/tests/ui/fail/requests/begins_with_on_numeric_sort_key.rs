// A number has no beginning.
#[path = "../../model.rs"]
mod model;

use model::{Orders, Status};

fn main() {
    let _ = Orders::by_status().query(Status::Pending).sk_begins_with("1");
}
