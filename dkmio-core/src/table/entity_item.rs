//! Removes derived attributes from the text of an item of a shared table and adds parts of its keys, before the struct
//! of its entity reads it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::Table;
use super::definition::Projection;
use super::entity::EntityDefinition;
use super::source::Source;
use super::vector_index::VectorSource;
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, KeyValue};
use crate::template::Template;

/// The change of the text of an item before a struct reads it.
#[derive(Clone, Copy)]
pub(crate) struct EntityItem {
    entity: &'static EntityDefinition,
    parsed: ParsedKeys,
}

/// The keys from which a struct reads parts that are not attributes of the item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ParsedKeys {
    None,
    /// Whole items: fields that are stored inside the primary key alone.
    Primary,
    /// Entries of an index that does not project everything: any part of any key.
    All,
}

impl EntityItem {
    /// Returns the change for items of a source, or `None` if the struct reads them as they are.
    pub(crate) fn of<S: Source>() -> Option<Self> {
        let entity = S::TABLE.entity?;
        if S::INDEX.is_some_and(|index| index.projection != Projection::All) {
            return Some(Self { entity, parsed: ParsedKeys::All });
        }
        Self::whole(entity)
    }

    /// Returns the change for the hits of a vector index, or `None` if they are read as they are.
    pub(crate) fn of_hits<S: VectorSource>() -> Option<Self> {
        let entity = <S::Table as Table>::DEFINITION.entity?;
        if S::DEFINITION.projection != Projection::All {
            return Some(Self { entity, parsed: ParsedKeys::All });
        }
        Self::whole(entity)
    }

    /// Returns the change for whole items of a table, or `None` if the struct reads them as they are.
    pub(crate) fn whole(entity: &'static EntityDefinition) -> Option<Self> {
        let parsed = if entity.key_only.is_empty() { ParsedKeys::None } else { ParsedKeys::Primary };
        (entity.is_open || parsed != ParsedKeys::None).then_some(Self { entity, parsed })
    }

    /// Returns the change for partial structs, read from a table or an index, or `None` if they are read as they are.
    pub(crate) fn partial<T: Table>() -> Option<Self> {
        let entity = T::DEFINITION.entity.filter(|entity| !entity.key_only.is_empty());
        entity.map(|entity| Self { entity, parsed: ParsedKeys::Primary })
    }

    /// Returns the text of an item without derived attributes and, if needed, with the parts of its keys.
    pub(crate) fn plain(self, item: &str) -> Result<String, DecodeError> {
        self.plain_part(item, item)
    }

    /// Returns the result of [`plain`](Self::plain) for `part`, an item without some of the attributes that `item` has.
    pub(crate) fn plain_part(self, item: &str, part: &str) -> Result<String, DecodeError> {
        let mut plain = json::without_attributes(part, |name| self.entity.is_derived(name))?;
        let missing = match self.parsed {
            ParsedKeys::None => return Ok(plain),
            ParsedKeys::Primary => self.key_only_values(item)?,
            ParsedKeys::All => self.part_values(item)?,
        };
        if missing.is_empty() {
            return Ok(plain);
        }
        let parts = json::item_to_text(&missing.into()).map_err(|error| DecodeError::new(error.to_string()))?;
        // The two objects become one: this one loses its closing brace, the other one its opening brace.
        plain.pop();
        if plain.len() > 1 {
            plain.push(',');
        }
        // The text of an item begins with a brace.
        plain.push_str(parts.text.get(1..).unwrap_or("}"));
        Ok(plain)
    }

    /// Returns the values of fields that are stored inside the primary key alone. An item that was written before the
    /// field was marked has the attribute.
    fn key_only_values(self, item: &str) -> Result<HashMap<String, AttributeValue>, DecodeError> {
        let names: Vec<_> = self.entity.key.iter().map(|template| template.key).collect();
        let names: Vec<_> = names.iter().chain(self.entity.key_only).copied().collect();
        let mut values: Vec<Option<KeyValue<'_>>> = names.iter().map(|_| None).collect();
        json::key_values(&Reader::new(item), |name| names.iter().position(|known| *known == name), &mut values)?;
        let found = |name: &str| names.iter().position(|known| *known == name).and_then(|at| values.get(at)?.as_ref());
        let mut missing = HashMap::new();
        for (template, key) in self.entity.key.iter().filter_map(|template| Some((template, found(template.key)?))) {
            add_parts(template, &key.to_attribute_value(), &mut missing, |name| {
                self.entity.is_key_only(name) && found(name).is_none()
            });
        }
        Ok(missing)
    }

    /// Returns the values of parts that are no attributes of the item.
    fn part_values(self, item: &str) -> Result<HashMap<String, AttributeValue>, DecodeError> {
        let item = json::parse_item(item)?;
        let mut missing = HashMap::new();
        for template in self.entity.templates() {
            if let Some(key) = item.get(template.key) {
                add_parts(template, key, &mut missing, |name| item.get(name).is_none());
            }
        }
        Ok(missing)
    }
}

/// Adds the wanted parts of a key. A key that the template cannot have rendered belongs to another entity, or was
/// written by another program.
fn add_parts(
    template: &Template,
    key: &AttributeValue,
    parts: &mut HashMap<String, AttributeValue>,
    is_wanted: impl Fn(&str) -> bool,
) {
    for (part, value) in template.parse(key).into_iter().flatten() {
        if let Some(value) = value.filter(|_| is_wanted(part.attribute)) {
            parts.insert(part.attribute.to_owned(), value);
        }
    }
}
