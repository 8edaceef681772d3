//! Differences that DynamoDB cannot change.

use std::fmt;

/// A difference that DynamoDB cannot change in place. `Display` is one line: declared, found, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blocked {
    /// The kind of the difference.
    pub kind: BlockedKind,
    /// The index, if the difference is in one.
    pub index: Option<String>,
    /// The declared value.
    pub declared: String,
    /// The value in DynamoDB.
    pub found: String,
}

/// The kinds of differences that cannot be changed. More may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockedKind {
    /// The primary key.
    TableKey,
    /// The type of a key attribute of the table or an index.
    AttributeType,
    /// A local index is missing or differs. Local indexes are created with their table.
    LocalIndex,
    /// The key of a global index.
    IndexKey,
    /// An index is global instead of local.
    IndexKind,
    /// A global index projects less than declared.
    IndexProjection,
    /// A vector index of that name exists and differs, or the name belongs to another kind of index.
    VectorIndex,
    /// A vector index needs on-demand billing, and the table is provisioned or declared as provisioned.
    Billing,
    /// The stream is enabled with another view.
    StreamView,
    /// The time to live is enabled on another attribute.
    TtlAttribute,
}

impl Blocked {
    /// Returns advice on how to resolve the difference.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self.kind {
            BlockedKind::TableKey | BlockedKind::AttributeType => "create a table under a new name and copy the items",
            BlockedKind::LocalIndex => "declare a global index, or create a new table",
            BlockedKind::IndexKey
            | BlockedKind::IndexKind
            | BlockedKind::IndexProjection
            | BlockedKind::VectorIndex => "declare the index under a new name, and delete the old one later",
            BlockedKind::Billing => "vector indexes need on-demand billing; add `on_demand`",
            BlockedKind::StreamView => "disable the stream first; that ends its ARN and its readers",
            BlockedKind::TtlAttribute => "disable the time to live first; DynamoDB allows one change per hour",
        }
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.index {
            Some(index) => write!(f, "index `{index}`")?,
            None => f.write_str("the table")?,
        }
        let what = match self.kind {
            BlockedKind::TableKey | BlockedKind::IndexKey => "with ",
            BlockedKind::AttributeType => "with attribute ",
            BlockedKind::LocalIndex | BlockedKind::IndexKind => "as ",
            BlockedKind::IndexProjection => "with projection ",
            BlockedKind::VectorIndex => "with ",
            BlockedKind::Billing if self.index.is_some() => "for a table with billing ",
            BlockedKind::Billing => "with billing ",
            BlockedKind::StreamView => "with stream view ",
            BlockedKind::TtlAttribute => "with time to live on ",
        };
        write!(f, " is declared {what}{} and has {}: {}", self.declared, self.found, self.advice())
    }
}
