// A statement of a batch takes its parameters as a tuple.
use dkmio::PartiqlBatch;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, dkmio::DynamoTable)]
#[dynamo(table = "users")]
struct Users {
    #[pk]
    user_id: String,
}

fn main() {
    drop(PartiqlBatch::<Users>::new("SELECT * FROM {source} WHERE user_id = ?").bind("ana"));
}
