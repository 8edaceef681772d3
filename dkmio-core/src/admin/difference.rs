//! Differences between a table and its declaration.

use std::fmt;

use aws_sdk_dynamodb::types::{AttributeDefinition, KeySchemaElement, KeyType};

use crate::table::{IndexKind, KeySchema};

/// One difference between a table and the expectations of the code. `Display` is one line. More kinds may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// The table does not exist.
    TableMissing,
    /// The table is neither active nor being updated.
    TableStatus {
        /// The status, such as `CREATING`.
        status: String,
    },
    /// The table has another primary key.
    TableKey {
        /// As declared.
        declared: Vec<KeyPart>,
        /// As it is.
        found: Vec<KeyPart>,
    },
    /// The index does not exist.
    IndexMissing {
        /// The declared name of the index.
        index: String,
    },
    /// An index is global instead of local, or local instead of global.
    IndexKind {
        /// The index.
        index: String,
        /// As declared.
        declared: IndexKind,
        /// As it is.
        found: IndexKind,
    },
    /// An index cannot be read, or still lacks items that existed before it.
    IndexStatus {
        /// The index.
        index: String,
        /// The status, such as `CREATING`.
        status: String,
        /// Whether items that existed before the index are still being added to it.
        backfilling: bool,
    },
    /// An index has other key attributes.
    IndexKey {
        /// The index.
        index: String,
        /// As declared.
        declared: Vec<KeyPart>,
        /// As it is.
        found: Vec<KeyPart>,
    },
    /// An index projects less than declared.
    Projection {
        /// The index.
        index: String,
        /// `ALL`, `INCLUDE` or `KEYS_ONLY`, as declared.
        declared: String,
        /// The same, as it is.
        found: String,
        /// The declared attributes that are not projected, sorted. Empty if only attributes without a field are
        /// missing.
        missing: Vec<String>,
    },
    /// The vector index does not exist.
    VectorIndexMissing {
        /// The declared name of the index.
        index: String,
    },
    /// A vector index cannot be searched, or still lacks items that existed before it.
    VectorIndexStatus {
        /// The index.
        index: String,
        /// The status, such as `CREATING`.
        status: String,
        /// Whether items that existed before the index are still being added to it.
        backfilling: bool,
    },
    /// A vector index is on another attribute.
    VectorIndexAttribute {
        /// The index.
        index: String,
        /// The declared attribute.
        declared: String,
        /// The attribute it is on.
        found: String,
    },
    /// A vector index has other dimensions.
    VectorIndexDimensions {
        /// The index.
        index: String,
        /// As declared.
        declared: usize,
        /// As they are.
        found: usize,
    },
    /// A vector index compares vectors in another way.
    VectorIndexDistance {
        /// The index.
        index: String,
        /// `COSINE`, `EUCLIDEAN` or `DOT_PRODUCT`, as declared.
        declared: String,
        /// The same, as it is.
        found: String,
    },
    /// A vector index has another partition attribute, or lacks a filter. Additional filters are no difference.
    VectorIndexSchema {
        /// The index.
        index: String,
        /// As declared.
        declared: Vec<SearchPart>,
        /// As it is.
        found: Vec<SearchPart>,
    },
    /// A vector index projects less than declared.
    VectorIndexProjection {
        /// The index.
        index: String,
        /// `ALL`, `INCLUDE` or `KEYS_ONLY`, as declared.
        declared: String,
        /// The same, as it is.
        found: String,
        /// The declared attributes that are not projected, sorted. Empty if only attributes without a field are missing.
        missing: Vec<String>,
    },
    /// The time to live is not enabled, or on another attribute.
    TimeToLive {
        /// The declared attribute.
        declared: String,
        /// The attribute it is on.
        found: Option<String>,
        /// The status, such as `DISABLED`.
        status: String,
    },
}

/// A key attribute of a table or an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyPart {
    /// The attribute's name.
    pub name: String,
    /// The role in the key.
    pub role: KeyRole,
    /// The stored type: `S`, `N` or `B`.
    pub key_type: String,
}

/// The role of an attribute in a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyRole {
    /// The partition key or a part of it: `HASH`.
    Partition,
    /// The sort key or a part of it: `RANGE`.
    Sort,
}

/// An attribute that searches of a vector index can have a condition on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchPart {
    /// The attribute's name.
    pub name: String,
    /// The role in searches.
    pub role: SearchRole,
    /// The stored type: `S`, `N` or `B`.
    pub attribute_type: String,
}

/// The role of an attribute in searches of a vector index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SearchRole {
    /// Every search gives a value of it: `HASH`.
    Partition,
    /// A search can be filtered by it: `INLINE_FILTER`.
    Filter,
}

impl KeyPart {
    pub(super) fn declared(key: &KeySchema) -> Vec<Self> {
        let partition = key.partition.iter().map(|part| (part, KeyRole::Partition));
        let sort = key.sort.iter().map(|part| (part, KeyRole::Sort));
        partition
            .chain(sort)
            .map(|(part, role)| Self { name: part.name.to_owned(), role, key_type: part.key_type.letter().to_owned() })
            .collect()
    }

    /// Returns the parts of a described key. Those of the partition key come first, even if the service lists them in
    /// another order.
    pub(super) fn found(key: &[KeySchemaElement], types: &[AttributeDefinition]) -> Vec<Self> {
        let type_of = |name: &str| {
            let definition = types.iter().find(|definition| definition.attribute_name() == name);
            // A placeholder shows in the message that the type is not described, instead of hiding the difference.
            definition.map_or("?", |definition| definition.attribute_type().as_str()).to_owned()
        };
        let role = |element: &KeySchemaElement| match element.key_type() {
            KeyType::Hash => KeyRole::Partition,
            _ => KeyRole::Sort,
        };
        let part = |element: &KeySchemaElement| Self {
            name: element.attribute_name().to_owned(),
            role: role(element),
            key_type: type_of(element.attribute_name()),
        };
        let (mut parts, sort): (Vec<_>, Vec<_>) =
            key.iter().map(part).partition(|part| part.role == KeyRole::Partition);
        parts.extend(sort);
        parts
    }
}

impl fmt::Display for KeyPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            KeyRole::Partition => "partition key",
            KeyRole::Sort => "sort key",
        };
        write!(f, "{role} `{}` ({})", self.name, self.key_type)
    }
}

impl fmt::Display for SearchPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            SearchRole::Partition => "partition attribute",
            SearchRole::Filter => "filter",
        };
        write!(f, "{role} `{}` ({})", self.name, self.attribute_type)
    }
}

/// Writes what searches can have conditions on.
pub(super) fn search_schema(parts: &[SearchPart]) -> String {
    let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    if parts.is_empty() { "no search schema".to_owned() } else { parts.join(", ") }
}

/// Writes a key.
pub(super) fn key(parts: &[KeyPart]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TableMissing => f.write_str("there is no such table"),
            Self::TableStatus { status } => write!(f, "the table is {status}"),
            Self::TableKey { declared, found } => write_key(f, "the table", declared, found),
            Self::IndexMissing { index } => write!(f, "there is no index `{index}`"),
            Self::IndexKind { index, declared, found } => {
                write!(f, "index `{index}` is declared {} and is {}", declared.name(), found.name())
            }
            Self::IndexStatus { index, status, backfilling } => {
                write!(f, "index `{index}` is {status}{}", if *backfilling { ", backfilling" } else { "" })
            }
            Self::IndexKey { index, declared, found } => write_key(f, &format!("index `{index}`"), declared, found),
            Self::Projection { index, declared, found, missing } => {
                write_projection(f, &format!("index `{index}`"), declared, found, missing)
            }
            Self::VectorIndexMissing { index } => write!(f, "there is no vector index `{index}`"),
            Self::VectorIndexStatus { index, status, backfilling } => {
                write!(f, "vector index `{index}` is {status}{}", if *backfilling { ", backfilling" } else { "" })
            }
            Self::VectorIndexAttribute { index, declared, found } => {
                write!(f, "vector index `{index}` is declared on `{declared}` and is on `{found}`")
            }
            Self::VectorIndexDimensions { index, declared, found } => {
                write!(f, "vector index `{index}` is declared with {declared} dimensions and has {found}")
            }
            Self::VectorIndexDistance { index, declared, found } => {
                write!(f, "vector index `{index}` is declared with {declared} and has {found}")
            }
            Self::VectorIndexSchema { index, declared, found } => {
                let (declared, found) = (search_schema(declared), search_schema(found));
                write!(f, "vector index `{index}` is declared with {declared} and has {found}")
            }
            Self::VectorIndexProjection { index, declared, found, missing } => {
                write_projection(f, &format!("vector index `{index}`"), declared, found, missing)
            }
            Self::TimeToLive { declared, found, status } => {
                let found = found.as_ref().map_or_else(String::new, |found| format!(" on `{found}`"));
                write!(f, "the time to live is declared on `{declared}` and is {status}{found}")
            }
        }
    }
}

fn write_projection(
    f: &mut fmt::Formatter<'_>,
    of: &str,
    declared: &str,
    found: &str,
    missing: &[String],
) -> fmt::Result {
    write!(f, "{of} is declared to project {declared} and projects {found}")?;
    if missing.is_empty() { Ok(()) } else { write!(f, ", without `{}`", missing.join("`, `")) }
}

fn write_key(f: &mut fmt::Formatter<'_>, of: &str, declared: &[KeyPart], found: &[KeyPart]) -> fmt::Result {
    write!(f, "{of} is declared with {} and has {}", key(declared), key(found))
}
