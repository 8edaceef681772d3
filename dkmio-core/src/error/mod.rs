//! One opaque error for all operations.

mod canceled;
mod cancellation;
mod kind;
mod service;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

pub use cancellation::{CancellationCode, CancellationReason, PartHandle, PartReason};
pub use kind::ErrorKind;
pub(crate) use service::Sent;
pub use service::ThrottlingReason;

use crate::codec;
use crate::codec::{DecodeError, Item};

/// A source of an error.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Whatever went wrong, before a request, in the service or on the way back.
///
/// [`kind`](Self::kind) says what it is; the predicates say the same for the common cases. `Display` is one line that
/// names the operation, the table and the index, and never a key or a value of an item. Cheap to clone, one word.
///
/// # Example
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let shipped = Orders::update(("ana", "o1")).set(Orders::STATUS, "SHIPPED").condition(Orders::TOTAL.gt(1_000));
/// let error = shipped.send(&db).await.unwrap_err();
///
/// assert!(error.is_condition_failed());
/// assert_eq!(error.old_item::<Orders>()?.map(|order| order.total), Some(30));
/// assert_eq!(error.to_string(), "UpdateItem on `orders`: condition failed: ConditionalCheckFailedException");
/// # Ok(())
/// # }) }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    place: ErrorContext,
    message: Option<String>,
    code: Option<String>,
    request_id: Option<String>,
    attempts: u32,
    maybe_applied: bool,
    item: Option<Item>,
    throttling: Vec<ThrottlingReason>,
    positions: Vec<usize>,
    reasons: Vec<CancellationReason>,
    details: Option<Arc<dyn Any + Send + Sync>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// Where an error happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorContext {
    pub(crate) operation: Option<&'static str>,
    pub(crate) table: Option<Arc<str>>,
    pub(crate) index: Option<&'static str>,
}

impl ErrorContext {
    pub(crate) fn new(operation: &'static str, table: impl Into<Arc<str>>, index: Option<&'static str>) -> Self {
        Self { operation: Some(operation), table: Some(table.into()), index }
    }

    /// The table, as the SDK takes it.
    pub(crate) fn table_name(&self) -> Option<String> {
        self.table.as_deref().map(str::to_owned)
    }
}

impl Error {
    /// An error of this kind, found before a request was sent or in what came back.
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner {
            kind,
            place: ErrorContext::default(),
            message: None,
            code: None,
            request_id: None,
            attempts: 0,
            maybe_applied: false,
            item: None,
            throttling: Vec::new(),
            positions: Vec::new(),
            reasons: Vec::new(),
            details: None,
            source: None,
        }))
    }

    /// The error changed; other clones of it stay as they are.
    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    pub(crate) fn with_source(self, source: impl Into<BoxError>) -> Self {
        self.change(|inner| inner.source = Some(source.into().into()))
    }

    pub(crate) fn with_message(self, message: impl Into<String>) -> Self {
        self.change(|inner| inner.message = Some(message.into()))
    }

    /// Says where the error happened; what is known already stays.
    pub(crate) fn with_context(self, place: &ErrorContext) -> Self {
        self.change(|inner| {
            inner.place.operation = inner.place.operation.or(place.operation);
            inner.place.index = inner.place.index.or(place.index);
            if inner.place.table.is_none() {
                inner.place.table.clone_from(&place.table);
            }
        })
    }

    /// Says how often the request was sent whose answer the error is in, and the request's id.
    pub(crate) fn with_response_metadata(self, attempts: u32, request_id: Option<&str>) -> Self {
        self.change(|inner| {
            inner.attempts = attempts;
            inner.request_id = request_id.map(str::to_owned);
        })
    }

    /// Says which entry of a batch or transaction the error is about, unless that is known already.
    pub(crate) fn with_position(self, position: usize) -> Self {
        self.change(|inner| {
            if inner.positions.is_empty() {
                inner.positions.push(position);
            }
        })
    }

    /// Says that the write this error is about did happen.
    pub(crate) fn with_maybe_applied(self) -> Self {
        self.change(|inner| inner.maybe_applied = true)
    }

    /// Says that the write this error is about did not happen.
    pub(crate) fn with_not_applied(self) -> Self {
        self.change(|inner| inner.maybe_applied = false)
    }

    /// Says which two parts of a transaction the error is about.
    pub(crate) fn with_positions(self, positions: [usize; 2]) -> Self {
        self.change(|inner| inner.positions = positions.into())
    }

    pub(crate) fn with_details<D: Any + Send + Sync>(self, details: D) -> Self {
        self.change(|inner| inner.details = Some(Arc::new(details)))
    }

    pub(crate) fn details<D: Any>(&self) -> Option<&D> {
        self.0.details.as_deref().and_then(|details| details.downcast_ref())
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation, such as `PutItem`.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.place.operation
    }

    /// The table's name in DynamoDB.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.0.place.table.as_deref()
    }

    /// The index's name in DynamoDB.
    #[must_use]
    pub fn index(&self) -> Option<&str> {
        self.0.place.index
    }

    /// The service's own code, such as `ConditionalCheckFailedException`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The service's own message. It may quote names and values of the request, so `Display` does not show it.
    #[must_use]
    pub fn service_message(&self) -> Option<&str> {
        self.0.message.as_deref().filter(|_| self.0.code.is_some())
    }

    /// The id AWS support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// All entries of a batch, or parts of a transaction, that the error is about, counted from 0 in the order in which
    /// they were given: the one that is wrong, or the two of a transaction that are for one item.
    #[must_use]
    pub fn positions(&self) -> &[usize] {
        &self.0.positions
    }

    /// How often the request was sent, retries of the SDK and of dkmio included; 0 when it was never sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether a write may have happened in spite of the error: its answer was lost, the service failed, or an earlier
    /// attempt of it ended so.
    #[must_use]
    pub fn maybe_applied(&self) -> bool {
        self.0.maybe_applied
    }

    /// Whether the same request may work later: throttling, time-outs, connections, conflicts, service failures.
    ///
    /// For a write that is not idempotent look at [`maybe_applied`](Self::maybe_applied) first.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable() || self.is_transient_cancellation()
    }

    /// Why the service throttled: reason and resource, where it says so.
    #[must_use]
    pub fn throttling_reasons(&self) -> &[ThrottlingReason] {
        &self.0.throttling
    }

    /// The item that failed a condition, as it was stored; none when there was no item.
    ///
    /// # Errors
    /// When the stored item does not fit `T`.
    pub fn old_item<T: DeserializeOwned>(&self) -> Result<Option<T>, DecodeError> {
        self.0.item.as_ref().map(codec::from_item).transpose()
    }

    /// The item that failed a condition, free-form.
    #[must_use]
    pub fn old_item_free_form(&self) -> Option<&Item> {
        self.0.item.as_ref()
    }

    /// A condition of a write did not hold.
    #[must_use]
    pub fn is_condition_failed(&self) -> bool {
        self.0.kind == ErrorKind::ConditionFailed
    }

    /// The table or index does not exist, or is not yet active.
    #[must_use]
    pub fn is_table_not_found(&self) -> bool {
        self.0.kind == ErrorKind::TableNotFound
    }

    /// The service throttled, and retries did not help.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// The request was found wrong, by dkmio before it was sent or by the service.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        self.0.kind == ErrorKind::Validation
    }

    /// A transaction was cancelled, for other reasons than conflicts and throttling alone.
    #[must_use]
    pub fn is_transaction_canceled(&self) -> bool {
        self.0.kind == ErrorKind::TransactionCanceled
    }

    /// Another transaction worked on an item, and retries did not help.
    #[must_use]
    pub fn is_transaction_conflict(&self) -> bool {
        self.0.kind == ErrorKind::TransactionConflict
    }

    /// What came back does not fit the type.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.0.kind == ErrorKind::Decode
    }
}

/// `put orders: condition failed`: where, then what, then why.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, place, positions, reasons, message, code, source, .. } = &*self.0;
        if let Some(operation) = place.operation {
            f.write_str(operation)?;
            if let Some(table) = &place.table {
                write!(f, " on `{table}`")?;
            }
            if let Some(index) = place.index {
                write!(f, " index `{index}`")?;
            }
            match positions.as_slice() {
                [] => {}
                [entry] => write!(f, ", entry {entry}")?,
                [first, others @ ..] => {
                    write!(f, ", entries {first}")?;
                    others.iter().try_for_each(|entry| write!(f, " and {entry}"))?;
                }
            }
            f.write_str(": ")?;
        }
        f.write_str(kind.describe())?;
        match (code, message, source) {
            _ if !reasons.is_empty() => cancellation::write_reasons(reasons, f),
            (Some(code), _, _) => write!(f, ": {code}"),
            (None, Some(message), _) => write!(f, ": {message}"),
            (None, None, Some(source)) if kind.source_is_ours() => write!(f, ": {source}"),
            _ => Ok(()),
        }
    }
}

/// As `Display`: a panic message or a log line of `{:?}` holds no key or value either.
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
        Self::new(ErrorKind::Decode).with_source(error)
    }
}

impl From<codec::EncodeError> for Error {
    fn from(error: codec::EncodeError) -> Self {
        Self::new(ErrorKind::Encode).with_source(error)
    }
}
