//! The client of a connection for DynamoDB Streams, which is a service of its own.

use aws_sdk_dynamodbstreams::Client;

use super::DynamoDb;
use crate::error::{Error, ErrorKind};

impl DynamoDb {
    /// Returns the same connection with a client for DynamoDB Streams, by which `DynamoTable::changes` reads.
    ///
    /// A connection from [`from_client`](Self::from_client) needs it: the endpoint of a client cannot be read, and a guess
    /// could send requests elsewhere. So does a connection whose environment sets an endpoint for DynamoDB
    /// (`AWS_ENDPOINT_URL_DYNAMODB`) and none for DynamoDB Streams. All others have a client with the same settings.
    #[must_use]
    pub fn with_streams_client(mut self, client: Client) -> Self {
        self.streams = Some(client);
        self
    }

    /// Returns the client for DynamoDB Streams.
    ///
    /// # Errors
    /// Returns an error if the connection has none.
    pub(crate) fn streams_client(&self) -> Result<&Client, Error> {
        self.streams.as_ref().ok_or_else(|| {
            let message = "no client for DynamoDB Streams: add one with `with_streams_client`, or set AWS_ENDPOINT_URL_DYNAMODB_STREAMS \
                           where AWS_ENDPOINT_URL_DYNAMODB is set";
            Error::new(ErrorKind::Configuration).with_message(message)
        })
    }
}
