//! One opaque error for all operations: what went wrong, where, and what the service said about it.
//!
//! The other modules make errors with `Error::new` and add what they know (`with_context`, `with_message`, ..). Errors
//! of the SDK and the service become ours in `service`. Nothing here sends or decodes anything.

// In a group of its own, because rustdoc keeps the order of the source: the page of `Error` begins with these methods.
mod inspect;

mod build;
mod canceled;
mod cancellation;
mod context;
mod http_status;
mod item_key;
mod kind;
mod line;
mod message;
mod old_item;
mod old_item_view;
mod service;
mod setup;
mod statement;
mod unique;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

pub use cancellation::{CancellationCode, CancellationReason, PartHandle, PartReason};
pub(crate) use context::ErrorContext;
pub use kind::ErrorKind;
pub(crate) use message::chain;
pub(crate) use old_item_view::OldItemView;
pub use service::ThrottlingReason;
pub(crate) use service::{Sent, is_throttling_code};
pub use statement::StatementError;
pub(crate) use unique::PartOrigin;

use crate::codec::{self, DecodeError, Item, OneLine};
use message::WithoutValues;

/// A source of an error.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Any error from dkmio: a request refused before it was sent, a service error, or a response that could not be decoded.
///
/// [`kind`](Self::kind) says what went wrong; the predicates test for the common cases, and more than one of them may
/// be true. `Display` is one line: operation, table and index, then what went wrong, then the service's own message. It
/// never holds a key or a value of an item: dkmio sends values as placeholders, and a message that quotes one is cut
/// before the quote. `Debug` and [`source`](std::error::Error::source) follow the same rule. Cheap to clone, one word.
///
/// # Methods
///
/// - What: [`kind`](Self::kind), the predicates such as [`is_condition_failed`](Self::is_condition_failed), [`http_status`](Self::http_status)
/// - What next: [`is_retryable`](Self::is_retryable), [`maybe_applied`](Self::maybe_applied)
/// - What is stored: [`old_item`](Self::old_item), [`old_item_free_form`](Self::old_item_free_form), [`is_unexpected_entity`](Self::is_unexpected_entity), [`item_key`](Self::item_key). Of a change: [`change_error`](Self::change_error)
/// - Of a unique value: [`unique_violation`](Self::unique_violation)
/// - Of a transaction: [`cancellation_reasons`](Self::cancellation_reasons), [`reason_of`](Self::reason_of). Of a batch: [`batch`](Self::batch), [`positions`](Self::positions)
/// - Where: [`operation`](Self::operation), [`table`](Self::table), [`index`](Self::index)
/// - What the service said: [`code`](Self::code), [`service_message`](Self::service_message), [`throttling_reasons`](Self::throttling_reasons), [`request_id`](Self::request_id), [`attempts`](Self::attempts), [`as_sdk`](Self::as_sdk)
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let shipped = Orders::update(("ana", "o1"))
///     .set(Orders::STATUS, "SHIPPED")
///     .condition(Orders::TOTAL.gt(1_000));
/// let error = shipped.send(&db).await.unwrap_err();
///
/// assert!(error.is_condition_failed());
/// assert_eq!(error.old_item::<Orders>()?.map(|order| order.total), Some(30));
/// assert_eq!(
///     error.to_string(),
///     "UpdateItem on `orders`: condition failed: \
///      ConditionalCheckFailedException: The conditional request failed",
/// );
/// # Ok(())
/// # }) }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    context: ErrorContext,
    /// dkmio's own message.
    message: Option<String>,
    code: Option<String>,
    service_message: Option<String>,
    /// The HTTP status of a response without an error code.
    status: Option<u16>,
    /// The host that the request was sent to.
    host: Option<Arc<str>>,
    hint: Option<String>,
    request_id: Option<String>,
    attempts: u32,
    maybe_applied: bool,
    item: Option<Item>,
    old_item_view: OldItemView,
    throttling: Vec<ThrottlingReason>,
    /// The attribute whose value another item has.
    unique: Option<&'static str>,
    positions: Vec<usize>,
    reasons: Vec<CancellationReason>,
    // A change clones the whole error, and the values of these three are not `Clone`.
    details: Vec<Arc<dyn Any + Send + Sync>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    sdk: Option<Arc<aws_sdk_dynamodb::Error>>,
}

impl Inner {
    /// Returns whether the positions are those of parts of a transaction. Otherwise they are those of entries of a batch.
    fn is_of_transaction(&self) -> bool {
        self.context.operation.is_some_and(|operation| operation.starts_with("Transact"))
    }

    /// Writes operation, table, index, and the positions of parts or entries.
    fn write_context(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(operation) = self.context.operation else { return Ok(()) };
        f.write_str(operation)?;
        if let Some(table) = &self.context.table {
            write!(f, " on `{}`", OneLine(table))?;
        }
        if let Some(index) = self.context.index {
            write!(f, " index `{index}`")?;
        }
        let (one, several) = if self.is_of_transaction() { ("part", "parts") } else { ("entry", "entries") };
        match self.positions.as_slice() {
            [] => {}
            [position] => write!(f, ", {one} {position}")?,
            [first, others @ ..] => {
                write!(f, ", {several} {first}")?;
                others.iter().try_for_each(|position| write!(f, " and {position}"))?;
            }
        }
        f.write_str(": ")
    }

    fn write_kind(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, &self.message) {
            // These messages name the kind themselves: "no region: set ..".
            (ErrorKind::Credentials | ErrorKind::Configuration, Some(message)) => write!(f, "{}", OneLine(message)),
            (ErrorKind::DuplicateKey, _) if self.is_of_transaction() => f.write_str("two parts for one item"),
            _ => f.write_str(self.kind.describe()),
        }
    }

    /// Writes the reason: the service's message, dkmio's own message, or the source.
    fn write_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.reasons.is_empty() {
            return cancellation::write_reasons(&self.reasons, f);
        }
        if let Some(host) = &self.host {
            write!(f, ": host `{}`", OneLine(host))?;
        }
        if let Some(code) = &self.code {
            write!(f, ": {}", OneLine(code))?;
        }
        if let Some(status) = self.status {
            write!(f, ": HTTP {status}")?;
        }
        match (&self.service_message, &self.message, &self.source) {
            (Some(message), _, _) => write!(f, ": {}", WithoutValues(message))?,
            // `write_kind` has written the message.
            _ if matches!(self.kind, ErrorKind::Credentials | ErrorKind::Configuration) => {}
            (None, Some(message), _) => write!(f, ": {}", OneLine(message))?,
            (None, None, Some(source)) if self.code.is_none() && self.status.is_none() => {
                write!(f, ": {}", OneLine(source))?;
            }
            _ => {}
        }
        match &self.hint {
            Some(hint) => write!(f, "; {}", OneLine(hint)),
            None => Ok(()),
        }
    }
}

/// Writes where the error happened, its kind and its reason: ``PutItem on `orders`: condition failed: ..``.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_context(f)?;
        self.0.write_kind(f)?;
        self.0.write_reason(f)
    }
}

/// Writes the text of `Display` and the metadata of the response, so that a panic message or a log line holds no key or
/// value either.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.to_string())
            .field("request_id", &self.0.request_id)
            .field("attempts", &self.0.attempts)
            .field("maybe_applied", &self.0.maybe_applied)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::new(ErrorKind::of(&error)).with_source(error)
    }
}

impl From<codec::EncodeError> for Error {
    fn from(error: codec::EncodeError) -> Self {
        Self::new(ErrorKind::Encode).with_source(error)
    }
}
