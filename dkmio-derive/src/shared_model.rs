//! The checked input of a table that several entities share.

use syn::{Ident, LitStr};

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

/// The attributes that an index projects besides keys.
#[derive(Debug)]
pub(crate) enum Projection {
    All,
    KeysOnly,
    Include(Vec<LitStr>),
}
