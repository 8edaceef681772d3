//! What an item is read into.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::codec::json;
use crate::codec::json::Reader;
use crate::codec::{DecodeError, Item};
use crate::expression::{ProjectionPaths, Selection};

/// What the items of a request are read into.
pub trait Shape: Send {
    /// What one item becomes.
    type Output: Send;

    /// Decodes the item that stands next in the text of a response.
    #[doc(hidden)]
    fn read_text(&self, reader: &Reader<'_>) -> Result<Self::Output, DecodeError>;
}

/// Items are read into `T`: the struct of the table, what an index projects of it, or a partial struct.
pub struct Typed<T>(PhantomData<fn() -> T>);

/// Items stay free-form.
#[derive(Debug, Clone, Copy)]
pub struct FreeForm;

/// Items stay free-form, and attributes that were not asked for are taken out.
#[derive(Debug, Clone)]
pub struct Paths(pub(crate) ProjectionPaths);

/// Of every item some attributes are read, as a tuple.
pub struct Selected<S, X> {
    pub(crate) selection: X,
    pub(crate) paths: ProjectionPaths,
    pub(crate) source: PhantomData<fn() -> S>,
}

impl<T> Typed<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: DeserializeOwned + Send> Shape for Typed<T> {
    type Output = T;

    fn read_text(&self, reader: &Reader<'_>) -> Result<T, DecodeError> {
        json::read_item(reader)
    }
}

impl Shape for FreeForm {
    type Output = Item;

    fn read_text(&self, reader: &Reader<'_>) -> Result<Item, DecodeError> {
        Ok(json::read_attributes(reader)?.into())
    }
}

impl Shape for Paths {
    type Output = Item;

    fn read_text(&self, reader: &Reader<'_>) -> Result<Item, DecodeError> {
        let mut item = json::read_attributes(reader)?.into();
        self.0.strip(&mut item);
        Ok(item)
    }
}

impl<S, X: Selection<S> + Send> Shape for Selected<S, X>
where
    X::Output: Send,
{
    type Output = X::Output;

    fn read_text(&self, reader: &Reader<'_>) -> Result<X::Output, DecodeError> {
        self.selection.read(&self.paths, &json::read_attributes(reader)?.into())
    }
}
