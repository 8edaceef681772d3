//! The checked input of a table that several entities share.

use syn::{Ident, LitInt, LitStr};

use crate::attrs::IndexKind;
use crate::model::Owner;

/// A shared table: `#[derive(DynamoTable)]` on a struct without fields.
#[derive(Debug)]
pub(crate) struct SharedTable {
    pub(crate) owner: Owner,
    pub(crate) name: LitStr,
    pub(crate) partition: KeyName,
    pub(crate) sort: Option<KeyName>,
    /// The attribute, and whether some items lack it.
    pub(crate) entity_attribute: Option<(LitStr, bool)>,
    pub(crate) ttl: Option<LitStr>,
    pub(crate) delimiter: char,
    pub(crate) indexes: Vec<SharedIndex>,
    pub(crate) vectors: Vec<SharedVectorIndex>,
    /// Types whose keys are proved to be disjoint.
    pub(crate) entities: Vec<Ident>,
}

/// A key attribute.
#[derive(Debug)]
pub(crate) struct KeyName {
    pub(crate) name: LitStr,
    pub(crate) is_number: bool,
}

/// An index of a shared table.
#[derive(Debug)]
pub(crate) struct SharedIndex {
    pub(crate) accessor: Ident,
    pub(crate) kind: IndexKind,
    pub(crate) name: LitStr,
    pub(crate) partition: Vec<KeyName>,
    pub(crate) sort: Vec<KeyName>,
    pub(crate) projection: Projection,
}

/// A vector index of a shared table.
#[derive(Debug)]
pub(crate) struct SharedVectorIndex {
    pub(crate) accessor: Ident,
    pub(crate) name: LitStr,
    /// The attribute with the vectors.
    pub(crate) attribute: LitStr,
    pub(crate) dimensions: LitInt,
    /// `COSINE`, `EUCLIDEAN` or `DOT_PRODUCT`.
    pub(crate) distance: Ident,
    pub(crate) partition: Option<KeyName>,
    pub(crate) filters: Vec<KeyName>,
    pub(crate) projection: Projection,
}

/// The attributes that an index projects besides keys.
#[derive(Debug)]
pub(crate) enum Projection {
    All,
    KeysOnly,
    Include(Vec<LitStr>),
}
