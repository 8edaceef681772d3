//! The name of an index's type.

use quote::format_ident;
use syn::Ident;

use crate::check::index_name;
use crate::model::Owner;

/// Returns `OrdersByStatusIndex`.
pub(super) fn index_ident(owner: &Owner, accessor: &Ident) -> Ident {
    format_ident!("{}", index_name(&owner.ident, accessor), span = accessor.span())
}
