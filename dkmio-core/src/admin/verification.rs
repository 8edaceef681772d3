//! Compares a table with its declaration.

use std::collections::BTreeSet;
use std::fmt;

use aws_sdk_dynamodb::types::{
    IndexStatus, KeySchemaElement, Projection as LiveProjection, ProjectionType, TableDescription, TableStatus,
    TimeToLiveStatus,
};

use super::difference::{Difference, KeyPart};
use super::live::LiveTtl;
use super::{live, schema, vector_indexes};
use crate::client::DynamoDb;
use crate::error::Error;
use crate::table::{IndexDefinition, IndexKind, Projection, TableDefinition};

/// The result of comparing a table with its declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    table: String,
    differences: Vec<Difference>,
}

impl Verification {
    /// Returns the table's name in DynamoDB.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Returns whether the table matches the declaration.
    #[must_use]
    pub fn is_match(&self) -> bool {
        self.differences.is_empty()
    }

    /// Returns the differences: the table first, then its indexes and its vector indexes in the order of their declaration, then
    /// the time to live.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_match() {
            return write!(f, "table {} is as declared", self.table);
        }
        write!(f, "table {} is not as declared", self.table)?;
        self.differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
    }
}

/// Compares the table with its definition: DescribeTable, and DescribeTimeToLive if one is declared.
pub(super) async fn verify(db: &DynamoDb, definition: &TableDefinition, table: String) -> Result<Verification, Error> {
    let Some(found) = live::table(db, &table).await? else {
        return Ok(Verification { table, differences: vec![Difference::TableMissing] });
    };
    let mut differences = compare(definition, &found);
    if let Some(attribute) = definition.ttl {
        differences.extend(compare_ttl(attribute, live::time_to_live(db, &table).await?));
    }
    Ok(Verification { table, differences })
}

pub(super) fn compare(declared: &TableDefinition, found: &TableDescription) -> Vec<Difference> {
    let mut differences = Vec::new();
    differences.extend(compare_status(found));
    let key = KeyPart::found(found.key_schema(), found.attribute_definitions());
    differences.extend(compare_key(KeyPart::declared(&declared.key), key, |declared, found| Difference::TableKey {
        declared,
        found,
    }));
    let indexes = FoundIndex::all(found);
    for index in declared.indexes {
        match indexes.iter().find(|found| found.name == index.name) {
            Some(live) => differences.extend(compare_index(declared, index, live, found)),
            None => differences.push(Difference::IndexMissing { index: index.name.to_owned() }),
        }
    }
    differences.extend(vector_indexes::compare(declared, found));
    differences
}

/// Compares the status. A table that is being updated serves all requests.
fn compare_status(found: &TableDescription) -> Option<Difference> {
    match found.table_status() {
        None | Some(TableStatus::Active | TableStatus::Updating) => None,
        Some(status) => Some(Difference::TableStatus { status: status.to_string() }),
    }
}

fn compare_key(
    declared: Vec<KeyPart>,
    found: Vec<KeyPart>,
    difference: impl FnOnce(Vec<KeyPart>, Vec<KeyPart>) -> Difference,
) -> Option<Difference> {
    (declared != found).then(|| difference(declared, found))
}

pub(super) fn compare_ttl(declared: &str, found: LiveTtl) -> Option<Difference> {
    let status = found.status.as_ref().map_or("DISABLED", TimeToLiveStatus::as_str).to_owned();
    (!found.is_on_for(declared)).then(|| Difference::TimeToLive {
        declared: declared.to_owned(),
        found: found.attribute,
        status,
    })
}

/// An index of either kind, as described by the service.
struct FoundIndex<'d> {
    name: &'d str,
    kind: IndexKind,
    key: &'d [KeySchemaElement],
    projection: Option<&'d LiveProjection>,
    status: Option<&'d IndexStatus>,
    backfilling: bool,
}

impl<'d> FoundIndex<'d> {
    fn all(table: &'d TableDescription) -> Vec<Self> {
        let global = table.global_secondary_indexes().iter().map(|index| Self {
            name: index.index_name().unwrap_or_default(),
            kind: IndexKind::Global,
            key: index.key_schema(),
            projection: index.projection(),
            status: index.index_status(),
            backfilling: index.backfilling().unwrap_or_default(),
        });
        let local = table.local_secondary_indexes().iter().map(|index| Self {
            name: index.index_name().unwrap_or_default(),
            kind: IndexKind::Local,
            key: index.key_schema(),
            projection: index.projection(),
            // A local index has no status of its own. It is complete whenever its table is.
            status: None,
            backfilling: false,
        });
        global.chain(local).collect()
    }

    fn projection_type(&self) -> ProjectionType {
        self.projection.and_then(LiveProjection::projection_type).cloned().unwrap_or(ProjectionType::KeysOnly)
    }

    /// Returns whether the index has all of its entries, as it has while it is being updated.
    fn is_complete(&self) -> bool {
        !self.backfilling && matches!(self.status, None | Some(IndexStatus::Active | IndexStatus::Updating))
    }

    /// Returns the projected attributes of an index that does not project all.
    fn holds(&self, table: &TableDescription) -> BTreeSet<String> {
        // The key attributes of the table and the index are in every index, whatever its projection.
        let keys = self.key.iter().chain(table.key_schema()).map(|element| element.attribute_name().to_owned());
        let included = self.projection.map(LiveProjection::non_key_attributes).unwrap_or_default();
        keys.chain(included.iter().cloned()).collect()
    }
}

fn compare_index(
    declared: &TableDefinition,
    index: &IndexDefinition,
    found: &FoundIndex<'_>,
    table: &TableDescription,
) -> Vec<Difference> {
    let name = index.name.to_owned();
    let mut differences = Vec::new();
    if index.kind != found.kind {
        differences.push(Difference::IndexKind { index: name.clone(), declared: index.kind, found: found.kind });
    }
    if !found.is_complete() {
        let status = found.status.map_or("ACTIVE", IndexStatus::as_str).to_owned();
        differences.push(Difference::IndexStatus { index: name.clone(), status, backfilling: found.backfilling });
    }
    let key = KeyPart::found(found.key, table.attribute_definitions());
    differences.extend(compare_key(KeyPart::declared(&index.key), key, |declared, found| Difference::IndexKey {
        index: name,
        declared,
        found,
    }));
    differences.extend(compare_projection(declared, index, found, table));
    differences
}

/// Compares the projections. An index that projects more than declared is no difference.
fn compare_projection(
    declared: &TableDefinition,
    index: &IndexDefinition,
    found: &FoundIndex<'_>,
    table: &TableDescription,
) -> Option<Difference> {
    // An index that projects more than declared serves every declared read, at a higher price of storage.
    if found.projection_type() == ProjectionType::All {
        return None;
    }
    let holds = found.holds(table);
    let wanted = declared.attributes.iter().filter(|name| index.projects(declared, name)).copied();
    let included = match index.projection {
        Projection::Include(names) => names,
        Projection::All | Projection::KeysOnly => &[],
    };
    let keys = |name: &&str| !index.key.contains(name) && !declared.key.contains(name);
    let missing: BTreeSet<&str> =
        wanted.chain(included.iter().copied()).filter(keys).filter(|name| !holds.contains(*name)).collect();
    // `ALL` includes attributes without a field, so `missing` may be empty.
    (index.projection == Projection::All || !missing.is_empty()).then(|| Difference::Projection {
        index: index.name.to_owned(),
        declared: schema::projection_type(index.projection).to_string(),
        found: found.projection_type().to_string(),
        missing: missing.into_iter().map(str::to_owned).collect(),
    })
}
