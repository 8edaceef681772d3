//! The types as which the items of a response are decoded.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};
use crate::expression::{ProjectionPaths, SelectedPaths, Selection};
use crate::table::{EntityItem, Source, Table, VectorSource};

/// The type as which the items of a response are decoded.
pub trait DecodeAs: Send {
    /// The value that one item becomes.
    type Output: Send;

    /// Decodes the next item in the text of a response.
    #[doc(hidden)]
    fn read_text(&self, reader: &Reader<'_>) -> Result<Self::Output, DecodeError>;

    /// Decodes the next item, which is known to be of the entity at this position of a collection.
    #[doc(hidden)]
    fn read_member(&self, reader: &Reader<'_>, _member: Option<usize>) -> Result<Self::Output, DecodeError> {
        self.read_text(reader)
    }

    /// Decodes `part`, which is `_item` without some of its attributes.
    #[doc(hidden)]
    fn read_part(&self, _item: &str, part: &str) -> Result<Self::Output, DecodeError> {
        // Only `AsResult` needs the whole item, for an error.
        self.read_text(&Reader::new(part))
    }
}

impl<H: DecodeAs + Sync> DecodeAs for Arc<H> {
    type Output = H::Output;

    fn read_text(&self, reader: &Reader<'_>) -> Result<H::Output, DecodeError> {
        H::read_text(self, reader)
    }

    fn read_member(&self, reader: &Reader<'_>, member: Option<usize>) -> Result<H::Output, DecodeError> {
        H::read_member(self, reader, member)
    }

    fn read_part(&self, item: &str, part: &str) -> Result<H::Output, DecodeError> {
        H::read_part(self, item, part)
    }
}

/// Decodes items as `T`: the struct of the table, the struct of what an index projects, or a partial struct.
pub struct AsType<T> {
    /// The entity whose items are decoded, if the table is shared.
    entity: Option<EntityItem>,
    // `fn() -> T` keeps the type `Send` and `Sync` whatever `T` is: it holds no `T`.
    value: PhantomData<fn() -> T>,
}

/// Leaves items free-form.
#[derive(Debug, Clone, Copy)]
pub struct AsItem;

/// Leaves items free-form, without the attributes that only dkmio asked for.
#[derive(Debug, Clone)]
pub struct AsPaths(pub(crate) ProjectionPaths);

/// Decodes some attributes of each item, as a tuple.
pub struct AsTuple<S, X> {
    selection: X,
    paths: SelectedPaths,
    source: PhantomData<fn() -> S>,
}

impl<S, X> AsTuple<S, X> {
    pub(crate) fn new(selection: X, paths: ProjectionPaths) -> Self {
        Self { selection, paths: SelectedPaths::new(paths), source: PhantomData }
    }
}

impl<T> AsType<T> {
    pub(crate) const fn new() -> Self {
        Self { entity: None, value: PhantomData }
    }

    /// Decodes partial structs of the table `O`.
    pub(crate) fn partial<O: Table>() -> Self {
        Self { entity: EntityItem::partial::<O>(), value: PhantomData }
    }

    /// Decodes the hits of searches of `S`.
    pub(crate) fn from_hits<S: VectorSource>() -> Self {
        Self { entity: EntityItem::of_hits::<S>(), value: PhantomData }
    }

    /// Decodes items that are read from `S`.
    pub(crate) fn from_source<S: Source>() -> Self {
        Self { entity: EntityItem::of::<S>(), value: PhantomData }
    }
}

impl<T: DeserializeOwned + Send> DecodeAs for AsType<T> {
    type Output = T;

    fn read_text(&self, reader: &Reader<'_>) -> Result<T, DecodeError> {
        let Some(entity) = self.entity else { return json::read_item(reader) };
        // dkmio's own attributes are removed first: a struct with a flattened `Item`, or one that denies unknown
        // fields, must not see them.
        let start = reader.value_start();
        reader.skip()?;
        json::from_text(&entity.plain(reader.since(start))?)
    }

    fn read_part(&self, item: &str, part: &str) -> Result<T, DecodeError> {
        match self.entity {
            // The keys may be among what the part lacks.
            Some(entity) => json::from_text(&entity.plain_part(item, part)?),
            None => self.read_text(&Reader::new(part)),
        }
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
        self.paths.decode(reader, |values| self.selection.read(values))
    }
}
