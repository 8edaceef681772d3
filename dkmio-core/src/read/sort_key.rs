//! Sort-key conditions as values.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attribute::{Operand, OperandValue, Prefixed, ValueOf, kind};
use crate::expression::KeyRange;
use crate::key::{DynamoKeyPart, KeyError};

/// A condition on a sort key of type `K`, as a value that is chosen at run time.
///
/// [`Query::sk`](crate::read::Query::sk) accepts one, or an `Option` of one. If the condition is known at compile time,
/// `sk_eq`, `sk_gte` and the like are shorter.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::SortKey;
///
/// let from: Option<String> = Some("o2".to_owned()); // from a request, say
/// let orders = Orders::query("ana").sk(from.map(SortKey::gte)).all(&db).await?;
/// assert_eq!(orders.len(), 1);
/// # Ok(())
/// # }) }
/// ```
#[derive(Clone)]
#[must_use = "a sort-key condition does nothing until a query has it"]
pub struct SortKey<K> {
    /// The condition, or the deferred error of a value that cannot be a key.
    pub(super) condition: Result<Comparison, KeyError>,
    key: PhantomData<fn() -> K>,
}

/// The comparison of a sort key.
#[derive(Debug, Clone)]
pub(super) enum Comparison {
    Equal(AttributeValue),
    Range(KeyRange),
}

impl<K: DynamoKeyPart> SortKey<K> {
    fn new(condition: Result<Comparison, KeyError>) -> Self {
        Self { condition, key: PhantomData }
    }

    fn compare(operator: &'static str, value: impl ValueOf<K>) -> Self {
        let value = value.into_value().to_part();
        Self::new(value.map(|value| Comparison::Range(KeyRange::Compare(operator, value))))
    }

    /// Returns the condition that the sort key is equal to the value (`sk = :v`).
    #[doc(alias = "=")]
    pub fn eq(value: impl ValueOf<K>) -> Self {
        Self::new(value.into_value().to_part().map(Comparison::Equal))
    }

    /// Returns the condition that the sort key is greater than the value (`sk > :v`).
    #[doc(alias = ">")]
    pub fn gt(value: impl ValueOf<K>) -> Self {
        Self::compare(">", value)
    }

    /// Returns the condition that the sort key is greater than or equal to the value (`sk >= :v`).
    #[doc(alias = ">=")]
    pub fn gte(value: impl ValueOf<K>) -> Self {
        Self::compare(">=", value)
    }

    /// Returns the condition that the sort key is less than the value (`sk < :v`).
    #[doc(alias = "<")]
    pub fn lt(value: impl ValueOf<K>) -> Self {
        Self::compare("<", value)
    }

    /// Returns the condition that the sort key is less than or equal to the value (`sk <= :v`).
    #[doc(alias = "<=")]
    pub fn lte(value: impl ValueOf<K>) -> Self {
        Self::compare("<=", value)
    }

    /// Returns the condition that the sort key is in a range, both ends included (`sk BETWEEN :low AND :high`).
    #[doc(alias = "BETWEEN")]
    pub fn between(low: impl ValueOf<K>, high: impl ValueOf<K>) -> Self {
        let range = || Ok(KeyRange::Between(low.into_value().to_part()?, high.into_value().to_part()?));
        Self::new(range().map(Comparison::Range))
    }

    /// Returns the condition that the sort key begins with the prefix (`begins_with(sk, :v)`). Available for strings
    /// and binary.
    pub fn begins_with<P>(prefix: P) -> Self
    where
        K: Prefixed,
        P: Operand<K::Prefix, kind::Value>,
    {
        Self::new(match prefix.operand() {
            OperandValue::Value(prefix) => Ok(Comparison::Range(KeyRange::BeginsWith(prefix))),
            OperandValue::Unencodable(error) => Err(error
                .cause()
                .cloned()
                .unwrap_or(KeyError::Form { expected: "made of parts that can stand in a key" })),
            // An empty set or `None`. No prefix type has either.
            _ => Err(KeyError::Form { expected: "a string or binary" }),
        })
    }
}

impl<K> fmt::Debug for SortKey<K> {
    /// Omits the values: they are data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.condition {
            Ok(Comparison::Equal(_)) => f.write_str("SortKey(= ..)"),
            Ok(Comparison::Range(KeyRange::Compare(operator, _))) => write!(f, "SortKey({operator} ..)"),
            Ok(Comparison::Range(KeyRange::Between(..))) => f.write_str("SortKey(BETWEEN .. AND ..)"),
            Ok(Comparison::Range(KeyRange::BeginsWith(_))) => f.write_str("SortKey(begins_with ..)"),
            Err(error) => write!(f, "SortKey({error})"),
        }
    }
}

/// An optional sort-key condition: [`SortKey`] or `Option<SortKey>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on a sort key of type `{K}`",
    label = "expected `SortKey<{K}>` or `Option<SortKey<{K}>>`",
    note = "write `sk(SortKey::gte(value))`, or `sk(option.map(SortKey::gte))`"
)]
pub trait MaybeSortKey<K> {
    #[doc(hidden)]
    fn into_sort_key(self) -> Option<SortKey<K>>;
}

#[diagnostic::do_not_recommend]
impl<K> MaybeSortKey<K> for SortKey<K> {
    fn into_sort_key(self) -> Option<SortKey<K>> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<K> MaybeSortKey<K> for Option<SortKey<K>> {
    fn into_sort_key(self) -> Self {
        self
    }
}
