//! The ways that a request can take, and the one place that decides between them.

use std::sync::OnceLock;

#[cfg(feature = "express")]
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;

use super::DynamoDb;
#[cfg(feature = "express")]
use super::express::{Capture, Prepared};
use super::sdk_operation::SdkOperation;
#[cfg(feature = "express")]
use super::time_limits::TimeLimits;

/// The way that a request takes.
#[derive(Debug)]
pub(super) enum Path<'d> {
    /// Through the generated client, with items in full: interceptors of the user may look at them.
    Ordinary,
    /// Through the generated client, with slots in place of items.
    Filled,
    /// On the SDK's orchestrator, without the generated client.
    #[cfg_attr(not(feature = "express"), expect(dead_code))]
    Express(&'d Prepared),
}

/// The way that a request took when it was sent before.
#[derive(Debug, Clone, Default)]
pub(super) struct PathTaken {
    is_express: OnceLock<bool>,
}

/// There is no express path.
#[cfg(not(feature = "express"))]
#[derive(Debug)]
pub(super) enum Prepared {}

impl DynamoDb {
    /// Decides which way the requests of an operation take. Nothing else does.
    ///
    /// A request that is sent again takes the same way as before. DynamoDB recognizes a transaction by its token and
    /// compares it with the one it has seen, and the two ways write maps in different orders.
    pub(super) fn path<S: SdkOperation>(&self, before: &PathTaken) -> Path<'_> {
        if self.has_user_interceptors() {
            return Path::Ordinary;
        }
        #[cfg(feature = "express")]
        if let Some(prepared) = self.express.prepared::<S>()
            && *before.is_express.get_or_init(|| self.express.is_on() && !prepared.is_revoked())
        {
            return Path::Express(prepared);
        }
        before.is_express.get_or_init(|| false);
        Path::Filled
    }
}

#[cfg(feature = "express")]
impl DynamoDb {
    /// Returns how many requests of each operation have taken the express path, for tests: on the wire it cannot be seen.
    #[doc(hidden)]
    #[must_use]
    pub fn express_requests(&self) -> Vec<(&'static str, u64)> {
        self.express.requests()
    }

    /// Returns the means to keep what a request on this path shows, if it is to be kept.
    pub(super) fn capture<S: SdkOperation>(&self, path: &Path<'_>, limits: TimeLimits) -> Option<Capture> {
        if !matches!(path, Path::Filled) || !self.express.is_on() {
            return None;
        }
        let capture = self.express.capture::<S>()?;
        if limits.timeouts().is_none() {
            return Some(capture);
        }
        // The request's own time-out stands in place of the client's. By default the SDK has none for an operation.
        let timeouts = self.client.config().timeout_config();
        Some(capture.with_operation_timeout(timeouts.and_then(TimeoutConfig::operation_timeout)))
    }
}
