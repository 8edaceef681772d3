//! What can be wrong with an expression before it is sent.

use crate::attribute::{DocumentPath, PathError};
use crate::codec::EncodeError;
use crate::error::{Error, ErrorKind};

/// Why an expression is not sent. It names attributes, never values.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionError {
    /// A malformed path.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A value that cannot be stored.
    #[error("the value for `{path}` cannot be sent")]
    Encode {
        /// The attribute the value is for.
        path: DocumentPath,
        /// Why not.
        #[source]
        source: EncodeError,
    },
    /// `None` where a value is needed.
    #[error("`{path}` is compared with or set to nothing; an absent attribute is asked for with `not_exists`")]
    Absent {
        /// The attribute.
        path: DocumentPath,
    },
    /// `between` whose low end is above its high end.
    #[error("the low end of `between` on `{path}` is above its high end")]
    Between {
        /// The attribute.
        path: DocumentPath,
    },
    /// `between` whose ends are of different types.
    #[error("the ends of `between` on `{path}` are of different types")]
    BetweenTypes {
        /// The attribute.
        path: DocumentPath,
    },
    /// More operands of `is_in` than DynamoDB takes in a condition.
    #[error("`is_in` on `{path}` has {operands} operands, at most {}", super::limits::IN_OPERANDS)]
    TooManyOperands {
        /// The attribute.
        path: DocumentPath,
        /// The number of operands.
        operands: usize,
    },
    /// A condition of a write that nothing can meet.
    #[error("the condition can never hold: an `is_in` or `any` in it is empty")]
    NeverHolds,
    /// An update without an action.
    #[error("the update changes nothing; add `set`, `remove`, `add` or `delete`")]
    EmptyUpdate,
    /// Two actions or projected paths of which one leads into the other.
    #[error("`{first}` and `{second}` overlap")]
    Overlap {
        /// One path.
        first: DocumentPath,
        /// The other.
        second: DocumentPath,
    },
    /// An update of a key attribute.
    #[error("`{path}` is a key attribute and cannot be updated")]
    KeyUpdate {
        /// The attribute.
        path: DocumentPath,
    },
    /// ADD or DELETE on a nested attribute.
    #[error("`{path}` is nested; ADD and DELETE work on top-level attributes only")]
    NotTopLevel {
        /// The path.
        path: DocumentPath,
    },
    /// A path in a list of values, where only values can stand.
    #[error("elements for `{path}` are values, not paths")]
    PathAsElement {
        /// The list.
        path: DocumentPath,
    },
    /// A filter of a query on the key it queries by.
    #[error(
        "`{attribute}` is a key attribute of the queried table or index and cannot be filtered on; use a key condition"
    )]
    FilterOnKey {
        /// The attribute.
        attribute: String,
    },
    /// A path that the index does not hold.
    #[error("`{path}` is not projected into the index")]
    NotProjected {
        /// The path.
        path: DocumentPath,
    },
    /// A longer expression than DynamoDB takes.
    #[error("the {expression} expression has {bytes} bytes, at most {}", super::limits::EXPRESSION_BYTES)]
    TooLong {
        /// Which expression.
        expression: &'static str,
        /// Its size.
        bytes: usize,
    },
    /// More operators than DynamoDB takes.
    #[error(
        "the {expression} expression has {operators} operators and functions, at most {}",
        super::limits::OPERATORS
    )]
    TooManyOperators {
        /// Which expression.
        expression: &'static str,
        /// Their number.
        operators: usize,
    },
    /// Conditions inside each other, more of them than DynamoDB takes operators.
    #[error("the condition nests more than {} levels deep", super::limits::OPERATORS)]
    TooDeep,
    /// More bytes of names and values than DynamoDB takes.
    #[error("names and values of the expressions have {bytes} bytes, at most {}", super::limits::SUBSTITUTION_BYTES)]
    TooManyBytes {
        /// Their size.
        bytes: usize,
    },
}

impl From<ExpressionError> for Error {
    fn from(error: ExpressionError) -> Self {
        let kind = match error {
            ExpressionError::NotProjected { .. } => ErrorKind::InvalidProjection,
            ExpressionError::Encode { .. } => ErrorKind::Encode,
            _ => ErrorKind::Validation,
        };
        Self::new(kind).with_source(error)
    }
}
