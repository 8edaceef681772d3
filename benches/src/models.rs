//! Items of four shapes.

use std::collections::BTreeMap;

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

/// The kinds of items that are measured.
pub(crate) trait Sample:
    DynamoTable + Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug + Send
{
    fn sample(number: usize) -> Self;
    fn query(db: &dkmio::DynamoDb) -> impl Future<Output = Vec<Self>>;
    fn get(db: &dkmio::DynamoDb) -> impl Future<Output = Option<Self>>;
}

macro_rules! sample {
    ($type:ident) => {
        async fn query(db: &dkmio::DynamoDb) -> Vec<Self> {
            <Self as DynamoTable>::query("pk").all(db).await.expect("query")
        }

        async fn get(db: &dkmio::DynamoDb) -> Option<Self> {
            <Self as DynamoTable>::get(("pk", 7_u64)).send(db).await.expect("get")
        }
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Status {
    Pending,
    Shipped,
}

/// A small document: strings, numbers, a list and a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "items")]
pub(crate) struct Small {
    #[pk]
    pk: String,
    #[sk]
    sk: u64,
    status: Status,
    customer: String,
    created_at: String,
    total: u64,
    delta: i64,
    ratio: f64,
    paid: bool,
    tags: Vec<String>,
    address: BTreeMap<String, String>,
}

impl Sample for Small {
    fn sample(number: usize) -> Self {
        let entries = [("street", "Avenida 12"), ("city", "Lima"), ("zip", "15001")];
        Self {
            pk: "pk".to_owned(),
            sk: number as u64,
            status: if number.is_multiple_of(2) { Status::Pending } else { Status::Shipped },
            customer: format!("customer number {number}"),
            created_at: "2025-01-01T00:00:00Z".to_owned(),
            total: 1000 + number as u64,
            delta: -(number as i64),
            ratio: number as f64 / 8.0,
            paid: number.is_multiple_of(3),
            tags: ["new", "urgent", "gift"].map(str::to_owned).to_vec(),
            address: entries.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        }
    }
    sample!(Small);
}

/// A text of 1 KB.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "items")]
pub(crate) struct Text {
    #[pk]
    pk: String,
    #[sk]
    sk: u64,
    title: String,
    body: String,
}

impl Sample for Text {
    fn sample(number: usize) -> Self {
        let body = format!("{number} lorem ipsum dolor sit amet, consectetur adipiscing elit. ").repeat(16);
        Self { pk: "pk".to_owned(), sk: number as u64, title: format!("title {number}"), body }
    }
    sample!(Text);
}

macro_rules! numbers {
    ($($name:ident: $type:ty = $make:expr),*) => {
        /// Many numbers.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
        #[dynamo(table = "items")]
        pub(crate) struct Numbers {
            #[pk]
            pk: String,
            #[sk]
            sk: u64,
            $($name: $type,)*
        }

        impl Sample for Numbers {
            fn sample(number: usize) -> Self {
                Self { pk: "pk".to_owned(), sk: number as u64, $($name: $make(number),)* }
            }
            sample!(Numbers);
        }
    };
}
numbers!(
    n1: u64 = |n| n as u64, n2: i64 = |n| -(n as i64), n3: f64 = |n| n as f64 * 0.37, n4: u32 = |n| n as u32,
    n5: u64 = |n| n as u64 * 1_000_003, n6: i64 = |n| n as i64 - 50, n7: f64 = |n| n as f64 / 3.0, n8: u32 = |n| n as u32 % 7,
    n9: u64 = |n| n as u64 * 77, n10: i64 = |n| n as i64 * -9, n11: f64 = |n| n as f64 + 0.5, n12: u32 = |n| n as u32 * 3
);

/// A part of a nested item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    sku: String,
    qty: u32,
    notes: Vec<String>,
}

/// A list of maps with lists in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "items")]
pub(crate) struct Nested {
    #[pk]
    pk: String,
    #[sk]
    sk: u64,
    parts: Vec<Part>,
}

impl Sample for Nested {
    fn sample(number: usize) -> Self {
        let part = |at: usize| Part {
            sku: format!("sku-{number}-{at}"),
            qty: at as u32,
            notes: vec!["fragile".to_owned(), format!("note {at}")],
        };
        Self { pk: "pk".to_owned(), sk: number as u64, parts: (0..8).map(part).collect() }
    }
    sample!(Nested);
}
