//! The response to a request: its text and the metadata for errors.

mod from_output;
mod object;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes_utils::Str;

use super::attempts::Attempts;
use super::body_tap::CapturedBody;
use super::limits::MAX_RESPONSE_SIZE;
use crate::codec::DecodeError;
use crate::error::{Error, ErrorContext, ErrorKind};
pub(crate) use from_output::ItemOutput;

/// The text of a response as DynamoDB JSON, or a part of it.
///
/// Everything that returns items reads this text. The output of a mocked client is first written as text.
#[derive(Clone)]
pub(crate) struct Response {
    /// `None` if the body is not UTF-8.
    // Checked once: an item of a page is looked at several times.
    text: Option<Str>,
    request_id: Option<Arc<str>>,
    attempts: Attempts,
}

impl Response {
    /// Wraps a captured body.
    ///
    /// # Errors
    /// Returns an error if the body is larger than any response of DynamoDB.
    pub(super) fn captured(captured: CapturedBody, attempts: Attempts) -> Result<Self, Error> {
        let CapturedBody { bytes, request_id } = captured;
        let is_too_large = bytes.is_none();
        let response = Self { text: Str::from_inner(bytes.unwrap_or_default()).ok(), request_id, attempts };
        // The error comes from the response, which has the attempts and the request id.
        if is_too_large {
            let message = format!("the response has more than {MAX_RESPONSE_SIZE} bytes");
            return Err(response.annotate(Error::new(ErrorKind::Decode).with_message(message)));
        }
        Ok(response)
    }

    /// Writes an output that has no bytes as text.
    ///
    /// # Errors
    /// Returns an error if a value has a type that this version does not know.
    pub(super) fn from_output(output: &impl ItemOutput, attempts: Attempts) -> Result<Self, Error> {
        Ok(Self { text: Some(output.to_json()?.into()), request_id: None, attempts })
    }

    /// Returns the text.
    ///
    /// # Errors
    /// Returns an error if it is not UTF-8.
    pub(crate) fn text(&self) -> Result<&str, DecodeError> {
        self.text.as_deref().ok_or_else(|| DecodeError::new("malformed response"))
    }

    /// Returns a part of the text, which shares the memory of the whole.
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let Self { text, request_id, attempts } = self;
        let text = text.as_ref().and_then(|text| Some(text.slice_ref(text.get(range)?)));
        Self { text, request_id: request_id.clone(), attempts: attempts.clone() }
    }

    /// Turns a decode error in an item into an error that names its table.
    pub(crate) fn item_error(&self, error: DecodeError, context: &ErrorContext) -> Error {
        self.error(error.within(context.table_name().unwrap_or_default()), context)
    }

    /// Turns a decode error in the response as a whole into an error.
    pub(crate) fn error(&self, error: DecodeError, context: &ErrorContext) -> Error {
        self.annotate(Error::from(error).with_context(context))
    }

    /// Adds the number of attempts and the request id to an error.
    pub(crate) fn annotate(&self, error: Error) -> Error {
        error.with_response_metadata(self.attempts.count(), self.request_id.as_deref())
    }
}

/// Omits the content: items must not end up in logs.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("len", &self.text.as_ref().map(|text| text.len())).finish_non_exhaustive()
    }
}
