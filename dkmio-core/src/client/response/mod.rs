//! The bytes of an answer, and what is known of the request that they answer.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::exchange::Watch;
use crate::codec::DecodeError;
use crate::codec::json;
use crate::error::Error;

/// An answer as it came, or a part of it.
#[derive(Clone)]
pub(crate) struct Body {
    bytes: Bytes,
    request_id: Option<Arc<str>>,
    watch: Watch,
}

impl Body {
    pub(super) fn new(bytes: Bytes, request_id: Option<Arc<str>>, watch: Watch) -> Self {
        Self { bytes, request_id, watch }
    }

    /// The text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub(crate) fn text(&self) -> Result<&str, DecodeError> {
        json::body_text(&self.bytes)
    }

    /// A part of it.
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let Self { bytes, request_id, watch } = self;
        Self { bytes: bytes.slice(range), request_id: request_id.clone(), watch: watch.clone() }
    }

    /// An error in it, with how often its request was sent and the request's id.
    pub(crate) fn blame(&self, error: Error) -> Error {
        error.with_response_metadata(self.watch.attempts(), self.request_id.as_deref())
    }
}

/// Nothing of what is in it.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("len", &self.bytes.len()).finish_non_exhaustive()
    }
}
