// A global index is eventually consistent.
#[path = "../../model.rs"]
mod model;

use model::{Orders, Status};

fn main() {
    let _ = Orders::by_status().query(Status::Pending).consistent();
}
