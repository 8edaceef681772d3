//! The values of the `?` of a statement.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::codec::to_value;
use crate::error::{Error, ErrorKind};

/// Encodes a parameter.
///
/// # Errors
/// Returns an error if the value cannot be stored, or if it is `None`.
pub(super) fn parameter(value: &impl Serialize) -> Result<AttributeValue, Error> {
    match to_value(value)? {
        // Everywhere else `None` is an absent attribute, which no parameter can be.
        Some(AttributeValue::Null(_)) | None => {
            let message = "`None` cannot be a parameter; write `IS MISSING` or `IS NULL` in the statement";
            Err(Error::new(ErrorKind::Validation).with_message(message))
        }
        Some(value) => Ok(value),
    }
}

/// The parameters of one statement: a tuple with a value for each `?`, up to eight.
#[diagnostic::on_unimplemented(
    message = "expected a tuple with one value for each `?` of the statement, found `{Self}`",
    label = "not a tuple of values",
    note = "for a statement with one `?` write `(value,)`"
)]
pub trait StatementParameters {
    /// Encodes the values.
    ///
    /// # Errors
    /// Returns an error if a value cannot be stored, or if it is `None`.
    #[doc(hidden)]
    fn encode(self) -> Result<Vec<AttributeValue>, Error>;
}

macro_rules! tuples {
    ($($value:ident),*) => {
        impl<$($value: Serialize),*> StatementParameters for ($($value,)*) {
            #[allow(non_snake_case)]
            fn encode(self) -> Result<Vec<AttributeValue>, Error> {
                let ($($value,)*) = self;
                Ok(vec![$(parameter(&$value)?),*])
            }
        }
    };
}
tuples!(A);
tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);
tuples!(A, B, C, D, E, F);
tuples!(A, B, C, D, E, F, G);
tuples!(A, B, C, D, E, F, G, H);
