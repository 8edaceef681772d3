//! The state of a table in DynamoDB: DescribeTable and DescribeTimeToLive.

use aws_sdk_dynamodb::types::{TableDescription, TimeToLiveDescription, TimeToLiveStatus};

use crate::client::{DynamoDb, Exchange, Operation};
use crate::error::{Error, ErrorContext};

const DESCRIBE: Operation = Operation::read("DescribeTable");
const DESCRIBE_TTL: Operation = Operation::read("DescribeTimeToLive");

/// Describes the table, or returns `None` if there is no such table.
pub(super) async fn table(db: &DynamoDb, name: &str) -> Result<Option<TableDescription>, Error> {
    match existing_table(db, name).await {
        Ok(table) => Ok(table),
        Err(error) if error.is_table_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Describes the table. Returns an error if there is no such table.
pub(super) async fn existing_table(db: &DynamoDb, name: &str) -> Result<Option<TableDescription>, Error> {
    let exchange = Exchange::new(DESCRIBE, ErrorContext::new(DESCRIBE.name, name, None));
    let request = db.client().describe_table().table_name(name);
    let request = |config| request.customize().config_override(config).send();
    Ok(exchange.send_plain(request).await?.table)
}

/// The time to live of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct LiveTtl {
    pub(super) attribute: Option<String>,
    pub(super) status: Option<TimeToLiveStatus>,
}

impl LiveTtl {
    /// Returns whether it is enabled or being enabled.
    pub(super) fn is_on(&self) -> bool {
        matches!(self.status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling))
    }

    /// Returns whether it is enabled, or being enabled, on this attribute.
    pub(super) fn is_on_for(&self, attribute: &str) -> bool {
        self.is_on() && self.attribute.as_deref() == Some(attribute)
    }
}

impl From<TimeToLiveDescription> for LiveTtl {
    fn from(ttl: TimeToLiveDescription) -> Self {
        Self { attribute: ttl.attribute_name, status: ttl.time_to_live_status }
    }
}

/// Describes the time to live of a table.
pub(super) async fn time_to_live(db: &DynamoDb, name: &str) -> Result<LiveTtl, Error> {
    let exchange = Exchange::new(DESCRIBE_TTL, ErrorContext::new(DESCRIBE_TTL.name, name, None));
    let request = db.client().describe_time_to_live().table_name(name);
    let request = |config| request.customize().config_override(config).send();
    let output = exchange.send_plain(request).await?;
    Ok(output.time_to_live_description.map(LiveTtl::from).unwrap_or_default())
}
