// A global index gives only what it holds.
#[path = "../../model.rs"]
mod model;

use model::{Orders, Status};

fn main() {
    let _ = Orders::by_status().query(Status::Pending).all_attributes();
}
