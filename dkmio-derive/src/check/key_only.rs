//! `#[key_only]`: fields of an entity that are stored inside its primary key alone.

use syn::ext::IdentExt;
use syn::{Attribute, Ident};

use super::fields::Fields;
use super::keys::check_bare;
use crate::entity_model::{Entity, Side};
use crate::errors::Errors;

/// Checks that a marked field can be read back from the primary key, and that it is not needed as an attribute.
pub(super) fn check_key_only(entity: &Entity, ttl: Option<usize>, fields: &Fields<'_>, errors: &mut Errors) {
    let readable = entity.readable_key_parts();
    let parts = entity.key_parts();
    for found in fields.all() {
        let Some((mark, ident)) = found.field.key_only.first().zip(found.field.ident()) else { continue };
        check_bare("key_only", mark, errors);
        if let Some(second) = found.field.key_only.get(1) {
            errors.on(second, "duplicate `#[key_only]`; remove one");
        }
        match found.attribute {
            Some(at) if readable.contains(&at) => check_use(at, entity, ttl, mark, ident, errors),
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

/// Refuses the mark on attributes that DynamoDB itself reads: those of an index key, and the time to live.
fn check_use(at: usize, entity: &Entity, ttl: Option<usize>, mark: &Attribute, ident: &Ident, errors: &mut Errors) {
    let sides = entity.indexes.iter().flat_map(|index| [&index.partition, &index.sort]);
    let is_index_key =
        sides.into_iter().any(|side| matches!(side, Side::Fields { positions, .. } if positions.contains(&at)));
    let role = match (is_index_key, ttl == Some(at)) {
        (true, _) => "an attribute of an index key",
        (_, true) => "the time to live",
        _ => return,
    };
    errors.on(mark, format!("`{}` is {role}, which must be stored; remove `#[key_only]`", ident.unraw()));
}
