//! A request on the express path, as the SDK's orchestrator takes it, and its state while it runs.

use std::fmt;

use aws_smithy_types::config_bag::{Storable, StoreReplace};

use crate::client::attempts::Attempts;
use crate::client::body_tap::BodyTap;
use crate::client::sdk_operation::Tables;
use crate::client::trace::Trace;

/// A request: its body and its tables.
pub(in crate::client) struct ExpressInput {
    pub(in crate::client) body: String,
    pub(in crate::client) tables: Tables,
    pub(in crate::client) state: RequestState,
}

/// Omits the body: items must not end up in logs.
impl fmt::Debug for ExpressInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpressInput").field("tables", &self.tables).finish_non_exhaustive()
    }
}

/// The state of a request while it runs. The interceptor finds it in the SDK's configuration.
#[derive(Debug, Clone)]
pub(in crate::client) struct RequestState {
    pub(in crate::client) attempts: Attempts,
    pub(in crate::client) trace: Trace,
}

impl Storable for RequestState {
    type Storer = StoreReplace<Self>;
}

/// The body of a response whose length is unknown, or above the limit, until it has been read.
#[derive(Debug)]
pub(super) struct UnboundedBody(pub(super) BodyTap);

impl Storable for UnboundedBody {
    type Storer = StoreReplace<Self>;
}
