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
pub enum KeyRole {
    /// The partition key or a part of it: `HASH`.
    Partition,
    /// The sort key or a part of it: `RANGE`.
    Sort,
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

fn key(parts: &[KeyPart]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn kind(kind: IndexKind) -> &'static str {
    match kind {
        IndexKind::Global => "global",
        IndexKind::Local => "local",
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TableMissing => f.write_str("there is no such table"),
            Self::TableStatus { status } => write!(f, "the table is {status}"),
            Self::TableKey { declared, found } => write_key(f, "the table", declared, found),
            Self::IndexMissing { index } => write!(f, "there is no index `{index}`"),
            Self::IndexKind { index, declared, found } => {
                write!(f, "index `{index}` is declared {} and is {}", kind(*declared), kind(*found))
            }
            Self::IndexStatus { index, status, backfilling } => {
                write!(f, "index `{index}` is {status}{}", if *backfilling { ", backfilling" } else { "" })
            }
            Self::IndexKey { index, declared, found } => write_key(f, &format!("index `{index}`"), declared, found),
            Self::Projection { index, declared, found, missing } => {
                write!(f, "index `{index}` is declared to project {declared} and projects {found}")?;
                if missing.is_empty() { Ok(()) } else { write!(f, ", without `{}`", missing.join("`, `")) }
            }
            Self::TimeToLive { declared, found, status } => {
                let found = found.as_ref().map_or_else(String::new, |found| format!(" on `{found}`"));
                write!(f, "the time to live is declared on `{declared}` and is {status}{found}")
            }
        }
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, of: &str, declared: &[KeyPart], found: &[KeyPart]) -> fmt::Result {
    write!(f, "{of} is declared with {} and has {}", key(declared), key(found))
}
