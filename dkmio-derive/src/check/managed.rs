//! The version and the timestamps, of which dkmio writes the values.

use syn::ext::IdentExt;

use super::fields::{Fields, Found};
use super::keys::{report_not_stored, single};
use super::shape::optional;
use crate::errors::Errors;
use crate::model::{Codec, Managed, With};

/// Finds `#[version]`, `#[created_at]` and `#[updated_at]`.
pub(super) fn managed(fields: &Fields<'_>, errors: &mut Errors) -> Managed {
    let version = single(fields, "version", |field| &field.version, errors);
    let created_at = single(fields, "created_at", |field| &field.created_at, errors);
    let updated_at = single(fields, "updated_at", |field| &field.updated_at, errors);
    let marked = [
        (version, "version", "the version"),
        (created_at, "created_at", "the time of creation"),
        (updated_at, "updated_at", "the time of the last change"),
    ];
    let mut seen: Vec<(usize, &str)> = Vec::new();
    let positions = marked.map(|(found, mark, role)| {
        let found = found?;
        if report_not_stored(found, role, errors) {
            return None;
        }
        let at = found.attribute?;
        if let Some((_, first)) = seen.iter().find(|(position, _)| *position == at)
            && let Some(ident) = found.field.ident()
        {
            errors.on(ident, format!("`{}` has both `#[{first}]` and `#[{mark}]`; remove one", ident.unraw()));
            return None;
        }
        seen.push((at, mark));
        let is_sound = if mark == "version" {
            check_version(found, fields, errors)
        } else {
            check_timestamp(found, mark, fields, errors)
        };
        is_sound.then_some(at)
    });
    let [version, created_at, updated_at] = positions;
    Managed { version, created_at, updated_at }
}

/// Checks that a version is not in the primary key: every write changes it.
pub(super) fn check_not_in_key(managed: &Managed, key: &[usize], fields: &Fields<'_>, errors: &mut Errors) {
    let version = managed.version.filter(|at| key.contains(at));
    if let Some(found) = fields.all().find(|found| found.attribute == version && version.is_some()) {
        errors.on(
            &found.field.field.ty,
            "every write changes the version, so it cannot be a part of the primary key; use another field",
        );
    }
}

/// Checks that a version is not optional, and that serde writes it by its type. The compiler checks the type.
fn check_version(found: Found<'_>, fields: &Fields<'_>, errors: &mut Errors) -> bool {
    if optional(&found.field.field.ty).is_some() {
        errors.on(
            &found.field.field.ty,
            "a version cannot be an `Option`: version 0 stands for none; remove the `Option`, and add `#[serde(default)]` \
             if there are items without it",
        );
        return false;
    }
    check_codec(found, fields, errors, "a version is stored as a number; remove this", |codec| {
        matches!(codec, Codec::Plain)
    })
}

/// Checks that a timestamp is optional, since dkmio writes it. The compiler checks the type.
fn check_timestamp(found: Found<'_>, mark: &str, fields: &Fields<'_>, errors: &mut Errors) -> bool {
    if optional(&found.field.field.ty).is_none() {
        errors.on(
            &found.field.field.ty,
            format!("a field under `#[{mark}]` is an `Option`, which is `None` until dkmio has written it"),
        );
        return false;
    }
    let message = "a timestamp that dkmio writes is a `Ttl`, or has `with = \"dkmio::key\"`";
    check_codec(found, fields, errors, message, |codec| {
        matches!(codec, Codec::Plain | Codec::With { kind: With::Key, .. })
    })
}

/// Checks that the field is stored in a form that dkmio can write.
fn check_codec(
    found: Found<'_>,
    fields: &Fields<'_>,
    errors: &mut Errors,
    message: &str,
    is_known: impl FnOnce(&Codec) -> bool,
) -> bool {
    let codec = found.attribute.and_then(|at| fields.attributes.get(at)).map(|attribute| &attribute.codec);
    if codec.is_none_or(is_known) {
        return true;
    }
    let serde = &found.field.serde;
    match serde.with.as_ref().or(serde.serialize_with.as_ref()).or(serde.deserialize_with.as_ref()) {
        Some(place) => errors.on(place, message),
        None => errors.on(&found.field.field.ty, message),
    }
    false
}
