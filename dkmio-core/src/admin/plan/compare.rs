//! Compares a table with its declaration and settings, and separates the differences that can be changed from the
//! others.

use aws_sdk_dynamodb::types::TableDescription;

use super::blocked::{Blocked, BlockedKind};
use super::live_table::LiveTable;
use super::step::Step;
use crate::admin::billing::Billing;
use crate::admin::difference::{Difference, KeyPart, key, search_schema};
use crate::admin::settings::Settings;
use crate::admin::{schema, verification};
use crate::key::KeyAttribute;
use crate::table::IndexKind;

/// The result of a comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Comparison {
    pub(super) steps: Vec<Step>,
    pub(super) blocked: Vec<Blocked>,
    pub(super) undeclared: Vec<String>,
}

/// Compares a table, or the absence of one, with its declaration and settings.
pub(super) fn compare(settings: &Settings, live: Option<&LiveTable>, delete_undeclared: bool) -> Comparison {
    let Some(live) = live else { return Comparison { steps: vec![Step::CreateTable], ..Comparison::default() } };
    let mut comparison = Comparison { undeclared: undeclared(settings, &live.description), ..Comparison::default() };
    comparison.set_up(settings, live, delete_undeclared);
    let differences = verification::compare(&settings.definition, &live.description);
    for difference in differences {
        comparison.add(settings, &live.description, difference);
    }
    comparison.tags(settings, live);
    // Deleted last, so that a replacement under a new name is complete before the old index goes. Local indexes cannot
    // be deleted.
    if delete_undeclared {
        let table = &live.description;
        let is_deletable = |name: &&String| {
            let name = Some(name.as_str());
            table.global_secondary_indexes().iter().any(|index| index.index_name() == name)
                || table.vector_indexes().iter().any(|index| index.index_name() == name)
        };
        let deleted = comparison.undeclared.iter().filter(is_deletable).cloned();
        let deleted: Vec<_> = deleted.map(|index| Step::DeleteIndex { index }).collect();
        for step in deleted {
            // A change of the billing mode may need it before.
            if !comparison.steps.contains(&step) {
                comparison.steps.push(step);
            }
        }
    }
    comparison
}

impl Comparison {
    /// Compares the settings whose steps come before those of the indexes, in the order of the steps.
    fn set_up(&mut self, settings: &Settings, live: &LiveTable, delete_undeclared: bool) {
        let table = &live.description;
        // A setting that is not declared changes nothing: a plan never removes a protection.
        if settings.deletion_protection && table.deletion_protection_enabled() != Some(true) {
            self.steps.push(Step::SetDeletionProtection);
        }
        self.billing(settings, table, delete_undeclared);
        if let Some(view) = &settings.stream {
            let stream = table.stream_specification().filter(|stream| stream.stream_enabled());
            // DynamoDB cannot change the view of an enabled stream.
            match stream.and_then(|stream| stream.stream_view_type()) {
                None => self.steps.push(Step::EnableStream { view: view.clone() }),
                Some(found) if found != view => {
                    self.block(BlockedKind::StreamView, None, view.to_string(), found.to_string());
                }
                Some(_) => {}
            }
        }
        let Some(declared) = settings.definition.ttl else { return };
        if verification::compare_ttl(declared, live.ttl.clone()).is_some() {
            match live.ttl.attribute.as_ref().filter(|_| live.ttl.is_on()) {
                Some(found) => {
                    self.block(BlockedKind::TtlAttribute, None, format!("`{declared}`"), format!("`{found}`"));
                }
                None => self.steps.push(Step::EnableTtl { attribute: declared.to_owned() }),
            }
        }
    }

    fn billing(&mut self, settings: &Settings, table: &TableDescription, delete_undeclared: bool) {
        let found = Billing::of(table);
        // Without a declared billing mode an existing table keeps its own.
        let Some(declared) = settings.billing.filter(|declared| *declared != found) else { return };
        if declared != Billing::OnDemand {
            let vectors = table.vector_indexes().iter().filter_map(|index| index.index_name());
            let mut vectors: Vec<_> = vectors.map(str::to_owned).collect();
            vectors.sort_unstable();
            // DynamoDB refuses the change while the table has a vector index.
            let is_kept = |name: &&String| !delete_undeclared || !self.undeclared.contains(name);
            if let Some(kept) = vectors.iter().find(is_kept) {
                let found = format!("vector index `{kept}`");
                return self.block(BlockedKind::Billing, None, declared.to_string(), found);
            }
            self.steps.extend(vectors.into_iter().map(|index| Step::DeleteIndex { index }));
        }
        self.steps.push(Step::SetBilling { declared, found });
    }

    /// Adds a difference of the key or an index as a step, or as one that is blocked.
    fn add(&mut self, settings: &Settings, table: &TableDescription, difference: Difference) {
        match difference {
            Difference::TableKey { declared, found } => {
                let kind = key_kind(BlockedKind::TableKey, &declared, &found);
                self.block(kind, None, key(&declared), key(&found));
            }
            Difference::IndexMissing { index } => self.missing_index(settings, table, index),
            Difference::IndexKind { index, declared, found } => {
                // A local index cannot be made global under its name, nor the other way round.
                let kind = if declared == IndexKind::Local { BlockedKind::LocalIndex } else { BlockedKind::IndexKind };
                self.block(kind, Some(index), declared.name().to_owned(), found.name().to_owned());
            }
            Difference::IndexKey { index, declared, found } => {
                let kind = key_kind(BlockedKind::IndexKey, &declared, &found);
                let kind = if is_local(settings, &index) { BlockedKind::LocalIndex } else { kind };
                self.block(kind, Some(index), key(&declared), key(&found));
            }
            Difference::Projection { index, declared, found, missing } => {
                let kind =
                    if is_local(settings, &index) { BlockedKind::LocalIndex } else { BlockedKind::IndexProjection };
                self.block(kind, Some(index), declared, found_projection(found, &missing));
            }
            Difference::VectorIndexMissing { index } => self.missing_vector_index(settings, table, index),
            Difference::VectorIndexAttribute { index, declared, found } => {
                self.block_vector(index, format!("attribute `{declared}`"), format!("attribute `{found}`"));
            }
            Difference::VectorIndexDimensions { index, declared, found } => {
                self.block_vector(index, format!("{declared} dimensions"), format!("{found} dimensions"));
            }
            Difference::VectorIndexDistance { index, declared, found } => self.block_vector(index, declared, found),
            Difference::VectorIndexSchema { index, declared, found } => {
                self.block_vector(index, search_schema(&declared), search_schema(&found));
            }
            Difference::VectorIndexProjection { index, declared, found, missing } => {
                let found = found_projection(found, &missing);
                self.block_vector(index, format!("projection {declared}"), format!("projection {found}"));
            }
            // `Apply` waits for the status of a table or an index. The others are compared elsewhere.
            _ => {}
        }
    }

    fn missing_index(&mut self, settings: &Settings, table: &TableDescription, index: String) {
        let Some(declared) = settings.definition.index(&index) else { return };
        if declared.kind == IndexKind::Local {
            return self.block(BlockedKind::LocalIndex, Some(index), "local".to_owned(), "no such index".to_owned());
        }
        // Indexes of all kinds share one namespace, and DynamoDB would reject a second one of this name.
        if table.vector_indexes().iter().any(|found| found.index_name() == Some(&index)) {
            return self.block(BlockedKind::IndexKind, Some(index), "global".to_owned(), "a vector index".to_owned());
        }
        if let Some((declared, found)) = other_type(declared.key.attributes(), table) {
            return self.block(BlockedKind::AttributeType, Some(index), declared, found);
        }
        self.steps.push(Step::CreateIndex { index });
    }

    fn missing_vector_index(&mut self, settings: &Settings, table: &TableDescription, index: String) {
        let Some(declared) = settings.definition.vector_index(&index) else { return };
        let global = table.global_secondary_indexes().iter().filter_map(|index| index.index_name());
        let local = table.local_secondary_indexes().iter().filter_map(|index| index.index_name());
        if global.chain(local).any(|name| name == index) {
            return self.block_vector(index, "vectors".to_owned(), "a secondary index".to_owned());
        }
        let billing = Billing::of(table);
        // A vector index needs a table on demand. A step before this one may change that.
        if billing != Billing::OnDemand && settings.billing != Some(Billing::OnDemand) {
            return self.block(BlockedKind::Billing, Some(index), Billing::OnDemand.to_string(), billing.to_string());
        }
        if let Some((declared, found)) = other_type(declared.search_schema(), table) {
            return self.block(BlockedKind::AttributeType, Some(index), declared, found);
        }
        self.steps.push(Step::CreateVectorIndex { index });
    }

    fn block_vector(&mut self, index: String, declared: String, found: String) {
        self.block(BlockedKind::VectorIndex, Some(index), declared, found);
    }

    fn tags(&mut self, settings: &Settings, live: &LiveTable) {
        // Only declared tags count. The others stay as they are.
        let differs = |(key, value): &&(String, String)| live.tags.get(key) != Some(value);
        let tags: Vec<_> = settings.tags.iter().filter(differs).cloned().collect();
        if !tags.is_empty() {
            self.steps.push(Step::SetTags { tags });
        }
    }

    fn block(&mut self, kind: BlockedKind, index: Option<String>, declared: String, found: String) {
        self.blocked.push(Blocked { kind, index, declared, found });
    }
}

/// Returns the indexes that are not declared, sorted.
fn undeclared(settings: &Settings, table: &TableDescription) -> Vec<String> {
    let global = table.global_secondary_indexes().iter().filter_map(|index| index.index_name());
    let local = table.local_secondary_indexes().iter().filter_map(|index| index.index_name());
    let vector = table.vector_indexes().iter().filter_map(|index| index.index_name());
    let definition = &settings.definition;
    let is_declared = |name: &&str| definition.index(name).is_some() || definition.vector_index(name).is_some();
    let mut names: Vec<_> =
        global.chain(local).chain(vector).filter(|name| !is_declared(name)).map(str::to_owned).collect();
    // DescribeTable promises no order, and two plans of one table must read the same.
    names.sort_unstable();
    names
}

/// Returns the first attribute that the table defines with another type, as declared and as it is. An attribute has one type in all
/// keys of a table and its indexes.
fn other_type<'k>(
    mut attributes: impl Iterator<Item = &'k KeyAttribute>,
    table: &TableDescription,
) -> Option<(String, String)> {
    attributes.find_map(|part| {
        let mut known = table.attribute_definitions().iter();
        let other = known.find(|known| {
            known.attribute_name() == part.name && known.attribute_type().as_str() != part.key_type.letter()
        })?;
        let declared = format!("`{}` ({})", part.name, part.key_type.letter());
        Some((declared, format!("`{}` ({})", part.name, other.attribute_type())))
    })
}

fn is_local(settings: &Settings, index: &str) -> bool {
    schema::indexes(&settings.definition, IndexKind::Local).any(|local| local.name == index)
}

/// Returns `AttributeType` if the names are the same, so that only the types differ, and `kind` otherwise.
fn key_kind(kind: BlockedKind, declared: &[KeyPart], found: &[KeyPart]) -> BlockedKind {
    let names = |parts: &[KeyPart]| parts.iter().map(|part| (part.name.clone(), part.role)).collect::<Vec<_>>();
    if names(declared) == names(found) { BlockedKind::AttributeType } else { kind }
}

/// Writes what an index projects, and which declared attributes it lacks.
fn found_projection(found: String, missing: &[String]) -> String {
    if missing.is_empty() { found } else { format!("{found} without `{}`", missing.join("`, `")) }
}
