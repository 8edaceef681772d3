//! The table and its key, as modyne has to know them.

use aws_sdk_dynamodb::Client;
use modyne::Table;
use modyne::keys::{Key, KeyDefinition, PrimaryKey, PrimaryKeyDefinition};
use serde::Serialize;

use crate::items::TABLE;

/// The table with its client.
#[derive(Clone)]
pub(crate) struct ModyneTable(pub(super) Client);

/// The table's primary key.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ModyneKey {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl PrimaryKey for ModyneKey {
    const PRIMARY_KEY_DEFINITION: PrimaryKeyDefinition = PrimaryKeyDefinition { hash_key: "pk", range_key: Some("sk") };
}

impl Key for ModyneKey {
    const DEFINITION: KeyDefinition = <Self as PrimaryKey>::PRIMARY_KEY_DEFINITION.into_key_definition();
}

impl Table for ModyneTable {
    type PrimaryKey = ModyneKey;
    type IndexKeys = ();

    fn table_name(&self) -> &str {
        TABLE
    }

    fn client(&self) -> &Client {
        &self.0
    }
}
