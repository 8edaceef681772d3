//! A public table may have private fields of private types, and what is generated for them is private.
#![deny(warnings)]

mod orders {
    use dkmio::{DynamoDocument, DynamoKey, DynamoProjection, DynamoTable, Ttl};
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Serialize, Deserialize)]
    struct Secret(String);

    #[derive(Clone, Default, Serialize, Deserialize)]
    pub(crate) struct Internal {
        level: u8,
    }

    #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
    pub enum Status {
        Open,
    }

    #[derive(Serialize, Deserialize, DynamoTable)]
    #[dynamo(table = "orders")]
    #[gsi(by_status, name = "gsi-status", pk = status, projection = [secret, internal])]
    pub struct Orders {
        #[pk]
        user_id: String,
        #[sk]
        pub(crate) order_id: String,
        pub status: Status,
        secret: Secret,
        #[serde(default)]
        pub(crate) internal: Internal,
        #[serde(with = "dkmio::set", default)]
        labels: Vec<String>,
        #[ttl]
        expires_at: Option<Ttl>,
    }

    #[derive(Serialize, Deserialize, DynamoDocument)]
    pub struct Address {
        secret: Secret,
        pub city: String,
    }

    #[derive(Deserialize, DynamoProjection)]
    #[dynamo(table = Orders)]
    pub struct Summary {
        secret: Secret,
        pub status: Status,
    }

    pub fn inside() {
        let _ = (Orders::USER_ID, Orders::SECRET, Orders::LABELS, Orders::EXPIRES_AT, Address::SECRET);
        let _ = |order: &Orders, address: &Address, summary: &Summary| {
            let _ = (&order.secret.0, &order.labels, order.expires_at, order.internal.level);
            let _ = (&address.secret.0, &summary.secret.0, &summary.status, &order.user_id);
        };
    }
}

fn main() {
    use orders::{Address, Orders, OrdersByStatus, Status};

    orders::inside();
    let _ = (Orders::ORDER_ID, Orders::STATUS, Orders::INTERNAL, Address::CITY);
    let _ = Orders::by_status().query(Status::Open);
    let _ = |item: &OrdersByStatus| item.internal.clone();
}
