//! An item put into a request after the SDK serialized the rest of it.
//!
//! The SDK is given an empty item and serializes the request around it; in its place goes the text the item was encoded into,
//! before the request is signed. So all but the item is the SDK's own work: endpoint, headers, every other parameter.

use std::sync::Arc;

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_smithy_types::body::SdkBody;

use crate::wire::{self, ItemText};

/// The SDK serialized a request in a way that is not known here.
#[derive(Debug, thiserror::Error)]
#[error("the request has no place for its item")]
pub(crate) struct NoPlace;

/// For `customize().map_request(..)` of a PutItem whose item is empty.
pub(crate) fn with_item(item: Arc<ItemText>) -> impl Fn(HttpRequest) -> Result<HttpRequest, NoPlace> + Send + Sync + 'static {
    move |mut request| {
        let body = request.body().bytes().and_then(|body| str::from_utf8(body).ok());
        let gap = body.and_then(|body| Some((body, wire::empty_item(body)?)));
        let (body, gap) = gap.ok_or(NoPlace)?;
        let mut whole = Vec::with_capacity(body.len() + item.text.len());
        whole.extend_from_slice(body.as_bytes().get(..gap.start).unwrap_or_default());
        whole.extend_from_slice(item.text.as_bytes());
        whole.extend_from_slice(body.as_bytes().get(gap.end..).unwrap_or_default());
        request.headers_mut().try_insert("content-length", whole.len().to_string()).map_err(|_| NoPlace)?;
        *request.body_mut() = SdkBody::from(whole);
        Ok(request)
    }
}
