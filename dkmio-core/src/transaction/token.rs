//! Tokens: by which the service knows a transaction again that it has seen.

use super::limits::MAX_TOKEN_LENGTH;
use crate::error::{Error, ErrorKind};

/// Takes the caller's token, or makes one: 128 random bits.
pub(super) fn checked(token: Option<String>) -> Result<String, Error> {
    let Some(token) = token else { return Ok(format!("{:032x}", fastrand::u128(..))) };
    match token.chars().count() {
        1..=MAX_TOKEN_LENGTH => Ok(token),
        length => {
            let message = format!("a token has 1 to {MAX_TOKEN_LENGTH} characters, this one has {length}");
            Err(Error::new(ErrorKind::Validation).with_message(message))
        }
    }
}
