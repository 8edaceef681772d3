//! Reads of entities: key conditions that templates render, and the items that belong to the entity.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, KeyValue};
use crate::cursor::text_fingerprint;
use crate::expression::{ConditionNode, KeyRange, is_entity};
use crate::key::check_stored_key;
use crate::read::admission::Admission;
use crate::read::plan::ReadPlan;
use crate::read::template_sort::{SortCondition, TemplateSort};
use crate::table::{EntityDefinition, IndexKind, KeyTemplates, Membership};
use crate::template::Template;

impl ReadPlan {
    /// Sets the partition of a query, and the common beginning of the sort keys of its entity.
    pub(crate) fn partition(&mut self, templates: KeyTemplates, values: Vec<AttributeValue>) {
        let parts = self.schema().partition;
        match (templates.partition, parts.first()) {
            (Some(template), Some(part)) if template.shards().is_some() => match template.render_shards(&values) {
                Ok(keys) => {
                    if let Some(first) = keys.first() {
                        self.equal(part, first.clone(), true);
                    }
                    self.shards = keys;
                }
                Err(error) => self.fail(error.into()),
            },
            (Some(template), Some(part)) => match template.render_all(&values) {
                Ok(key) => self.equal(part, key, true),
                Err(error) => self.fail(error.into()),
            },
            _ => parts.iter().zip(values).for_each(|(part, value)| self.equal(part, value, true)),
        }
        self.template_sort(templates.sort);
    }

    /// Sets the template of the sort key.
    pub(crate) fn template_sort(&mut self, template: Option<Template>) {
        self.sort = template.map(TemplateSort::new).map(Box::new);
        self.render_sort();
    }

    /// Returns whether a template renders the sort key.
    pub(crate) fn has_template_sort(&self) -> bool {
        self.sort.is_some()
    }

    /// Adds the next part of a sort key that a template renders.
    pub(crate) fn sort_part(&mut self, value: AttributeValue) {
        if let Some(sort) = &mut self.sort {
            sort.part(value);
        }
        self.render_sort();
    }

    /// Adds a range on the next part of a sort key that a template renders.
    pub(crate) fn sort_range(&mut self, range: KeyRange) {
        if let Some(sort) = &mut self.sort {
            sort.range(range);
        }
        self.render_sort();
    }

    fn render_sort(&mut self) {
        // Called after each part: every rendering replaces the one before.
        let (Some(sort), Some(part)) = (&self.sort, self.schema().sort.first()) else { return };
        match sort.condition() {
            Err(error) => self.fail(error.into()),
            Ok(SortCondition::All) => {}
            Ok(SortCondition::Equal(key)) => {
                // An equality does not replace the range of an earlier rendering, such as the common beginning.
                if let Some(condition) = &mut self.key_condition {
                    condition.clear_range();
                }
                self.equal(part, key, false);
            }
            Ok(SortCondition::Range(range)) => {
                let checked = range.values().try_for_each(|value| check_stored_key(part, value, false));
                match (checked, &mut self.key_condition) {
                    (Err(error), _) => self.fail(error.into()),
                    (Ok(()), Some(condition)) => condition.range(part.name, range),
                    (Ok(()), None) => {}
                }
            }
        }
    }

    /// Returns the entity whose items are read, if the table is shared.
    pub(crate) fn entity(&self) -> Option<&'static EntityDefinition> {
        self.table.entity
    }

    /// Returns the treatment of the item at the reader. Does not move the reader.
    ///
    /// # Errors
    /// Returns an error if there is no item.
    pub(crate) fn admits(&self, reader: &Reader<'_>) -> Result<Admission, DecodeError> {
        // The range of a subtree also has keys that are not below the item.
        if let Some((key, below)) = &self.subtree
            && let Some(sort) = self.sort_key_of(reader)?
            && sort != *key
            && !sort.starts_with(below)
        {
            return Ok(Admission::Skip);
        }
        if let Some(collection) = &self.collection {
            return Ok(match collection.membership(reader)? {
                Membership::Member(at) => Admission::Read(Some(at)),
                Membership::Other => Admission::Read(None),
                Membership::Ignored => Admission::Skip,
                Membership::Unexpected => Admission::Refuse,
            });
        }
        match self.entity() {
            Some(entity) if !entity.owns(reader)? => Ok(Admission::Skip),
            _ => Ok(Admission::Read(None)),
        }
    }

    fn sort_key_of(&self, reader: &Reader<'_>) -> Result<Option<String>, DecodeError> {
        let Some(part) = self.schema().sort.first() else { return Ok(None) };
        let mut values = [const { None }; 1];
        let start = reader.mark();
        let read = json::key_values(reader, |name| (name == part.name).then_some(0), &mut values);
        reader.reset(start);
        read?;
        let [value] = values;
        Ok(match value {
            Some(KeyValue::Text(text)) => Some(text.into_owned()),
            _ => None,
        })
    }

    /// Returns the attributes of the primary key's parts that cannot be read back from it, as far as they can be read.
    pub(crate) fn stored_key_parts(&self) -> Vec<&'static str> {
        let parts = self.entity().into_iter().flat_map(EntityDefinition::lossy_key_parts);
        parts.filter(|name| self.can_read(name)).collect()
    }

    /// Returns a part of the primary key that cannot be read in any way.
    pub(crate) fn unreadable_key_part(&self) -> Option<&'static str> {
        let entity = self.entity()?;
        entity.lossy_key_parts().find(|name| !self.can_read(name) && !entity.has_folded_part(name))
    }

    /// Returns whether an attribute can be read: a local index fetches it from the table.
    fn can_read(&self, name: &str) -> bool {
        let global = self.index.filter(|index| index.kind == IndexKind::Global);
        global.is_none_or(|index| index.projects(self.table, name))
    }

    /// Returns the entity attribute, if the table or index contains it.
    pub(super) fn projected_entity_attribute(&self) -> Option<&'static str> {
        let is_typed = self.entity().is_some() || self.collection.is_some();
        let attribute = self.table.shared.filter(|_| is_typed)?.entity_attribute?;
        let is_projected = self.index.is_none_or(|index| index.projects(self.table, attribute.name));
        is_projected.then_some(attribute.name)
    }

    /// Returns the filter by which DynamoDB drops items of other entities.
    ///
    /// A query whose sort keys begin with text needs none: few items of other entities can have the same text, and
    /// without a filter DynamoDB's `Limit` is the number of results. Without a projected entity attribute there is none
    /// either, since it would match no item. A query that selects the entity by its key needs none, and DynamoDB rejects a filter on a
    /// key attribute of a query.
    pub(super) fn entity_filter(&self, count_only: bool) -> Option<ConditionNode> {
        let entity = self.entity()?;
        let has_text = self.sort.as_deref().is_some_and(TemplateSort::begins_with_text);
        if has_text && !count_only || self.projected_entity_attribute().is_none() || self.selects_entity() {
            return None;
        }
        Some(is_entity(entity.entity_attribute?, entity.name))
    }

    /// Returns whether the key condition names the entity, because the key of the index has the entity attribute.
    pub(super) fn selects_entity(&self) -> bool {
        let attribute = self.entity().and_then(|entity| entity.entity_attribute);
        self.key_condition.is_some() && attribute.is_some_and(|attribute| self.schema().contains(attribute.name))
    }

    /// Returns whether a count reads the keys of items, because DynamoDB cannot tell which of them belong to the
    /// entity.
    pub(crate) fn counts_items(&self) -> bool {
        // DynamoDB does not know what a collection skips or refuses.
        let is_counted = self.collection.is_none() && self.subtree.is_none();
        !is_counted
            || self.entity().is_some_and(|entity| {
                let is_certain = entity.entity_attribute.is_some_and(|attribute| !attribute.is_optional);
                !is_certain || self.projected_entity_attribute().is_none()
            })
    }

    /// Returns a fingerprint of the entity, so that the cursors of two entities differ even if their key conditions do
    /// not.
    pub(super) fn entity_fingerprint(&self) -> u64 {
        let name = self.entity().map(|entity| entity.name).or(self.collection.map(|collection| collection.name));
        name.map_or(0, text_fingerprint)
    }
}
