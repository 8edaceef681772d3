//! The checked input of an item collection.

use syn::{Ident, LitStr, Type};

use crate::model::Owner;

/// An item collection: `#[derive(DynamoCollection)]`.
#[derive(Debug)]
pub(crate) struct Collection {
    pub(crate) owner: Owner,
    /// The entity whose partition is read.
    pub(crate) entity: Type,
    /// The source of reads: the entity, or the type of one of its indexes.
    pub(crate) source: Type,
    pub(crate) members: Vec<Member>,
    /// The variant or field for items of other entities.
    pub(crate) other: Option<Ident>,
    pub(crate) ignored: Vec<Ignored>,
    pub(crate) is_struct: bool,
}

/// A variant or a field.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) ident: Ident,
    /// The type of the entity.
    pub(crate) entity: Type,
    /// Whether the field takes one item.
    pub(crate) is_single: bool,
}

/// An entity that is left out.
#[derive(Debug)]
pub(crate) enum Ignored {
    Type(Ident),
    Name(LitStr),
}
