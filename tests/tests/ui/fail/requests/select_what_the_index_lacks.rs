// The index does not hold the attribute.
#[path = "../../model.rs"]
mod model;

use model::{Orders, Status};

fn main() {
    let _ = Orders::by_status().query(Status::Pending).select((Orders::TOTAL, Orders::DESCRIPTION));
}
