//! Texts put into a request after the SDK serialized the rest of it.
//!
//! The SDK is given empty maps and serializes the request around them; in their places go the texts that items were encoded into,
//! before the request is signed. So all the rest is the SDK's own work: endpoint, headers, every other parameter.

use std::sync::Arc;

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_smithy_types::body::SdkBody;

/// What the SDK was given an empty map for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// The item of a put.
    Item,
    /// The key behind which a query or scan goes on.
    StartKey,
}

impl Gap {
    /// How the empty map is written. No text has quotes in it that are not escaped, no attribute value is an empty object, and no
    /// item or key that is asked for is empty: so nothing else looks like it.
    const fn text(self) -> &'static str {
        match self {
            Self::Item => r#""Item":{}"#,
            Self::StartKey => r#""ExclusiveStartKey":{}"#,
        }
    }
}

/// The texts for the gaps of a request, in the order in which these are written.
#[derive(Clone)]
pub(crate) struct Filling {
    gap: Gap,
    texts: Vec<Arc<str>>,
}

/// The SDK serialized a request in a way that is not known here.
#[derive(Debug, thiserror::Error)]
#[error("the request has no place for what was encoded")]
pub(crate) struct NoPlace;

impl Filling {
    pub(crate) fn new(gap: Gap, texts: Vec<Arc<str>>) -> Self {
        Self { gap, texts }
    }

    /// Fills the gaps of a request.
    ///
    /// # Errors
    /// When they are not as many as there are texts.
    pub(super) fn put_into(&self, request: &mut HttpRequest) -> Result<(), NoPlace> {
        let filled = self.filled(request.body().bytes().ok_or(NoPlace)?)?;
        request.headers_mut().try_insert("content-length", filled.len().to_string()).map_err(|_| NoPlace)?;
        *request.body_mut() = SdkBody::from(filled);
        Ok(())
    }

    fn filled(&self, body: &[u8]) -> Result<Vec<u8>, NoPlace> {
        let mut filled = Vec::with_capacity(body.len() + self.texts.iter().map(|text| text.len()).sum::<usize>());
        let gap = self.gap.text();
        let mut texts = self.texts.iter();
        let mut done = 0;
        for at in memchr::memmem::find_iter(body, gap) {
            // all but the two braces
            let to = at + gap.len() - 2;
            filled.extend_from_slice(body.get(done..to).ok_or(NoPlace)?);
            filled.extend_from_slice(texts.next().ok_or(NoPlace)?.as_bytes());
            done = to + 2;
        }
        filled.extend_from_slice(body.get(done..).ok_or(NoPlace)?);
        if texts.next().is_some() { Err(NoPlace) } else { Ok(filled) }
    }
}

impl std::fmt::Debug for Filling {
    /// Nothing of what is in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filling").field("gap", &self.gap).field("texts", &self.texts.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(body: &str, texts: &[&'static str]) -> Option<String> {
        let texts = texts.iter().copied().map(Arc::from).collect();
        let filled = Filling::new(Gap::Item, texts).filled(body.as_bytes()).ok()?;
        String::from_utf8(filled).ok()
    }

    #[test]
    fn texts_go_into_gaps_in_their_order() {
        let body = r#"{"A":[{"Item":{}},{"Item":{}}],"B":"\"Item\":{}"}"#;
        let want = r#"{"A":[{"Item":{"a":1}},{"Item":{"b":2}}],"B":"\"Item\":{}"}"#;
        assert_eq!(filled(body, &[r#"{"a":1}"#, r#"{"b":2}"#]).as_deref(), Some(want));
    }

    #[test]
    fn as_many_gaps_as_texts_or_none() {
        assert_eq!(filled(r#"{"Item":{}}"#, &[]), None);
        assert_eq!(filled(r#"{"Item":{}}"#, &["{1}", "{2}"]), None);
        assert_eq!(filled(r#"{"Item":{"a":{"S":"b"}}}"#, &["{1}"]), None);
    }
}
