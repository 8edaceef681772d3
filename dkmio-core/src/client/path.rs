//! The paths that a request can take, and the only place that chooses one.

use std::sync::OnceLock;

#[cfg(feature = "express")]
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;

use super::DynamoDb;
#[cfg(feature = "express")]
use super::express::{Capture, Prepared};
use super::sdk_operation::SdkOperation;
#[cfg(feature = "express")]
use super::time_limits::TimeLimits;

/// The path of a request.
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

/// The path that a request took when it was sent before.
#[derive(Debug, Clone, Default)]
pub(super) struct PathTaken {
    is_express: OnceLock<bool>,
}

/// Without the feature there is no express path.
#[cfg(not(feature = "express"))]
#[derive(Debug)]
pub(super) enum Prepared {}

impl DynamoDb {
    /// Chooses the path of a request. No other code does.
    ///
    /// A request that is sent again takes the same path. DynamoDB recognizes a transaction by its token and compares it
    /// with the one it has seen, and the two paths write maps in different orders.
    pub(super) fn path<S: SdkOperation>(&self, before: &PathTaken) -> Path<'_> {
        // They may look at the input or change it, so they get the items in full, as without dkmio.
        if self.has_user_interceptors() {
            return Path::Ordinary;
        }
        #[cfg(feature = "express")]
        if let Some(prepared) = self.express.prepared::<S>()
            && *before.is_express.get_or_init(|| self.express.is_on() && !prepared.is_revoked())
        {
            return Path::Express(prepared);
        }
        // Recorded here too: while this request runs, it may itself prepare the express path, and its resend must not
        // take it.
        before.is_express.get_or_init(|| false);
        Path::Filled
    }
}

#[cfg(feature = "express")]
impl DynamoDb {
    /// Returns how many requests of each operation have taken the express path. It is for tests, as requests look the
    /// same on the wire.
    #[doc(hidden)]
    #[must_use]
    pub fn express_requests(&self) -> Vec<(&'static str, u64)> {
        self.express.requests()
    }

    /// Returns a capture of the resolved client if this request should take one.
    pub(super) fn capture<S: SdkOperation>(&self, path: &Path<'_>, limits: TimeLimits) -> Option<Capture> {
        if !matches!(path, Path::Filled) || !self.express.is_on() {
            return None;
        }
        let capture = self.express.capture::<S>()?;
        if limits.timeouts().is_none() {
            return Some(capture);
        }
        // The request's own time-out overrides that of the client and must not be captured in its place. By default the
        // SDK has none for an operation.
        let timeouts = self.client.config().timeout_config();
        Some(capture.with_operation_timeout(timeouts.and_then(TimeoutConfig::operation_timeout)))
    }
}
