//! The primary key, the time to live, and the rules of any key field.

use syn::Attribute;
use syn::ext::IdentExt;

use super::fields::{Fields, Found};
use super::shape::optional;
use crate::attrs::Field;
use crate::errors::Errors;
use crate::model::{Codec, With};

/// Bytes of the name of a key attribute (Developer Guide, "Quotas": naming rules).
pub(super) const MAX_KEY_NAME: usize = 255;

/// Positions of the attributes marked on fields.
#[derive(Clone, Copy, Default)]
pub(super) struct Marked {
    pub(super) partition: Option<usize>,
    pub(super) sort: Option<usize>,
    pub(super) ttl: Option<usize>,
    /// Whether a sort key is marked, even on a field that cannot be one.
    pub(super) has_sort: bool,
}

/// Finds `#[pk]`, `#[sk]` and `#[ttl]`.
pub(super) fn marked(struct_name: &syn::Ident, fields: &Fields<'_>, errors: &mut Errors) -> Marked {
    let partition = single(fields, "pk", |field| &field.pk, errors);
    let sort = single(fields, "sk", |field| &field.sk, errors);
    let ttl = single(fields, "ttl", |field| &field.ttl, errors);
    if partition.is_none() {
        errors.on(struct_name, "missing partition key; mark one field with `#[pk]`");
    }
    check_not_both(fields, errors);
    for (found, what) in [(partition, "partition key"), (sort, "sort key")] {
        if let Some(found) = found {
            check_always_there(found, what, errors);
            check_key_field(found, fields, errors);
        }
    }
    if let Some(found) = ttl {
        check_ttl_is_stored(found, errors);
    }
    Marked {
        partition: partition.and_then(|found| found.attribute),
        sort: sort.and_then(|found| found.attribute),
        ttl: ttl.and_then(|found| found.attribute),
        has_sort: sort.is_some(),
    }
}

/// Returns the time to live of an entity.
pub(super) fn marked_ttl(fields: &Fields<'_>, errors: &mut Errors) -> Option<usize> {
    let ttl = single(fields, "ttl", |field| &field.ttl, errors)?;
    check_ttl_is_stored(ttl, errors);
    ttl.attribute
}

/// Checks that the time to live is stored and read. An item that was read and is put back would otherwise never expire.
fn check_ttl_is_stored(ttl: Found<'_>, errors: &mut Errors) {
    // Items without the attribute do not expire, so serde may leave out a `None`.
    if ttl.field.serde.any_skip().is_none_or(|(skip, _)| skip != "skip_serializing_if") {
        report_not_stored(ttl, "the time to live", errors);
    }
}

/// Checks that a part of a key template is stored in its key form.
pub(super) fn check_key_position(at: usize, fields: &Fields<'_>, errors: &mut Errors) {
    if let Some(found) = fields.all().find(|found| found.attribute == Some(at)) {
        check_key_field(found, fields, errors);
    }
}

/// Returns the field with the mark. Checks that at most one field has it, once and without arguments.
pub(super) fn single<'a>(
    fields: &Fields<'a>,
    mark: &str,
    of: impl Fn(&'a Field) -> &'a Vec<Attribute>,
    errors: &mut Errors,
) -> Option<Found<'a>> {
    let mut first: Option<Found<'a>> = None;
    for found in fields.all() {
        for attribute in of(found.field) {
            check_bare(mark, attribute, errors);
            if let Some(ident) = first.and_then(|first| first.field.ident()) {
                errors.on(attribute, format!("duplicate `#[{mark}]`; `{}` already has it", ident.unraw()));
            } else {
                first = Some(found);
            }
        }
    }
    first
}

/// Checks that a mark has no arguments: serde decides the stored name.
pub(super) fn check_bare(mark: &str, attribute: &Attribute, errors: &mut Errors) {
    if attribute.meta.require_path_only().is_err() {
        errors.on(
            attribute,
            format!("`#[{mark}]` takes no arguments; the stored name is that of the field, or of `#[serde(rename)]`"),
        );
    }
}

/// Checks that no field is both keys.
fn check_not_both(fields: &Fields<'_>, errors: &mut Errors) {
    for field in fields.written {
        if let (Some(_), Some(sk)) = (field.pk.first(), field.sk.first()) {
            errors.on(sk, "a field cannot be both partition key and sort key; remove one of the two");
        }
    }
}

/// Checks that a field of the primary key is not optional.
fn check_always_there(found: Found<'_>, what: &str, errors: &mut Errors) {
    if optional(&found.field.field.ty).is_some() {
        errors.on(
            &found.field.field.ty,
            format!("a {what} cannot be an `Option`, since every item has one; remove the `Option`"),
        );
    }
}

/// Checks that a key field, of the table or of an index, is stored, and in its key form.
pub(super) fn check_key_field(found: Found<'_>, fields: &Fields<'_>, errors: &mut Errors) {
    if report_not_stored(found, "a key", errors) {
        return;
    }
    let attribute = found.attribute.and_then(|at| fields.attributes.get(at));
    if let (Some(attribute), Some(ident)) = (attribute, found.field.ident())
        && attribute.name.len() > MAX_KEY_NAME
    {
        let bytes = attribute.name.len();
        errors.on(ident, format!("the name of a key attribute must have at most 255 bytes, this one has {bytes}"));
    }
    let Some(Codec::With { kind: With::Foreign | With::ReadOnly | With::Set | With::Number, .. }) =
        attribute.map(|attribute| &attribute.codec)
    else {
        return;
    };
    let serde = &found.field.serde;
    if let Some(place) = serde.with.as_ref().or(serde.serialize_with.as_ref()).or(serde.deserialize_with.as_ref()) {
        errors.on(
            place,
            "a key must be stored in its key form; use `with = \"dkmio::key\"`, or a type that derives `DynamoKey`",
        );
    }
}

/// Reports a field that serde skips or flattens.
pub(super) fn report_not_stored(found: Found<'_>, role: &str, errors: &mut Errors) -> bool {
    let Some(ident) = found.field.ident() else { return false };
    let ident = ident.unraw();
    if let Some((skip, span)) = found.field.serde.any_skip() {
        let absent =
            if skip == "skip_serializing_if" { ", without which `None` is an absent attribute, too" } else { "" };
        errors.at(span, format!("`{ident}` is {role}, which must be stored and read; remove `{skip}`{absent}"));
        true
    } else if let Some(span) = found.field.serde.flatten {
        errors.at(span, format!("`{ident}` is {role}, which must be stored under its own name; remove `flatten`"));
        true
    } else {
        false
    }
}
