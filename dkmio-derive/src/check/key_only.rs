//! `#[key_only]`: fields of an entity that are stored inside its primary key alone.

use syn::ext::IdentExt;
use syn::{Attribute, Ident};

use super::fields::Fields;
use super::keys::check_bare;
use crate::entity_model::{Entity, Side};
use crate::errors::Errors;
use crate::model::VectorIndex;

/// The uses for which an attribute has to be stored.
pub(super) struct Uses<'a> {
    pub(super) entity: &'a Entity,
    pub(super) vectors: &'a [VectorIndex],
    pub(super) ttl: Option<usize>,
}

/// Checks that a marked field can be read back from the primary key, and that it is not needed as an attribute.
pub(super) fn check_key_only(uses: &Uses<'_>, fields: &Fields<'_>, errors: &mut Errors) {
    let readable = uses.entity.readable_key_parts();
    let parts = uses.entity.key_parts();
    for found in fields.all() {
        let Some((mark, ident)) = found.field.key_only.first().zip(found.field.ident()) else { continue };
        check_bare("key_only", mark, errors);
        if let Some(second) = found.field.key_only.get(1) {
            errors.on(second, "duplicate `#[key_only]`; remove one");
        }
        match found.attribute {
            Some(at) if readable.contains(&at) => check_use(at, uses, mark, ident, errors),
            Some(at) if parts.contains(&at) => errors.on(
                mark,
                format!(
                    "`{}` cannot be read back from the primary key in this form; remove `#[key_only]`, or use a form that \
                     keeps the value",
                    ident.unraw()
                ),
            ),
            // serde skips the field, so it is not stored in the key either.
            _ => errors.on(
                mark,
                format!("`{}` is not a part of the primary key; remove `#[key_only]`", ident.unraw()),
            ),
        }
    }
}

/// Refuses the mark on attributes that DynamoDB itself reads: those of an index key, those of a vector index, and the time to live.
fn check_use(at: usize, uses: &Uses<'_>, mark: &Attribute, ident: &Ident, errors: &mut Errors) {
    let sides = uses.entity.indexes.iter().flat_map(|index| [&index.partition, &index.sort]);
    let is_index_key =
        sides.into_iter().any(|side| matches!(side, Side::Fields { positions, .. } if positions.contains(&at)));
    let mut vectors = uses.vectors.iter().zip(&uses.entity.vectors);
    let is_searched = vectors
        .any(|(index, used)| index.filters.contains(&at) || used.partition.is_none() && index.partition.contains(&at));
    let role = match (is_index_key, is_searched, uses.ttl == Some(at)) {
        (true, _, _) => "an attribute of an index key",
        (_, true, _) => "an attribute of a vector index",
        (_, _, true) => "the time to live",
        _ => return,
    };
    errors.on(mark, format!("`{}` is {role}, which must be stored; remove `#[key_only]`", ident.unraw()));
}
