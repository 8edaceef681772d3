//! The items that a derive accepts, and the types of their fields.

use syn::{Data, Fields, GenericArgument, Path, PathArguments, Type};

use crate::attrs::Input;
use crate::errors::Errors;

/// Checks that the item is a struct with named fields.
pub(super) fn check_named_struct(derive: &str, input: &Input, errors: &mut Errors) -> bool {
    let name = &input.item.ident;
    let what = match &input.item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) => return true,
            Fields::Unnamed(_) => "a struct of unnamed fields",
            Fields::Unit => "a struct without fields",
        },
        Data::Enum(_) => "an enum",
        Data::Union(_) => "a union",
    };
    let or_shared = match &input.item.data {
        Data::Struct(data) if derive == "DynamoTable" && matches!(data.fields, Fields::Unit) => {
            ", or `#[dynamo(table = \"..\", pk = \"..\")]` for a table that several structs share"
        }
        _ => "",
    };
    errors.on(name, format!("`{name}` is {what}; `{derive}` needs a struct with named fields{or_shared}"));
    false
}

/// Checks that serde stores the struct as a map of its fields.
pub(super) fn check_not_reshaped(input: &Input, errors: &mut Errors) {
    check_reshaping(input.serde.reshaping.iter(), "the stored attributes are not the fields", errors);
}

/// Reports serde's attributes that change the stored form. They come in groups, such as `from` and `into`, and are one mistake.
pub(super) fn check_reshaping<'a>(paths: impl Iterator<Item = &'a Path>, consequence: &str, errors: &mut Errors) {
    let paths: Vec<&Path> = paths.collect();
    let names = paths.iter().filter_map(|path| path.get_ident()).map(ToString::to_string).collect::<Vec<_>>();
    if let Some(first) = paths.first() {
        let names = names.join(", ");
        errors
            .on(first, format!("under `#[serde({names})]` {consequence}; remove `{}`", names.replace(", ", "` and `")));
    }
}

/// Checks that serde writes and reads under the same names.
pub(super) fn check_rename_all(input: &Input, errors: &mut Errors) {
    let rule = &input.serde.rename_all;
    if let Some(span) = input.serde.rename_all_span.filter(|_| rule.serialize != rule.deserialize) {
        errors.at(span, "fields are written and read under different names; use one rule for both");
    }
}

/// Returns a type without the invisible groups macros put around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        ty => ty,
    }
}

/// Returns the type inside an `Option`, as far as tokens tell.
pub(crate) fn optional(ty: &Type) -> Option<&Type> {
    wrapped(ty, "Option")
}

/// Returns the type of the elements of a `Vec`, as far as tokens tell.
pub(super) fn listed_in(ty: &Type) -> Option<&Type> {
    wrapped(ty, "Vec")
}

/// Returns the type as paths name it: without `Box`, which serde does not see.
pub(super) fn unboxed(ty: &Type) -> &Type {
    match wrapped(ty, "Box").map(ungrouped) {
        // `Box<[T]>` and `Box<str>` have no sized content, so the runtime knows them as they are.
        Some(Type::Slice(_)) | None => ty,
        Some(inner) if last_segment(inner).is_some_and(|last| last == "str") => ty,
        Some(inner) => unboxed(inner),
    }
}

/// Returns whether serde and dkmio store the type as binary.
pub(super) fn is_bytes(ty: &Type) -> bool {
    let is_u8 = |ty: &Type| matches!(ungrouped(ty), Type::Path(path) if path.path.is_ident("u8"));
    let is_slice = |ty: &Type| matches!(ungrouped(ty), Type::Slice(slice) if is_u8(&slice.elem));
    match ungrouped(ty) {
        Type::Array(array) => is_u8(&array.elem),
        ty => {
            wrapped(ty, "Vec").is_some_and(is_u8)
                || ["Box", "Cow"].iter().any(|name| wrapped(ty, name).is_some_and(is_slice))
                || last_segment(ty).is_some_and(|last| last == "Bytes")
        }
    }
}

/// Returns the last type argument of a path whose last segment has this name.
fn wrapped<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ungrouped(ty) else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn last_segment(ty: &Type) -> Option<&syn::Ident> {
    match ungrouped(ty) {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        _ => None,
    }
}
