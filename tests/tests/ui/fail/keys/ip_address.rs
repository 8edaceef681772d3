// The text of an address does not sort as its values do, so it is not a key.
use std::net::IpAddr;

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "hosts")]
#[gsi(by_gateway, name = "gateway", pk = gateway)]
struct Hosts {
    #[pk]
    address: IpAddr,
    gateway: Option<std::net::Ipv4Addr>,
}

fn main() {}
