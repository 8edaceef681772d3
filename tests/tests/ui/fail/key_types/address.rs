// The text of an address does not sort as addresses do, so the message names the newtype to write.
use std::net::IpAddr;

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "visits")]
struct Visits {
    #[pk]
    from: IpAddr,
    #[sk]
    at: u64,
}

fn main() {}
