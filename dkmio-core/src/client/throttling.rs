//! Who retries a throttled request of a batch.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::config::retry::RetryMode;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

use super::DynamoDb;
use crate::error::is_throttling_code;

/// Forbids the SDK to retry a throttled request whose operation has the error `E`.
///
/// The SDK still retries codes that it counts as throttling and dkmio does not, such as `LimitExceededException`. The
/// caller resends only what has the kind `Throttled`, so those codes would not be retried at all.
pub(super) struct ThrottlingLeftToCaller<E>(PhantomData<fn() -> E>);

impl<E> ThrottlingLeftToCaller<E> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<E: ProvideErrorMetadata + Send + Sync + std::error::Error + 'static> ClassifyRetry for ThrottlingLeftToCaller<E> {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(|result| result.err());
        let error = error.and_then(|error| error.as_operation_error()).and_then(|error| error.downcast_ref::<E>());
        match error.and_then(ProvideErrorMetadata::code) {
            Some(code) if is_throttling_code(code) => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "dkmio::ThrottlingLeftToCaller"
    }
}

impl<E> fmt::Debug for ThrottlingLeftToCaller<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ThrottlingLeftToCaller")
    }
}

impl DynamoDb {
    /// Returns whether throttled requests can be left to the caller.
    ///
    /// In the adaptive mode they cannot. A retry that is forbidden looks like a success to the SDK's rate limiter,
    /// which would then speed up.
    pub(super) fn can_leave_throttling_to_caller(&self) -> bool {
        let retries = self.client.config().retry_config();
        retries.is_none_or(|retries| retries.mode() != RetryMode::Adaptive)
    }
}
