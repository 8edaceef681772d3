//! The responses of the corrections.

use crate::wire;

/// The HTTP status and JSON of a response.
pub(crate) type Response = (u16, String);

/// Returns a validation error.
pub(super) fn refused(message: &str) -> Response {
    (400, wire::validation_body(message).to_string())
}
