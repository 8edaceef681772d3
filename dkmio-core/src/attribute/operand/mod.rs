//! Operands, which stand on the right of an operator: values of the attribute's type, and other attributes.

mod add_delete;
pub mod kind;

pub use add_delete::{AddOperand, DeleteOperand};

use std::borrow::Cow;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use self::kind::Any;
use super::Attribute;
use super::path::{Path, PathDepth};
use super::stored::{Blob, Custom, CustomCodec, Set};
use super::untyped::UntypedPath;
use crate::attribute::document_path::{DocumentPath, PathError};
use crate::codec::set::{AsSet, WriteSet};
use crate::codec::{self, AnyValueRef, EncodeError};

/// A Rust value that can be given where a `T` is asked for: `T` itself, `&T`, and for text and bytes their borrowed
/// forms.
#[diagnostic::on_unimplemented(message = "expected a value of type `{T}`, found `{Self}`", label = "not a `{T}`")]
pub trait ValueOf<T> {
    /// Returns the value as a `T`.
    fn into_value(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> ValueOf<T> for T {
    fn into_value(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Clone> ValueOf<T> for &T {
    fn into_value(self) -> T {
        self.clone()
    }
}

macro_rules! value_of {
    ($([$($life:lifetime)?] $from:ty => $to:ty: |$value:ident| $into:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($life)?> ValueOf<$to> for $from {
            fn into_value(self) -> $to { let $value = self; $into }
        }
        #[diagnostic::do_not_recommend]
        impl<$($life)?> Operand<$to, kind::Value> for $from {
            fn operand(self) -> OperandValue { OperandValue::encode(&self) }
        }
    )*};
}
value_of! {
    [] &str => String: |v| v.to_owned();
    [] &&str => String: |v| (*v).to_owned();
    [] Cow<'_, str> => String: |v| v.into_owned();
    [] Box<str> => String: |v| v.into_string();
    [] char => String: |v| v.to_string();
    [] &str => Box<str>: |v| v.into();
    [] String => Box<str>: |v| v.into_boxed_str();
    [] &str => std::sync::Arc<str>: |v| v.into();
    [] &str => std::rc::Rc<str>: |v| v.into();
    ['a] &'a str => Cow<'a, str>: |v| Cow::Borrowed(v);
    ['a] String => Cow<'a, str>: |v| Cow::Owned(v);
    ['a] &'a String => Cow<'a, str>: |v| Cow::Borrowed(v.as_str());
}

#[diagnostic::do_not_recommend]
impl ValueOf<Vec<u8>> for &[u8] {
    fn into_value(self) -> Vec<u8> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> ValueOf<Vec<u8>> for [u8; N] {
    fn into_value(self) -> Vec<u8> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> ValueOf<Vec<u8>> for &[u8; N] {
    fn into_value(self) -> Vec<u8> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<bytes::Bytes> for Vec<u8> {
    fn into_value(self) -> bytes::Bytes {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl ValueOf<bytes::Bytes> for &'static [u8] {
    fn into_value(self) -> bytes::Bytes {
        bytes::Bytes::from_static(self)
    }
}

/// An operand that a declared attribute can be compared with or set to.
///
/// `V` describes the attribute; `K` only keeps the ways apart and is always inferred.
#[diagnostic::on_unimplemented(
    message = "expected a value of type `{V}`, found `{Self}`",
    label = "not a value of the attribute's type"
)]
pub trait Operand<V, K> {
    /// Returns the operand in the form that expressions take.
    fn operand(self) -> OperandValue;
}

/// A bound that never holds. It exists for the message about an `Option`.
///
/// The `Option` is a parameter: rustc prefers the message of `Operand` where the type at fault is the same.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "expected a value of type `{V}`, found an `Option`",
    label = "an `Option`, which may be absent",
    note = "to find items without the attribute use `.not_exists()`, and `.exists()` for those with it; to remove it use \
            `.remove(..)` in an update, or `.set_or_remove(..)` for an `Option`; otherwise give the value inside"
)]
pub trait HoldsValue<V> {}

// Without `for` rustc refuses a bound that cannot hold.
impl<V, X> Operand<V, kind::Absence> for Option<X>
where
    for<'a> kind::Absence: HoldsValue<V>,
{
    fn operand(self) -> OperandValue {
        OperandValue::Absent
    }
}

/// A kind of operand that can stand in an expression on items of `T`: any value, and attributes of `T` itself.
#[diagnostic::on_unimplemented(
    message = "an attribute of another table cannot stand in an expression on `{T}`",
    label = "not an attribute of `{T}`",
    note = "an expression sees one item: both attributes are of the same table"
)]
pub trait OperandOf<T> {}

#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::Value {}
#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::Serde {}
#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::AttributeValue {}
#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::UntypedPath {}
#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::Absence {}
#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::Path<T> {}
#[diagnostic::do_not_recommend]
impl<T> OperandOf<T> for kind::DeclaredPath<T> {}

/// An operand in the form that expressions take.
#[derive(Clone)]
pub enum OperandValue {
    /// A value, to be given a placeholder.
    Value(AttributeValue),
    /// Another attribute.
    Path(DocumentPath),
    /// The size of another attribute.
    Size(DocumentPath),
    /// A value that cannot be stored.
    Unencodable(EncodeError),
    /// A value that is absent when stored, as `None` is.
    Absent,
    /// A malformed path.
    Malformed(PathError),
}

/// Omits the value: conditions and updates are logged.
impl fmt::Debug for OperandValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(_) => f.write_str(".."),
            Self::Path(path) => write!(f, "{path}"),
            Self::Size(path) => write!(f, "size({path})"),
            Self::Unencodable(error) => write!(f, "<{error}>"),
            Self::Absent => f.write_str("None"),
            Self::Malformed(error) => write!(f, "<{error}>"),
        }
    }
}

impl OperandValue {
    /// Encodes a Rust value as an operand. An error becomes the operand, and is reported when the request is sent.
    pub fn encode<T: Serialize + ?Sized>(value: &T) -> Self {
        Self::from_encoded(codec::to_value(value))
    }

    pub(crate) fn from_encoded(encoded: Result<Option<AttributeValue>, EncodeError>) -> Self {
        match encoded {
            Ok(Some(value)) => Self::Value(value),
            Ok(None) => Self::Absent,
            Err(error) => Self::Unencodable(error),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<V: Serialize> Operand<V, kind::Value> for V {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<V: Serialize> Operand<V, kind::Value> for &V {
    fn operand(self) -> OperandValue {
        OperandValue::encode(self)
    }
}

#[diagnostic::do_not_recommend]
impl<C: WriteSet> Operand<Set<C>, kind::Value> for C {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&AsSet(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<C: WriteSet> Operand<Set<C>, kind::Value> for &C {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&AsSet(self))
    }
}

#[diagnostic::do_not_recommend]
impl<B, X: AsRef<[u8]>> Operand<Blob<B>, kind::Value> for X {
    fn operand(self) -> OperandValue {
        OperandValue::Value(AttributeValue::B(self.as_ref().to_vec().into()))
    }
}

#[diagnostic::do_not_recommend]
impl<F, A: CustomCodec<F>> Operand<Custom<F, A>, kind::Value> for F {
    fn operand(self) -> OperandValue {
        OperandValue::from_encoded(A::encode(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<F, A: CustomCodec<F>> Operand<Custom<F, A>, kind::Value> for &F {
    fn operand(self) -> OperandValue {
        OperandValue::from_encoded(A::encode(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Operand<Any, kind::Serde> for T {
    fn operand(self) -> OperandValue {
        OperandValue::encode(&self)
    }
}

#[diagnostic::do_not_recommend]
impl Operand<Any, kind::AttributeValue> for AttributeValue {
    /// Checks the value as in a put: a number that DynamoDB cannot hold or an empty set, at any depth, is refused
    /// before the request.
    fn operand(self) -> OperandValue {
        OperandValue::encode(&AnyValueRef(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<V, A: Attribute, P: PathDepth<A, V>> Operand<V, kind::Path<A::Owner>> for Path<A, V, P> {
    fn operand(self) -> OperandValue {
        OperandValue::Path(self.to_document_path())
    }
}

#[diagnostic::do_not_recommend]
impl<V, A: Attribute, P: PathDepth<A, V>> Operand<Any, kind::DeclaredPath<A::Owner>> for Path<A, V, P> {
    fn operand(self) -> OperandValue {
        OperandValue::Path(self.to_document_path())
    }
}

#[diagnostic::do_not_recommend]
impl<V> Operand<V, kind::UntypedPath> for UntypedPath {
    fn operand(self) -> OperandValue {
        match self.into_document_path() {
            Ok(path) => OperandValue::Path(path),
            Err(error) => OperandValue::Malformed(error),
        }
    }
}
