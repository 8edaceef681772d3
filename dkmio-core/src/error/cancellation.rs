//! The reasons why a transaction was canceled: one for each of its parts.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types;
use serde::de::DeserializeOwned;

use super::kind::ErrorKind;
use super::message::WithoutValues;
use super::old_item_view::OldItemView;
use crate::codec::{DecodeError, Item, OneLine};

/// The reason that DynamoDB gives for one part of a canceled transaction.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct CancellationReason {
    /// The part's position in the caller's order, counted from 0.
    pub position: usize,
    /// The table's name in DynamoDB.
    pub table: String,
    /// The reason.
    pub code: CancellationCode,
    /// The service's message in full. It may quote names and values of the request.
    pub message: Option<String>,
    /// The item that failed the part's condition, as it is stored; `None` if there is no such item.
    pub item: Option<Item>,
    pub(super) view: OldItemView,
    pub(super) unique: Option<&'static str>,
}

/// The code of the reason why a part canceled its transaction. More codes may be added; match with a `_` arm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CancellationCode {
    /// The part did not cause the cancellation.
    None,
    /// The condition of the part did not hold.
    ConditionalCheckFailed,
    /// Another item has a unique value of the part. DynamoDB has no such code: it is that of the part that writes the sentinel item.
    UniqueViolation,
    /// Another transaction or write works on the item of the part.
    TransactionConflict,
    /// The table or the index was throttled (on-demand capacity).
    ThrottlingError,
    /// The table or the index was throttled (provisioned capacity).
    ProvisionedThroughputExceeded,
    /// The account's throughput was exceeded.
    RequestLimitExceeded,
    /// The item collection of a table with local indexes would grow above 10 GB.
    ItemCollectionSizeLimitExceeded,
    /// The part is invalid: an item that grows too large, an operand of the wrong type.
    ValidationError,
    /// A policy does not allow the part.
    AccessDenied,
    /// Another code of the service.
    Other(String),
}

impl CancellationCode {
    fn new(code: &str) -> Self {
        match code {
            "" | "None" => Self::None,
            "ConditionalCheckFailed" => Self::ConditionalCheckFailed,
            "TransactionConflict" => Self::TransactionConflict,
            "ThrottlingError" => Self::ThrottlingError,
            "ProvisionedThroughputExceeded" => Self::ProvisionedThroughputExceeded,
            "RequestLimitExceeded" => Self::RequestLimitExceeded,
            "ItemCollectionSizeLimitExceeded" => Self::ItemCollectionSizeLimitExceeded,
            "ValidationError" => Self::ValidationError,
            "AccessDenied" => Self::AccessDenied,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Returns the code as DynamoDB spells it, or `UniqueViolation`, which is a code of dkmio.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "None",
            Self::ConditionalCheckFailed => "ConditionalCheckFailed",
            Self::UniqueViolation => "UniqueViolation",
            Self::TransactionConflict => "TransactionConflict",
            Self::ThrottlingError => "ThrottlingError",
            Self::ProvisionedThroughputExceeded => "ProvisionedThroughputExceeded",
            Self::RequestLimitExceeded => "RequestLimitExceeded",
            Self::ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceeded",
            Self::ValidationError => "ValidationError",
            Self::AccessDenied => "AccessDenied",
            Self::Other(code) => code,
        }
    }

    pub(super) fn is_throttling(&self) -> bool {
        matches!(self, Self::ThrottlingError | Self::ProvisionedThroughputExceeded | Self::RequestLimitExceeded)
    }

    /// Returns the kind of error with which a single write would have ended.
    pub(super) fn kind(&self) -> ErrorKind {
        match self {
            Self::ConditionalCheckFailed => ErrorKind::ConditionFailed,
            Self::UniqueViolation => ErrorKind::UniqueViolation,
            Self::TransactionConflict => ErrorKind::TransactionConflict,
            Self::ItemCollectionSizeLimitExceeded => ErrorKind::CollectionSizeLimit,
            Self::ValidationError => ErrorKind::Validation,
            Self::AccessDenied => ErrorKind::AccessDenied,
            code if code.is_throttling() => ErrorKind::Throttled,
            _ => ErrorKind::TransactionCanceled,
        }
    }
}

impl fmt::Display for CancellationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Omits the item and cuts the message before a value: values must not end up in logs.
impl fmt::Debug for CancellationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationReason")
            .field("position", &self.position)
            .field("table", &self.table)
            .field("code", &self.code)
            .field("message", &self.message.as_deref().map(|message| WithoutValues(message).to_string()))
            .finish_non_exhaustive()
    }
}

/// A handle on one part of a transaction, to ask an error for the reason of that part.
///
/// Returned by [`TransactWrite::add`](crate::transaction::TransactWrite::add). It is valid for that transaction and its
/// clones.
pub struct PartHandle<T> {
    position: usize,
    // `fn() -> T` keeps the handle `Send` and `Sync` whatever `T` is.
    table: PhantomData<fn() -> T>,
}

impl<T> PartHandle<T> {
    pub(crate) const fn new(position: usize) -> Self {
        Self { position, table: PhantomData }
    }

    /// Returns the part's position in the transaction, counted from 0.
    #[must_use]
    pub const fn position(self) -> usize {
        self.position
    }
}

impl<T> Clone for PartHandle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for PartHandle<T> {}

impl<T> fmt::Debug for PartHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PartHandle").field(&self.position).finish()
    }
}

/// The reason why the part of a handle canceled its transaction, with the old item typed by the part's table.
#[derive(Debug, Clone)]
pub struct PartReason<'e, T> {
    reason: &'e CancellationReason,
    table: PhantomData<fn() -> T>,
}

impl<'e, T> PartReason<'e, T> {
    pub(super) fn new(reason: &'e CancellationReason) -> Self {
        Self { reason, table: PhantomData }
    }

    /// Returns the reason without the part's type.
    #[must_use]
    pub fn reason(&self) -> &'e CancellationReason {
        self.reason
    }

    /// Returns the code of the reason.
    #[must_use]
    pub fn code(&self) -> &'e CancellationCode {
        &self.reason.code
    }

    /// Returns the item that failed the part's condition as it is stored, or `None` if there is no such item, or if it is of another
    /// entity of a shared table.
    ///
    /// # Errors
    ///
    /// Returns an error if the stored item does not fit `T`.
    pub fn old_item(&self) -> Result<Option<T>, DecodeError>
    where
        T: DeserializeOwned,
    {
        self.reason.view.decode(self.reason.item.as_ref())
    }

    /// Returns whether the item that failed the part's condition is of another entity of a shared table.
    #[must_use]
    pub fn is_unexpected_entity(&self) -> bool {
        self.reason.view == OldItemView::OtherEntity
    }
}

pub(super) fn from_sdk(reasons: &[types::CancellationReason]) -> Vec<CancellationReason> {
    let reason = |(position, reason): (usize, &types::CancellationReason)| CancellationReason {
        position,
        // The response names no tables; `with_tables` adds them.
        table: String::new(),
        code: CancellationCode::new(reason.code().unwrap_or_default()),
        message: reason.message().map(str::to_owned),
        // Some emulators return an empty item where there is none.
        item: reason.item().filter(|item| !item.is_empty()).map(|item| Item::from(item.clone())),
        view: OldItemView::Stored,
        unique: None,
    };
    reasons.iter().enumerate().map(reason).collect()
}

/// Writes ``: part 1 on `users`: ConditionalCheckFailed: ..``, for every part that caused the cancellation.
pub(super) fn write_reasons(reasons: &[CancellationReason], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let failed = reasons.iter().filter(|reason| reason.code != CancellationCode::None);
    for (index, reason) in failed.enumerate() {
        write!(f, "{} part {}", if index == 0 { ":" } else { ";" }, reason.position)?;
        if !reason.table.is_empty() {
            write!(f, " on `{}`", OneLine(&reason.table))?;
        }
        write!(f, ": {}", OneLine(&reason.code))?;
        if let Some(attribute) = reason.unique {
            write!(f, ": another item has the value of `{attribute}`")?;
        } else if let Some(message) = &reason.message {
            write!(f, ": {}", WithoutValues(message))?;
        }
    }
    Ok(())
}
