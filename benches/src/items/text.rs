//! Items that consist of text.

use dkmio::DynamoTable;
use serde::{Deserialize, Serialize};

/// A text of 1 KB.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[cfg_attr(feature = "peers", derive(modyne::EntityDef))]
#[dynamo(table = "items")]
pub(crate) struct Text {
    #[pk]
    pub(crate) pk: String,
    #[sk]
    pub(crate) sk: String,
    title: String,
    body: String,
}

super::sample!(Text, |number| Self {
    pk: super::PARTITION.to_owned(),
    sk: super::sort_key(number),
    title: format!("title {number}"),
    body: format!("{number} lorem ipsum dolor sit amet, consectetur adipiscing elit. ").repeat(16),
});
