//! The leading parts of a sort key, as a tuple.

use aws_sdk_dynamodb::types::AttributeValue;

use super::source::SortKeyPart;
use crate::attribute::ValueOf;
use crate::key::{DynamoKeyPart, KeyError};

/// The leading parts of a sort key: a tuple of values, in the order of the parts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not match the leading parts of this sort key",
    label = "not the leading parts of this sort key",
    note = "expected a tuple of the leading parts, in template order; one part is given with `sk_eq`"
)]
pub trait LeadingParts<N> {
    /// The parts after these.
    type Rest;

    /// Returns the parts as they are stored.
    ///
    /// # Errors
    /// Returns an error if a part cannot be a key.
    #[doc(hidden)]
    fn into_leading(self) -> Result<Vec<AttributeValue>, KeyError>;
}

/// A sort key of these parts, followed by others.
macro_rules! parts {
    ($rest:ident;) => { $rest };
    ($rest:ident; $key:ident $form:ident $($more:tt)*) => { SortKeyPart<$key, parts!($rest; $($more)*), $form> };
}

macro_rules! leading {
    ($($key:ident $form:ident $given:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($key: DynamoKeyPart, $form, $given: ValueOf<$key>,)* Rest> LeadingParts<parts!(Rest; $($key $form)*)>
            for ($($given,)*)
        {
            type Rest = Rest;

            #[allow(non_snake_case)]
            fn into_leading(self) -> Result<Vec<AttributeValue>, KeyError> {
                let ($($given,)*) = self;
                Ok(vec![$($given.into_value().to_part()?),*])
            }
        }
    };
}
leading!(A FA X);
leading!(A FA X, B FB Y);
leading!(A FA X, B FB Y, C FC Z);
leading!(A FA X, B FB Y, C FC Z, D FD W);
leading!(A FA X, B FB Y, C FC Z, D FD W, E FE V);
leading!(A FA X, B FB Y, C FC Z, D FD W, E FE V, F FF U);
leading!(A FA X, B FB Y, C FC Z, D FD W, E FE V, F FF U, G FG T);
leading!(A FA X, B FB Y, C FC Z, D FD W, E FE V, F FF U, G FG T, H FH S);
