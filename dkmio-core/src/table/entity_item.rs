//! Removes derived attributes from the text of an item of a shared table and adds parts of its keys, before the struct
//! of its entity reads it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::definition::Projection;
use super::entity::EntityDefinition;
use super::source::Source;
use crate::codec::{DecodeError, json};

/// The change of the text of an item before a struct reads it.
#[derive(Clone, Copy)]
pub(crate) struct EntityItem {
    entity: &'static EntityDefinition,
    /// Whether the struct may need parts that are stored only inside keys.
    parses_keys: bool,
}

impl EntityItem {
    /// Returns the change for items of a source, or `None` if the struct reads them as they are.
    pub(crate) fn of<S: Source>() -> Option<Self> {
        let parses_keys = S::INDEX.is_some_and(|index| index.projection != Projection::All);
        let entity = S::TABLE.entity.filter(|entity| entity.is_open || parses_keys);
        entity.map(|entity| Self { entity, parses_keys })
    }

    /// Returns the change for whole items of a table, or `None` if the struct reads them as they are.
    pub(crate) fn whole(entity: &'static EntityDefinition) -> Option<Self> {
        entity.is_open.then_some(Self { entity, parses_keys: false })
    }

    /// Returns the text of an item without derived attributes and, if needed, with the parts of its keys.
    pub(crate) fn plain(self, item: &str) -> Result<String, DecodeError> {
        let mut plain = json::without_attributes(item, |name| self.entity.is_derived(name))?;
        if self.parses_keys {
            self.add_parts(item, &mut plain)?;
        }
        Ok(plain)
    }

    fn add_parts(self, item: &str, plain: &mut String) -> Result<(), DecodeError> {
        let item = json::parse_item(item)?;
        let mut missing: HashMap<String, AttributeValue> = HashMap::new();
        for template in self.entity.templates() {
            let Some(key) = item.get(template.key) else { continue };
            // A key that the template cannot have rendered belongs to another entity, or was written by another program.
            for (part, value) in template.parse(key).into_iter().flatten() {
                if let Some(value) = value.filter(|_| item.get(part.attribute).is_none()) {
                    missing.insert(part.attribute.to_owned(), value);
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let parts = json::item_to_text(&missing.into()).map_err(|error| DecodeError::new(error.to_string()))?;
        // The two objects become one: this one loses its closing brace, the other one its opening brace.
        plain.pop();
        if plain.len() > 1 {
            plain.push(',');
        }
        plain.push_str(parts.text.get(1..).unwrap_or("}"));
        Ok(())
    }
}
