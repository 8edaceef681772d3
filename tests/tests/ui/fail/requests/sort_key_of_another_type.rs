// A sort-key condition is of the type of the sort key.
#[path = "../../model.rs"]
mod model;

use model::{Orders, Status};

fn main() {
    let _ = Orders::by_status().query(Status::Pending).sk_gte("2025");
}
