//! The errors of encoding and decoding, and where in the item they are.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{de, ser};

use super::path::{ErrorPath, EscapedName, PathStep};

/// The content of both errors. They box it, so that the `Result` of every call in the codec stays small.
#[derive(Clone)]
struct Inner {
    path: ErrorPath,
    message: Cow<'static, str>,
    detail: Option<String>,
    /// Whether the item is of another entity than the one that is read.
    is_of_other_entity: bool,
    /// The error of a module above this one, for a caller that knows its type.
    cause: Option<Arc<dyn Any + Send + Sync + UnwindSafe + RefUnwindSafe>>,
}

macro_rules! codec_error {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Box<Inner>);

        impl $name {
            /// Returns an error without a path. The message names types, never a value.
            pub(crate) fn new(message: impl Into<Cow<'static, str>>) -> Self {
                let (path, message) = (ErrorPath::default(), message.into());
                Self(Box::new(Inner { path, message, detail: None, is_of_other_entity: false, cause: None }))
            }

            /// Adds a text that may quote a value, and that `Display` does not show.
            pub(crate) fn with_detail(mut self, detail: String) -> Self {
                self.0.detail = Some(detail);
                self
            }

            /// Adds a step in front of the path: the error as seen from one level further out.
            ///
            /// A caller that decodes many items uses it to say which one failed.
            #[must_use]
            pub fn within(mut self, step: impl Into<PathStep>) -> Self {
                self.0.path.prefix(step.into());
                self
            }

            /// Adds an entry of a map in front of the path. Its key is data, so it is shown as `{..}`.
            pub(crate) fn within_entry(mut self) -> Self {
                self.0.path.prefix_entry();
                self
            }

            /// Returns where the error is, such as `items[0].qty`, or an empty text if it concerns the value as a whole.
            ///
            /// An entry of a map is `{..}`, since its key is data. Names are escaped.
            #[must_use]
            pub fn path(&self) -> String {
                self.0.path.to_string()
            }

            /// Returns what a type's own implementation said, if it said anything.
            ///
            /// The text may quote stored values, which is why neither `Display` nor `Debug` shows it: take care where you log it.
            #[must_use]
            pub fn detail(&self) -> Option<&str> {
                self.0.detail.as_deref()
            }
        }

        /// Writes the path and what is wrong there: names of attributes and types, never a value.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if !self.0.path.is_empty() {
                    write!(f, "{}: ", self.0.path)?;
                }
                f.write_str(&self.0.message)
            }
        }

        /// Writes the same as `Display`, so that no panic message holds a value either.
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
    /// let error = to_value(&[1.5, f64::NAN]).unwrap_err();
    /// assert_eq!(error.to_string(), "[1]: cannot store NaN or infinity");
    /// ```
    EncodeError
}

codec_error! {
    /// A stored item, or an attribute of it, does not fit the requested Rust type.
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

impl EncodeError {
    /// Adds the error of another module from which this one is made.
    pub(crate) fn with_cause<E: Any + Send + Sync + UnwindSafe + RefUnwindSafe>(mut self, cause: E) -> Self {
        self.0.cause = Some(Arc::new(cause));
        self
    }

    /// Returns the error from which this one is made, if it has this type.
    pub(crate) fn cause<E: Any>(&self) -> Option<&E> {
        let cause: &dyn Any = self.0.cause.as_deref()?;
        cause.downcast_ref()
    }
}

impl DecodeError {
    /// Returns an error of an item of another entity.
    pub(crate) fn of_other_entity(message: &'static str) -> Self {
        let mut error = Self::new(message);
        error.0.is_of_other_entity = true;
        error
    }

    /// Returns whether the item is of another entity than the one that is read.
    pub(crate) fn is_of_other_entity(&self) -> bool {
        self.0.is_of_other_entity
    }
}

/// The message if a type's own implementation gives the reason, in a text that may quote the value.
const REJECTED: &str = "the type rejected the value";

/// The beginnings of texts that quote no value: those of dkmio's own types and of serde, which name types.
const OWN_TEXTS: [&str; 9] = [
    "a time to live ",
    "a key is not ",
    "cannot store a number of more than 38 significant digits",
    "two numbers ",
    "data did not match any variant of untagged enum ",
    "no variant of enum ",
    "can only flatten structs and maps",
    "cannot serialize tagged newtype variant ",
    "the enum variant ",
];

/// Texts of serde, the standard library and chrono that are always the same.
const FIXED_TEXTS: [&str; 23] = [
    "already mutably borrowed",
    "lock poison error while serializing",
    "path contains invalid UTF-8 characters",
    "SystemTime must be later than UNIX_EPOCH",
    "overflow deserializing Duration",
    "overflow deserializing SystemTime",
    "overflow deserializing SystemTime epoch offset",
    "invalid IP address syntax",
    "invalid IPv4 address syntax",
    "invalid IPv6 address syntax",
    "invalid socket address syntax",
    "invalid digit found in string",
    "cannot parse integer from empty string",
    "cannot parse float from empty string",
    "invalid float literal",
    "number too large to fit in target type",
    "number too small to fit in target type",
    "number would be zero for non-zero type",
    "provided string was not `true` or `false`",
    "premature end of input",
    "trailing input",
    "input contains invalid characters",
    "input is out of range",
];

/// The messages of serde about an integer of 128 bits behind its buffer.
const NO_WIDE_INTEGERS: [&str; 2] = ["i128 is not supported", "u128 is not supported"];

/// The message in place of serde's own, which says what to write.
const WIDE_INTEGER_ADVICE: &str = "serde cannot read integers of 128 bits behind `flatten`, `tag` or `untagged`; use `#[serde(with = \"dkmio::number\")]`";

/// Splits the text of a type's own implementation into a message, and a detail if it may quote a value.
fn custom(text: String) -> (Cow<'static, str>, Option<String>) {
    if FIXED_TEXTS.contains(&text.as_str()) || OWN_TEXTS.iter().any(|own| text.starts_with(own)) {
        return (EscapedName(&text).to_string().into(), None);
    }
    if NO_WIDE_INTEGERS.contains(&text.as_str()) {
        return (WIDE_INTEGER_ADVICE.into(), None);
    }
    // Any other text may quote the value, as those of many parsers do, and a message must be safe to log.
    (REJECTED.into(), Some(text))
}

impl ser::Error for EncodeError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        let (message, detail) = custom(text.to_string());
        let error = Self::new(message);
        match detail {
            Some(detail) => error.with_detail(detail),
            None => error,
        }
    }
}

impl DecodeError {
    /// Returns the error for an attribute of another type than the one expected.
    pub(crate) fn mismatch(expected: impl fmt::Display, found: &str) -> Self {
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// Returns the error for an absent attribute whose type has no value for that.
    pub(crate) fn missing() -> Self {
        Self::new("missing")
    }
}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        let (message, detail) = custom(text.to_string());
        let error = Self::new(message);
        match detail {
            Some(detail) => error.with_detail(detail),
            None => error,
        }
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::mismatch(expected, kind_of(&unexpected))
    }

    fn invalid_value(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}, found {} that does not fit", kind_of(&unexpected)))
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}, found {length} elements"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        // The name was stored, so it is data and stands in the detail only.
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

/// Returns the DynamoDB type of a value that serde quotes, in words.
fn kind_of(unexpected: &de::Unexpected<'_>) -> &'static str {
    use de::Unexpected as U;
    match unexpected {
        U::Bool(_) => "a boolean",
        U::Unsigned(_) | U::Signed(_) | U::Float(_) => "a number",
        U::Char(_) | U::Str(_) | U::UnitVariant => "a string",
        U::Bytes(_) => "binary",
        U::Unit | U::Option => "null",
        U::Seq | U::TupleVariant => "a list",
        // serde describes an integer of 128 bits by this text.
        U::Other(text) if text.starts_with("integer ") => "a number",
        U::Map | U::Enum | U::StructVariant | U::NewtypeVariant => "a map",
        _ => "another value",
    }
}

/// Returns the type of an attribute value, in words.
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
            [] => f.write_str("none"),
            [only] => write!(f, "`{only}`"),
            [first, rest @ ..] => {
                write!(f, "one of `{first}`")?;
                rest.iter().try_for_each(|name| write!(f, ", `{name}`"))
            }
        }
    }
}
