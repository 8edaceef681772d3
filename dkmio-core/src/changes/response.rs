//! The response of a Lambda function to a batch of records.

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

/// The error of a handler.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The response of a Lambda function with `ReportBatchItemFailures`: `{"batchItemFailures":[{"itemIdentifier":"111"}]}`.
///
/// It names the first record that is not done. Lambda sends that one and all behind it again.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>
#[must_use = "return it from the function, or the failed records are lost"]
#[derive(Debug, Default)]
pub struct BatchResponse(Option<Failure>);

#[derive(Debug)]
struct Failure {
    /// The sequence number; empty if it cannot be read, which makes Lambda send the whole batch again.
    item_identifier: String,
    error: BoxError,
}

impl BatchResponse {
    pub(super) fn failed(sequence_number: Option<String>, error: BoxError) -> Self {
        Self(Some(Failure { item_identifier: sequence_number.unwrap_or_default(), error }))
    }

    /// Returns whether all records are done.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.0.is_none()
    }

    /// Returns the sequence number of the first record that is not done; empty if the record has none that can be read.
    #[must_use]
    pub fn item_identifier(&self) -> Option<&str> {
        self.0.as_ref().map(|failure| failure.item_identifier.as_str())
    }

    /// Returns the error that ended the batch: that of the handler, or the [`ChangeError`](super::ChangeError) of a record.
    #[must_use]
    pub fn error(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.as_ref().map(|failure| failure.error.as_ref())
    }

    /// Turns a failure of a record into a failure of the whole batch, for a function without `ReportBatchItemFailures`.
    ///
    /// # Errors
    ///
    /// Returns the error of the record that failed.
    pub fn into_result(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        match self.0 {
            Some(failure) => Err(failure.error),
            None => Ok(()),
        }
    }
}

impl Serialize for BatchResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut response = serializer.serialize_struct("BatchResponse", 1)?;
        response.serialize_field("batchItemFailures", self.0.as_slice())?;
        response.end()
    }
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut failure = serializer.serialize_struct("BatchItemFailure", 1)?;
        failure.serialize_field("itemIdentifier", &self.item_identifier)?;
        failure.end()
    }
}
