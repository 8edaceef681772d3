//! Items with documents in documents.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

/// A part of a nested item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    sku: String,
    qty: u32,
    notes: Vec<String>,
}

/// A list of eight maps with lists in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[cfg_attr(feature = "peers", derive(modyne::EntityDef))]
#[dynamo(table = "items")]
pub(crate) struct Nested {
    #[pk]
    pub(crate) pk: String,
    #[sk]
    pub(crate) sk: String,
    parts: Vec<Part>,
}

super::sample!(Nested, |number| Self {
    pk: super::PARTITION.to_owned(),
    sk: super::sort_key(number),
    parts: (0..8).map(|at| part(number, at)).collect(),
});

fn part(number: usize, at: usize) -> Part {
    Part { sku: format!("sku-{number}-{at}"), qty: at as u32, notes: vec!["fragile".to_owned(), format!("note {at}")] }
}
