//! UpdateTimeToLive.

use aws_sdk_dynamodb::types::TimeToLiveSpecification;

use super::live;
use crate::client::{DynamoDb, Exchange, Operation};
use crate::error::{Error, ErrorContext, ErrorKind};

const OPERATION: Operation = Operation::write("UpdateTimeToLive");

/// Enables the time to live on `attribute`, unless it is enabled: DynamoDB accepts one change of it per hour.
pub(super) async fn enable(db: &DynamoDb, table: &str, attribute: &str) -> Result<(), Error> {
    // DynamoDB rejects a request that enables what is enabled already.
    if live::time_to_live(db, table).await?.is_on_for(attribute) {
        return Ok(());
    }
    let context = ErrorContext::new(OPERATION.name, table, None);
    let wanted = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute).build();
    let wanted = wanted.map_err(|error| Error::new(ErrorKind::Validation).with_source(error).with_context(&context))?;
    let exchange = Exchange::new(OPERATION, context);
    let request = db.client().update_time_to_live().table_name(table).time_to_live_specification(wanted);
    let request = |config| request.customize().config_override(config).send();
    exchange.send_plain(request).await.map(drop)
}
