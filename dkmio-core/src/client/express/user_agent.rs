//! The user agent, which is the same in nearly all requests of a client.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_runtime::sdk_feature::AwsSdkFeature;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeTransmitInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents, SharedInterceptor};
use aws_smithy_runtime::client::sdk_feature::SmithySdkFeature;

use super::identity::RequestIdentity;
use crate::error::BoxError;

/// The headers of the user agent, in the order of the SDK.
const HEADERS: [&str; 2] = ["user-agent", "x-amz-user-agent"];

/// Does the work of the SDK's interceptor for the user agent, and has the interceptor write the headers only where they may
/// differ from the last ones.
pub(super) struct UserAgent {
    sdk: SharedInterceptor,
    last: RwLock<Option<Arc<Written>>>,
}

/// The headers that the SDK wrote, and what they depend on besides the client.
struct Written {
    /// The SDK names in the user agent where credentials come from.
    identity: RequestIdentity,
    smithy_features: Vec<SmithySdkFeature>,
    aws_features: Vec<AwsSdkFeature>,
    headers: [String; 2],
}

impl UserAgent {
    pub(super) fn new(sdk: SharedInterceptor) -> Self {
        Self { sdk, last: RwLock::new(None) }
    }

    /// Returns the last headers if those of a request with this identity and configuration are equal.
    fn last(&self, identity: &RequestIdentity, config: &ConfigBag) -> Option<Arc<Written>> {
        // A panic while the lock is held leaves a whole value behind, so poisoning is ignored.
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|last| last.is_of(identity, config)).cloned()
    }

    fn keep(&self, written: Written) {
        // Poisoning is ignored as in `last`.
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(written));
    }
}

impl Written {
    /// Returns what the SDK wrote, if it wrote each header once.
    fn by_sdk(
        identity: &RequestIdentity,
        config: &ConfigBag,
        context: &BeforeTransmitInterceptorContextMut<'_>,
    ) -> Option<Self> {
        let headers = context.request().headers();
        let only = |name| {
            let mut all = headers.get_all(name);
            all.next().filter(|_| all.next().is_none()).map(str::to_owned)
        };
        let [agent, amz_agent] = HEADERS;
        Some(Self {
            identity: identity.clone(),
            smithy_features: config.load::<SmithySdkFeature>().cloned().collect(),
            aws_features: config.load::<AwsSdkFeature>().cloned().collect(),
            headers: [only(agent)?, only(amz_agent)?],
        })
    }

    fn is_of(&self, identity: &RequestIdentity, config: &ConfigBag) -> bool {
        self.identity.is_same(identity)
            && config.load::<SmithySdkFeature>().eq(&self.smithy_features)
            && config.load::<AwsSdkFeature>().eq(&self.aws_features)
    }
}

/// Omits the identity.
impl fmt::Debug for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserAgent").field("sdk", &self.sdk).finish_non_exhaustive()
    }
}

impl Intercept for UserAgent {
    fn name(&self) -> &'static str {
        "dkmio::UserAgent"
    }

    fn read_after_serialization(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.sdk.read_after_serialization(context, components, config)
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(last) = RequestIdentity::of(config).and_then(|identity| self.last(identity, config)) {
            let headers = context.request_mut().headers_mut();
            for (name, value) in HEADERS.into_iter().zip(&last.headers) {
                headers.try_append(name, value.clone())?;
            }
            return Ok(());
        }
        self.sdk.modify_before_signing(context, components, config)?;
        if let Some(written) =
            RequestIdentity::of(config).and_then(|identity| Written::by_sdk(identity, config, context))
        {
            self.keep(written);
        }
        Ok(())
    }
}
