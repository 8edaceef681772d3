//! The client for DynamoDB Streams that a configuration of the SDK gives.

use aws_sdk_dynamodbstreams::Client;
use aws_types::SdkConfig;

use super::endpoint;

/// Returns a client with the settings of a configuration.
///
/// There is none if an endpoint is set for DynamoDB alone, a local one most likely: the client would go to AWS.
pub(super) fn of_config(config: &SdkConfig) -> Option<Client> {
    let is_for_tables_alone = endpoint::is_set_for_service(config, "DynamoDB")
        && !endpoint::is_set_for_service(config, "DynamoDB Streams")
        && config.endpoint_url().is_none();
    (!is_for_tables_alone).then(|| Client::new(config))
}
