//! Tokens, by which DynamoDB recognizes a transaction that it has seen before.

use super::limits::MAX_TOKEN_LENGTH;
use crate::error::{Error, ErrorKind};

/// Returns the caller's token, or a new one.
pub(crate) fn checked(token: Option<String>) -> Result<String, Error> {
    let Some(token) = token else { return random(getrandom::fill) };
    match token.chars().count() {
        1..=MAX_TOKEN_LENGTH => Ok(token),
        length => {
            let message = format!("the token has {length} characters; it must have 1 to {MAX_TOKEN_LENGTH}");
            Err(Error::new(ErrorKind::Validation).with_message(message))
        }
    }
}

/// Draws a token of 128 bits from the operating system. A generator with its state in this process would repeat its
/// tokens after `fork` or in a copy of a virtual machine, and of two equal writes with one token only the first is
/// carried out.
fn random<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<String, Error> {
    let mut bytes = [0; 16];
    fill(&mut bytes).map_err(|_| Error::new(ErrorKind::NoRandomness))?;
    // 128 bits are 32 hexadecimal digits, within the limit of 36 characters.
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_of_random_bytes_alone() {
        let fill = |byte: u8| {
            move |bytes: &mut [u8]| -> Result<(), ()> {
                bytes.fill(byte);
                Ok(())
            }
        };
        assert_eq!(random(fill(0xA5)).expect("a token"), "a5".repeat(16));
        assert_eq!(random(fill(0)).expect("a token"), "0".repeat(32));
    }

    #[test]
    fn without_random_bytes_there_is_no_token() {
        let error = random(|_| Err(())).expect_err("no random bytes");
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::NoRandomness, false));
    }
}
