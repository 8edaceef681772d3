//! What goes wrong between serde and DynamoDB, and where in the item.

use std::borrow::Cow;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{de, ser};

use crate::codec::one_line::OneLine;
use crate::codec::path::{Path, Segment};

/// What both errors consist of, behind one pointer.
#[derive(Clone)]
struct Inner {
    path: Path,
    message: Cow<'static, str>,
    detail: Option<String>,
}

macro_rules! codec_error {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Box<Inner>);

        impl $name {
            /// An error without a path yet. The message names types only, never a value.
            pub(crate) fn new(message: impl Into<Cow<'static, str>>) -> Self {
                Self(Box::new(Inner { path: Path::default(), message: message.into(), detail: None }))
            }

            /// The same error, with text that may quote a value kept out of `Display`.
            pub(crate) fn with_detail(mut self, detail: String) -> Self {
                self.0.detail = Some(detail);
                self
            }

            /// The same error, seen from one level further out.
            ///
            /// A caller that decodes many items uses it to say which one it was.
            #[must_use]
            pub fn within(mut self, segment: impl Into<Segment>) -> Self {
                self.0.path.prefix(segment.into());
                self
            }

            /// Where it happened, such as `items[0].qty`; empty when it concerns the value as a whole.
            #[must_use]
            pub fn path(&self) -> String {
                self.0.path.to_string()
            }

            /// What a type's own implementation said, if it said anything. It may quote stored values, which is why
            /// neither `Display` nor `Debug` shows it: mind where it is logged.
            #[must_use]
            pub fn detail(&self) -> Option<&str> {
                self.0.detail.as_deref()
            }
        }

        /// The path and what is wrong there: names of attributes and types, never a value.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if !self.0.path.is_empty() {
                    write!(f, "{}: ", OneLine(&self.0.path))?;
                }
                f.write_str(&self.0.message)
            }
        }

        /// As `Display`, so that a panic message holds no value either.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::error::Error for $name {}
    };
}

codec_error! {
    /// A value cannot be stored in DynamoDB.
    ///
    /// ```
    /// use dkmio_core::codec::to_value;
    ///
    /// let error = to_value(&[Some(1), None]).unwrap_err();
    /// assert_eq!(error.to_string(), "[1]: a list cannot hold an absent element");
    /// ```
    EncodeError
}

codec_error! {
    /// A stored item, or an attribute of it, does not fit the Rust type asked for.
    ///
    /// ```
    /// use dkmio_core::codec::Item;
    ///
    /// let item = Item::new().with("total", "twelve").unwrap();
    /// let error = item.read::<u32>("total").unwrap_err();
    /// assert_eq!(error.to_string(), "total: expected a number, found a string");
    /// ```
    DecodeError
}

/// What a message says when the reason is text of a type's own making.
const REFUSED: &str = "refused by the type itself";

/// How the texts of dkmio's own types begin, which quote no value.
const OWN_TEXTS: [&str; 3] = ["a time to live ", "a key is not ", "a key number "];

fn is_own(text: &str) -> bool {
    OWN_TEXTS.iter().any(|own| text.starts_with(own))
}

impl ser::Error for EncodeError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        let text = text.to_string();
        if is_own(&text) { Self::new(text) } else { Self::new(REFUSED).with_detail(text) }
    }
}

impl DecodeError {
    /// The attribute is of another type than the one wanted.
    pub(crate) fn mismatch(expected: impl fmt::Display, found: &str) -> Self {
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// There is no such attribute, and its type has nothing to stand for that.
    pub(crate) fn missing() -> Self {
        Self::new("missing")
    }
}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        let text = text.to_string();
        // Written by serde's derive, and all it names is the enum.
        if is_own(&text) || text.starts_with("data did not match any variant of untagged enum") {
            return Self::new(text);
        }
        Self::new(REFUSED).with_detail(text)
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::mismatch(expected, kind_of(&unexpected))
    }

    fn invalid_value(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}, found {} that is none", kind_of(&unexpected)))
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}, found {length} elements"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("unknown variant, expected {}", OneOf(expected))).with_detail(variant.to_owned())
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("unknown attribute, expected {}", OneOf(expected))).with_detail(field.to_owned())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::missing().within(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("written twice").within(field)
    }
}

/// The DynamoDB type of a value that serde quotes, in words.
fn kind_of(unexpected: &de::Unexpected<'_>) -> &'static str {
    use de::Unexpected as U;
    match unexpected {
        U::Bool(_) => "a boolean",
        U::Unsigned(_) | U::Signed(_) | U::Float(_) => "a number",
        U::Char(_) | U::Str(_) | U::UnitVariant => "a string",
        U::Bytes(_) => "binary",
        U::Unit | U::Option => "null",
        U::Seq | U::TupleVariant => "a list",
        U::Map | U::Enum | U::StructVariant | U::NewtypeVariant => "a map",
        _ => "another value",
    }
}

/// The type of an attribute value, in words.
pub(crate) fn kind(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => "a string",
        AttributeValue::N(_) => "a number",
        AttributeValue::B(_) => "binary",
        AttributeValue::Bool(_) => "a boolean",
        AttributeValue::Null(_) => "null",
        AttributeValue::L(_) => "a list",
        AttributeValue::M(_) => "a map",
        AttributeValue::Ss(_) => "a string set",
        AttributeValue::Ns(_) => "a number set",
        AttributeValue::Bs(_) => "a binary set",
        _ => "a value of unknown type",
    }
}

/// A choice among names: ``one of `a`, `b` ``.
struct OneOf(&'static [&'static str]);

impl fmt::Display for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("none at all"),
            [only] => write!(f, "`{only}`"),
            [first, rest @ ..] => {
                write!(f, "one of `{first}`")?;
                rest.iter().try_for_each(|name| write!(f, ", `{name}`"))
            }
        }
    }
}
