//! What the items of a response are decoded as.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};
use crate::expression::{ProjectionPaths, SelectedValues, Selection};
use crate::table::{EntityDefinition, Projection, Source};

/// What the items of a response are decoded as.
pub trait DecodeAs: Send {
    /// The value that one item becomes.
    type Output: Send;

    /// Decodes the item that stands next in the text of a response.
    #[doc(hidden)]
    fn read_text(&self, reader: &Reader<'_>) -> Result<Self::Output, DecodeError>;

    /// Decodes `part`, an item without some of the attributes that `_item` has.
    #[doc(hidden)]
    fn read_part(&self, _item: &str, part: &str) -> Result<Self::Output, DecodeError> {
        self.read_text(&Reader::new(part))
    }
}

impl<H: DecodeAs + Sync> DecodeAs for Arc<H> {
    type Output = H::Output;

    fn read_text(&self, reader: &Reader<'_>) -> Result<H::Output, DecodeError> {
        H::read_text(self, reader)
    }

    fn read_part(&self, item: &str, part: &str) -> Result<H::Output, DecodeError> {
        H::read_part(self, item, part)
    }
}

/// Decodes items as `T`: the struct of the table, what an index projects of it, or a partial struct.
pub struct AsType<T> {
    /// How an item of a shared table becomes one of its entity.
    entity: Option<EntityItem>,
    value: PhantomData<fn() -> T>,
}

/// How the text of an item is changed before a struct reads it.
#[derive(Clone, Copy)]
pub(crate) struct EntityItem {
    entity: &'static EntityDefinition,
    /// Whether the struct may need parts that are stored only inside keys.
    parses_keys: bool,
}

impl EntityItem {
    /// For whole items of a table, and for what an index projects of them.
    pub(crate) fn of<S: Source>() -> Option<Self> {
        let parses_keys = S::INDEX.is_some_and(|index| index.projection != Projection::All);
        let entity = S::TABLE.entity.filter(|entity| entity.is_open || parses_keys);
        entity.map(|entity| Self { entity, parses_keys })
    }

    /// For whole items of a table. Returns `None` if the struct reads them as they are.
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
            // A key that the template cannot have rendered belongs to another entity, or was written by something else.
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
        plain.pop();
        if plain.len() > 1 {
            plain.push(',');
        }
        plain.push_str(parts.text.get(1..).unwrap_or("}"));
        Ok(())
    }
}

/// Leaves items free-form.
#[derive(Debug, Clone, Copy)]
pub struct AsItem;

/// Leaves items free-form, without the attributes that only dkmio asked for.
#[derive(Debug, Clone)]
pub struct AsPaths(pub(crate) ProjectionPaths);

/// Decodes some attributes of each item, as a tuple.
pub struct AsTuple<S, X> {
    pub(crate) selection: X,
    pub(crate) paths: ProjectionPaths,
    pub(crate) source: PhantomData<fn() -> S>,
}

impl<T> AsType<T> {
    pub(crate) const fn new() -> Self {
        Self { entity: None, value: PhantomData }
    }

    /// Decodes what is read from `S`.
    pub(crate) fn from_source<S: Source>() -> Self {
        Self { entity: EntityItem::of::<S>(), value: PhantomData }
    }
}

impl<T: DeserializeOwned + Send> DecodeAs for AsType<T> {
    type Output = T;

    fn read_text(&self, reader: &Reader<'_>) -> Result<T, DecodeError> {
        let Some(entity) = self.entity else { return json::read_item(reader) };
        reader.peek();
        let start = reader.position();
        reader.skip()?;
        json::from_text(&entity.plain(reader.since(start))?)
    }
}

impl DecodeAs for AsItem {
    type Output = Item;

    fn read_text(&self, reader: &Reader<'_>) -> Result<Item, DecodeError> {
        Ok(json::read_attributes(reader)?.into())
    }
}

impl DecodeAs for AsPaths {
    type Output = Item;

    fn read_text(&self, reader: &Reader<'_>) -> Result<Item, DecodeError> {
        let mut item = json::read_attributes(reader)?.into();
        self.0.strip(&mut item);
        Ok(item)
    }
}

impl<S, X: Selection<S> + Send> DecodeAs for AsTuple<S, X>
where
    X::Output: Send,
{
    type Output = X::Output;

    fn read_text(&self, reader: &Reader<'_>) -> Result<X::Output, DecodeError> {
        let mut attributes = vec![None; self.paths.wanted().len()];
        json::selected_values(reader, |name| self.paths.position_of(name), &mut attributes)?;
        self.selection.read(&mut SelectedValues::new(&self.paths, attributes))
    }
}
