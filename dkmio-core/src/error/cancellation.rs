//! Why a transaction was cancelled: a reason for each of its parts.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types;
use serde::de::DeserializeOwned;

use super::kind::ErrorKind;
use crate::codec;
use crate::codec::{DecodeError, Item};

/// What one part of a cancelled transaction has to do with it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct CancellationReason {
    /// The part's position in the caller's order, counted from 0.
    pub position: usize,
    /// The table's name in DynamoDB.
    pub table: String,
    /// The reason.
    pub code: CancellationCode,
    /// The service's own words. They may quote names and values of the request.
    pub message: Option<String>,
    /// The item that failed the part's condition, as it is stored; none when there is no item.
    pub item: Option<Item>,
}

/// Why a part cancelled its transaction. More codes may come; match with a `_` arm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CancellationCode {
    /// This part was not why.
    None,
    /// Its condition did not hold.
    ConditionalCheckFailed,
    /// Another transaction or write was at work on its item.
    TransactionConflict,
    /// Its table or index was throttled, on-demand capacity.
    ThrottlingError,
    /// Its table or index was throttled, provisioned capacity.
    ProvisionedThroughputExceeded,
    /// The account's throughput was exceeded.
    RequestLimitExceeded,
    /// An item collection of a table with local indexes would grow above 10 GB.
    ItemCollectionSizeLimitExceeded,
    /// It is wrong: an item that grows too large, an operand of the wrong type.
    ValidationError,
    /// No permission.
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

    /// The service's own spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "None",
            Self::ConditionalCheckFailed => "ConditionalCheckFailed",
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

    /// The kind of error a single write would have ended with.
    pub(super) fn kind(&self) -> ErrorKind {
        match self {
            Self::ConditionalCheckFailed => ErrorKind::ConditionFailed,
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

/// Without the item and the message: logs hold no values.
impl fmt::Debug for CancellationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationReason")
            .field("position", &self.position)
            .field("table", &self.table)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// One part of a transaction, to ask an error for its reason: made by
/// [`TransactWrite::add`](crate::transaction::TransactWrite::add).
///
/// It is good for the transaction that it came from and for clones of that.
pub struct PartHandle<T> {
    position: usize,
    table: PhantomData<fn() -> T>,
}

impl<T> PartHandle<T> {
    pub(crate) const fn new(position: usize) -> Self {
        Self { position, table: PhantomData }
    }

    /// The part's position in the transaction, counted from 0.
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

/// Why the part of a handle cancelled its transaction, with the old item as the handle's table.
#[derive(Debug, Clone)]
pub struct PartReason<'e, T> {
    reason: &'e CancellationReason,
    table: PhantomData<fn() -> T>,
}

impl<'e, T> PartReason<'e, T> {
    pub(super) fn new(reason: &'e CancellationReason) -> Self {
        Self { reason, table: PhantomData }
    }

    /// The reason, untyped.
    #[must_use]
    pub fn reason(&self) -> &'e CancellationReason {
        self.reason
    }

    /// The reason's code.
    #[must_use]
    pub fn code(&self) -> &'e CancellationCode {
        &self.reason.code
    }

    /// The item that failed the part's condition, as it is stored; none when there is no item.
    ///
    /// # Errors
    /// When the stored item does not fit `T`.
    pub fn old_item(&self) -> Result<Option<T>, DecodeError>
    where
        T: DeserializeOwned,
    {
        self.reason.item.as_ref().map(codec::from_item).transpose()
    }
}

pub(super) fn from_sdk(reasons: &[types::CancellationReason]) -> Vec<CancellationReason> {
    let reason = |(position, reason): (usize, &types::CancellationReason)| CancellationReason {
        position,
        table: String::new(),
        code: CancellationCode::new(reason.code().unwrap_or_default()),
        message: reason.message().map(str::to_owned),
        // an emulator answers an empty item where there is none
        item: reason.item().filter(|item| !item.is_empty()).map(|item| Item::from(item.clone())),
    };
    reasons.iter().enumerate().map(reason).collect()
}

/// ``: part 1 on `users`: ConditionalCheckFailed``, for every part that was why.
pub(super) fn write_reasons(reasons: &[CancellationReason], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let failed = reasons.iter().filter(|reason| reason.code != CancellationCode::None);
    for (at, reason) in failed.enumerate() {
        write!(f, "{} part {}", if at == 0 { ":" } else { "," }, reason.position)?;
        if !reason.table.is_empty() {
            write!(f, " on `{}`", reason.table)?;
        }
        write!(f, ": {}", reason.code)?;
    }
    Ok(())
}
