//! Mistakes in expressions that are found before the request is sent.

use crate::attribute::{DocumentPath, PathError};
use crate::codec::EncodeError;
use crate::error::{Error, ErrorKind};

/// A mistake in an expression, found before the request is sent. It names attributes, never values.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionError {
    /// A malformed path.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A value that cannot be stored.
    #[error("{path}: {source}")]
    Encode {
        /// The attribute the value is for.
        path: DocumentPath,
        /// The reason.
        #[source]
        source: EncodeError,
    },
    /// `None` where a value is needed.
    #[error("`{path}` is compared with or set to `None`; to test for a missing attribute use `not_exists`")]
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
    #[error("`is_in` on `{path}` has {operands} operands; the limit is {}", super::limits::IN_OPERANDS)]
    TooManyOperands {
        /// The attribute.
        path: DocumentPath,
        /// The number of operands.
        operands: usize,
    },
    /// A condition of a write that is never true.
    #[error("the condition is never true: an `is_in` or `any` in it is empty")]
    NeverHolds,
    /// An update without an action.
    #[error(
        "the update changes nothing; add `set`, `remove`, `add` or `delete` (an empty collection is no action), or check \
         `is_empty` first"
    )]
    EmptyUpdate,
    /// One path that is named twice in an update or a projection.
    #[error("`{path}` is named twice; name it once")]
    Twice {
        /// The path.
        path: DocumentPath,
    },
    /// Two actions or projected paths of which one leads into the other.
    #[error("`{first}` and `{second}` overlap; name one of them")]
    Overlap {
        /// One path.
        first: DocumentPath,
        /// The other.
        second: DocumentPath,
    },
    /// An update of a key attribute.
    #[error("`{path}` is a key attribute and cannot be updated; put a new item and delete the old one")]
    KeyUpdate {
        /// The attribute.
        path: DocumentPath,
    },
    /// An update of an attribute in the primary key of an entity.
    #[error(
        "`{path}` is part of the primary key and cannot be updated; put an item with the new key and delete the old one"
    )]
    KeyPart {
        /// The attribute.
        path: DocumentPath,
    },
    /// An update of a key that is rendered from other attributes.
    #[error("dkmio writes `{path}`; update what it is rendered from instead: {parts}")]
    DerivedKey {
        /// The attribute.
        path: DocumentPath,
        /// The attributes that it is rendered from.
        parts: String,
    },
    /// An update of the entity attribute or of a constant of an entity.
    #[error("dkmio writes `{path}`, which is the same in every item of the entity; remove this action")]
    Derived {
        /// The attribute.
        path: DocumentPath,
    },
    /// An action on a part of an index key whose result is not known before the update.
    #[error("`{path}` is part of the index key `{key}` and needs a known value; use `set` with a value")]
    PartAction {
        /// The attribute.
        path: DocumentPath,
        /// The key attribute.
        key: &'static str,
    },
    /// An update of one part of an index key while another part is not known.
    #[error(
        "the update changes `{changed}` without `{unknown}`, but the index key `{key}` contains both; also set `{unknown}`, add \
         `assuming` with its current value, or start from the item that you read: `item.guarded().update()`"
    )]
    StaleKey {
        /// The part that the update changes.
        changed: DocumentPath,
        /// The part that is not known.
        unknown: DocumentPath,
        /// The key attribute.
        key: &'static str,
    },
    /// An update by key of an attribute that decides about the sentinel items of unique values.
    #[error(
        "`{path}` belongs to a unique value and cannot be changed by key; start from the item that you read: \
         `item.guarded().update()`"
    )]
    UniqueByKey {
        /// The attribute.
        path: DocumentPath,
    },
    /// An action on an attribute that decides about the sentinel items of unique values, whose result is not known before.
    #[error("`{path}` belongs to a unique value and needs a known value; use `set` with a value")]
    UniqueAction {
        /// The attribute.
        path: DocumentPath,
    },
    /// An update of a version or a timestamp.
    #[error("dkmio writes `{path}` with every write; remove this action")]
    Managed {
        /// The attribute.
        path: DocumentPath,
    },
    /// An action with a value of a type that it does not take.
    #[error("`{action}` on `{path}` takes {expected}, found {found}")]
    ActionType {
        /// The attribute.
        path: DocumentPath,
        /// The method.
        action: &'static str,
        /// The types it takes.
        expected: &'static str,
        /// The type of the value.
        found: &'static str,
    },
    /// A value that is larger than an item may be.
    #[error("the value for `{path}` has {bytes} bytes; the limit of an item is {}", crate::codec::MAX_ITEM_SIZE)]
    ValueTooLarge {
        /// The attribute.
        path: DocumentPath,
        /// The size of the value.
        bytes: usize,
    },
    /// An attribute name that is longer than DynamoDB takes.
    #[error("an attribute name has {bytes} bytes; the limit is {}", super::limits::NAME_BYTES)]
    NameTooLong {
        /// The size of the name.
        bytes: usize,
    },
    /// A path where only a value can stand.
    #[error("`{path}` takes a value here, not another attribute; use `set` to copy an attribute")]
    PathAsElement {
        /// The list.
        path: DocumentPath,
    },
    /// A filter of a query on a key attribute of the queried table or index.
    #[error(
        "`{attribute}` is a key attribute of the queried table or index and cannot be filtered on; use a sort-key \
         condition such as `sk_gte`, or `scan`"
    )]
    FilterOnKey {
        /// The attribute.
        attribute: String,
    },
    /// A filter on an attribute that is stored inside the primary key alone.
    #[error("`{attribute}` is stored inside the primary key alone and cannot be filtered on; use a key condition")]
    KeyOnly {
        /// The attribute.
        attribute: String,
    },
    /// A path that the index does not project.
    #[error("`{path}` is not projected into the index")]
    NotProjected {
        /// The path.
        path: DocumentPath,
    },
    /// A longer expression than DynamoDB takes.
    #[error("the {expression} expression has {bytes} bytes; the limit is {}", super::limits::EXPRESSION_BYTES)]
    TooLong {
        /// Which expression.
        expression: &'static str,
        /// Its size.
        bytes: usize,
    },
    /// More operators than DynamoDB takes.
    #[error(
        "the {expression} expression has {operators} operators and functions; the limit is {}",
        super::limits::OPERATORS
    )]
    TooManyOperators {
        /// Which expression.
        expression: &'static str,
        /// Their number.
        operators: usize,
    },
    /// Conditions that nest deeper than DynamoDB takes operators.
    #[error("the condition nests more than {} levels deep", super::limits::OPERATORS)]
    TooDeep,
    /// More bytes of names and values than DynamoDB takes.
    #[error(
        "the names and values of the expressions have {bytes} bytes; the limit is {}",
        super::limits::SUBSTITUTION_BYTES
    )]
    TooManyBytes {
        /// Their size.
        bytes: usize,
    },
}

impl From<ExpressionError> for Error {
    fn from(error: ExpressionError) -> Self {
        let kind = match error {
            // The same error as in a put, so that one mistake has one text wherever the value stands.
            ExpressionError::Encode { path, source } => {
                return path.steps().iter().rev().fold(source, |source, step| source.within(step.clone())).into();
            }
            ExpressionError::NotProjected { .. } => ErrorKind::InvalidProjection,
            ExpressionError::ValueTooLarge { .. } => ErrorKind::ItemTooLarge,
            _ => ErrorKind::Validation,
        };
        Self::new(kind).with_source(error)
    }
}
