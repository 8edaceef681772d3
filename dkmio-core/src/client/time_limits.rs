//! Limits on the time of one request.

use std::time::Duration;

use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority, SharedRetryClassifier,
};
use tokio::time::Instant;

use crate::retry::Deadline;

/// The end of a request, and the end of its retries.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TimeLimits {
    end: Deadline,
    retries: Deadline,
}

impl TimeLimits {
    pub(super) fn starting_now(timeout: Option<Duration>, retry_timeout: Option<Duration>) -> Self {
        Self { end: Deadline::after(timeout), retries: Deadline::after(retry_timeout) }
    }

    /// Returns whether the time of the whole request is over.
    pub(super) fn have_ended(self) -> bool {
        self.end.has_passed()
    }

    /// Returns the remaining time of the whole request, as a time-out of the SDK.
    ///
    /// The SDK enforces it and drops the attempt in flight, whose outcome is then unknown.
    pub(super) fn timeouts(self) -> Option<TimeoutConfig> {
        // The operation time-out of the SDK begins anew with each request, so a resend gets what is left.
        let left = self.end.at()?.saturating_duration_since(Instant::now());
        Some(TimeoutConfig::builder().operation_timeout(left).build())
    }

    /// Returns a classifier that forbids retries after the limit. The SDK has no limit on the time of retries, but a
    /// classifier that runs last can forbid them.
    pub(super) fn classifier(self) -> Option<SharedRetryClassifier> {
        self.retries.at().map(|_| SharedRetryClassifier::new(NoMoreRetries(self.retries)))
    }
}

/// Forbids retries after a point in time.
#[derive(Debug)]
struct NoMoreRetries(Deadline);

impl ClassifyRetry for NoMoreRetries {
    fn classify_retry(&self, _: &InterceptorContext) -> RetryAction {
        if self.0.has_passed() { RetryAction::RetryForbidden } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "dkmio::NoMoreRetries"
    }

    fn priority(&self) -> RetryClassifierPriority {
        // The SDK asks the classifiers in turn, and the last one that has an opinion decides.
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
