// A key value is of the type of its field.
#[path = "../../model.rs"]
mod model;

use dkmio::DynamoTable;
use model::Users;

fn main() {
    let _ = Users::get("usr_1");
}
