//! The identity of a request, by which later steps tell whether it is the one of the last request.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::ConfigBag;
use aws_smithy_runtime_api::client::endpoint::{
    EndpointFuture, EndpointResolverParams, ResolveEndpoint, SharedEndpointResolver,
};
use aws_smithy_runtime_api::client::identity::Identity;

use crate::error::BoxError;

/// The identity of a request. Two of them are the same identity if they are one in memory.
///
/// It is kept whole, so that no other identity can be at its address.
#[derive(Clone)]
pub(super) struct RequestIdentity(Arc<Identity>);

impl RequestIdentity {
    /// Returns the identity that was resolved for a request.
    pub(super) fn of(config: &ConfigBag) -> Option<&Self> {
        config.load::<EndpointResolverParams>()?.get_property()
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn holds(&self, identity: &Identity) -> bool {
        match (self.0.data::<Credentials>(), identity.data::<Credentials>()) {
            (Some(own), Some(other)) => std::ptr::eq(own, other),
            _ => false,
        }
    }
}

/// Omits the identity.
impl fmt::Debug for RequestIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestIdentity")
    }
}

/// The endpoint resolver of the client, which is shown the identity of each request. It notes the identity among the
/// parameters, from which the SDK removes it.
#[derive(Debug)]
pub(super) struct NotingResolver {
    sdk: SharedEndpointResolver,
    last: RwLock<Option<RequestIdentity>>,
}

impl NotingResolver {
    pub(super) fn new(sdk: SharedEndpointResolver) -> Self {
        Self { sdk, last: RwLock::new(None) }
    }

    fn request_identity(&self, identity: &Identity) -> RequestIdentity {
        // A panic while the lock is held leaves a whole value behind, so poisoning is ignored.
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_ref().filter(|last| last.holds(identity)) {
            return last.clone();
        }
        // The lock for writing would otherwise wait for this one forever.
        drop(last);
        let new = RequestIdentity(Arc::new(identity.clone()));
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(new.clone());
        new
    }
}

impl ResolveEndpoint for NotingResolver {
    fn resolve_endpoint<'a>(&'a self, params: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        self.sdk.resolve_endpoint(params)
    }

    fn finalize_params<'a>(&'a self, params: &'a mut EndpointResolverParams) -> Result<(), BoxError> {
        let identity = params.get_property().map(|identity| self.request_identity(identity));
        self.sdk.finalize_params(params)?;
        if let Some(identity) = identity {
            params.set_property(identity);
        }
        Ok(())
    }
}
