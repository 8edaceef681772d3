//! The steps of a plan.

use std::fmt;

use aws_sdk_dynamodb::types::StreamViewType;

use crate::admin::billing::Billing;

/// One change of a table. `Display` is one line. More kinds may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Creates the table with everything that is declared and set (CreateTable, UpdateTimeToLive).
    CreateTable,
    /// Protects the table from deletion.
    SetDeletionProtection,
    /// Changes the billing mode or the capacity units of the table.
    ///
    /// DynamoDB allows a table to be switched to on-demand billing a few times in 24 hours.
    SetBilling {
        /// The billing in the code.
        declared: Billing,
        /// The billing in DynamoDB.
        found: Billing,
    },
    /// Enables the stream.
    EnableStream {
        /// The content of its records.
        view: StreamViewType,
    },
    /// Enables the time to live (UpdateTimeToLive).
    EnableTtl {
        /// The attribute.
        attribute: String,
    },
    /// Creates a global index. DynamoDB writes the existing items into it. These writes are charged, and items whose
    /// key attribute of the index has another type are omitted.
    CreateIndex {
        /// The index.
        index: String,
    },
    /// Creates a vector index. DynamoDB writes the existing items into it. These writes are charged. The step is done when the index can
    /// be searched, which is minutes after it is `ACTIVE`.
    CreateVectorIndex {
        /// The index.
        index: String,
    },
    /// A new vector index is `ACTIVE`. Whether it can be searched is not known, since the caller may not send SearchVectors. No plan has
    /// this step: only [`Apply::on_progress`](super::Apply::on_progress) is called with it.
    SearchNotAllowed {
        /// The index.
        index: String,
    },
    /// Adds or changes tags (TagResource).
    SetTags {
        /// Keys and values.
        tags: Vec<(String, String)>,
    },
    /// Deletes a global or a vector index that the code does not declare.
    DeleteIndex {
        /// The index.
        index: String,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateTable => f.write_str("create the table"),
            Self::SetDeletionProtection => f.write_str("protect the table from deletion"),
            Self::SetBilling { declared, found } => write!(f, "change billing to {declared} (now {found})"),
            Self::EnableStream { view } => write!(f, "enable the stream with {view}"),
            Self::EnableTtl { attribute } => write!(f, "enable the time to live on `{attribute}`"),
            Self::CreateIndex { index } => write!(f, "create index `{index}` (backfills the whole table)"),
            Self::CreateVectorIndex { index } => {
                write!(f, "create vector index `{index}` (backfills the whole table)")
            }
            Self::SearchNotAllowed { index } => {
                write!(
                    f,
                    "vector index `{index}` is active; SearchVectors is not allowed, so it may refuse searches for minutes"
                )
            }
            Self::SetTags { tags } => {
                let keys: Vec<_> = tags.iter().map(|(key, _)| key.as_str()).collect();
                write!(f, "set tags `{}`", keys.join("`, `"))
            }
            Self::DeleteIndex { index } => write!(f, "delete index `{index}`"),
        }
    }
}
