//! The description of a table in DynamoDB.

use std::fmt;

use aws_sdk_dynamodb::types::{
    GlobalSecondaryIndexDescription, IndexStatus, LocalSecondaryIndexDescription, Projection, ProjectionType,
    TableDescription, TableStatus, VectorDistanceFunction, VectorIndexDescription as LiveVectorIndex,
};

use super::billing::Billing;
use super::live::LiveTtl;
use crate::table::IndexKind;

/// A table in DynamoDB. `Display` is for people.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Description {
    /// The table's name in DynamoDB.
    pub name: String,
    /// The status. Requests are served if it is `ACTIVE` or `UPDATING`.
    pub status: Option<TableStatus>,
    /// The number of items. DynamoDB updates it about every six hours.
    pub item_count: u64,
    /// The size of all items in bytes. DynamoDB updates it about every six hours.
    pub size_bytes: u64,
    /// The billing mode.
    pub billing: Billing,
    /// The secondary indexes, by name.
    pub indexes: Vec<IndexDescription>,
    /// The vector indexes, by name.
    pub vector_indexes: Vec<VectorIndexDescription>,
    /// The attribute of the time to live, if it is enabled.
    pub ttl: Option<String>,
    sdk: TableDescription,
}

/// A secondary index in DynamoDB.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct IndexDescription {
    /// The name.
    pub name: String,
    /// Global or local.
    pub kind: IndexKind,
    /// The status. A local index has none of its own.
    pub status: Option<IndexStatus>,
    /// Whether items that existed before the index are still being added to it.
    pub backfilling: bool,
    /// The projection: `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection: Option<ProjectionType>,
    /// The attributes that `INCLUDE` names, sorted.
    pub included: Vec<String>,
    /// The number of entries. DynamoDB updates it about every six hours.
    pub item_count: u64,
}

/// A vector index as it is in DynamoDB.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct VectorIndexDescription {
    /// The name.
    pub name: String,
    /// The attribute with the vectors.
    pub attribute: String,
    /// The number of elements of a vector.
    pub dimensions: u64,
    /// How vectors are compared.
    pub distance: Option<VectorDistanceFunction>,
    /// The status. An index that is `ACTIVE` may still refuse searches for minutes.
    pub status: Option<IndexStatus>,
    /// Whether items that existed before the index are still being added to it.
    pub backfilling: bool,
    /// The number of entries. DynamoDB updates it about every six hours.
    pub item_count: u64,
}

impl Description {
    pub(super) fn new(name: String, table: TableDescription, ttl: LiveTtl) -> Self {
        let mut indexes: Vec<_> = table.global_secondary_indexes().iter().map(IndexDescription::global).collect();
        indexes.extend(table.local_secondary_indexes().iter().map(IndexDescription::local));
        // By name the text does not depend on the order of the response.
        indexes.sort_by(|a, b| a.name.cmp(&b.name));
        let mut vector_indexes: Vec<_> = table.vector_indexes().iter().map(VectorIndexDescription::new).collect();
        vector_indexes.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            name,
            status: table.table_status().cloned(),
            item_count: count(table.item_count()),
            size_bytes: count(table.table_size_bytes()),
            billing: Billing::of(&table),
            indexes,
            vector_indexes,
            // The attribute is described also while the time to live is being disabled.
            ttl: if ttl.is_on() { ttl.attribute } else { None },
            sdk: table,
        }
    }

    /// Returns the index of this name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<&IndexDescription> {
        self.indexes.iter().find(|index| index.name == name)
    }

    /// Returns the whole description of the SDK.
    #[must_use]
    pub fn as_sdk(&self) -> &TableDescription {
        &self.sdk
    }
}

impl VectorIndexDescription {
    fn new(index: &LiveVectorIndex) -> Self {
        let attribute = index.vector_attribute().map(|attribute| attribute.attribute_name().to_owned());
        Self {
            name: index.index_name().unwrap_or_default().to_owned(),
            attribute: attribute.unwrap_or_default(),
            dimensions: count(index.dimensions()),
            distance: index.distance_function().cloned(),
            status: index.index_status().cloned(),
            backfilling: index.backfilling().unwrap_or_default(),
            item_count: count(index.item_count()),
        }
    }
}

impl IndexDescription {
    fn global(index: &GlobalSecondaryIndexDescription) -> Self {
        Self {
            status: index.index_status().cloned(),
            backfilling: index.backfilling().unwrap_or_default(),
            ..Self::new(IndexKind::Global, index.index_name(), index.projection(), index.item_count())
        }
    }

    fn local(index: &LocalSecondaryIndexDescription) -> Self {
        Self::new(IndexKind::Local, index.index_name(), index.projection(), index.item_count())
    }

    fn new(kind: IndexKind, name: Option<&str>, projection: Option<&Projection>, items: Option<i64>) -> Self {
        let mut included = projection.map(|projection| projection.non_key_attributes().to_vec()).unwrap_or_default();
        // The order of the attributes means nothing, and a sorted list can be compared.
        included.sort_unstable();
        Self {
            name: name.unwrap_or_default().to_owned(),
            kind,
            status: None,
            backfilling: false,
            projection: projection.and_then(|projection| projection.projection_type().cloned()),
            included,
            item_count: count(items),
        }
    }
}

fn count(count: Option<i64>) -> u64 {
    count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default()
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.as_ref().map_or("of unknown status", TableStatus::as_str);
        write!(
            f,
            "table {}: {status}, {} items, {} bytes, {}",
            self.name, self.item_count, self.size_bytes, self.billing
        )?;
        for index in &self.indexes {
            write!(f, "\n  {index}")?;
        }
        for index in &self.vector_indexes {
            write!(f, "\n  {index}")?;
        }
        match &self.ttl {
            Some(attribute) => write!(f, "\n  time to live: {attribute}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for VectorIndexDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let distance = self.distance.as_ref().map_or("unknown", VectorDistanceFunction::as_str);
        write!(f, "vector index {}: {} ({}, {distance})", self.name, self.attribute, self.dimensions)?;
        if let Some(status) = &self.status {
            write!(f, ", {}", status.as_str())?;
        }
        f.write_str(if self.backfilling { ", backfilling" } else { "" })
    }
}

impl fmt::Display for IndexDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let projection = self.projection.as_ref().map_or("unknown", ProjectionType::as_str);
        write!(f, "{} index {}: projection {projection}", self.kind.name(), self.name)?;
        if !self.included.is_empty() {
            write!(f, " {}", self.included.join(", "))?;
        }
        if let Some(status) = &self.status {
            write!(f, ", {}", status.as_str())?;
        }
        f.write_str(if self.backfilling { ", backfilling" } else { "" })
    }
}
