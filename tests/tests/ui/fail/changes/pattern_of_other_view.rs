// With the view `NewImage` a removal has the key of the old item, not the item.
use dkmio::DynamoTable;
use dkmio::changes::{Change, NewImage};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    id: String,
    total: u64,
}

fn total(change: Change<Orders, NewImage>) -> u64 {
    match change {
        Change::Insert { new } | Change::Modify { new, .. } => new.total,
        Change::Remove { old: Orders { total, .. }, .. } => total,
    }
}

fn main() {
    let _ = total;
}
