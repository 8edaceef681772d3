//! The rules of `#[derive(DynamoKey)]`.

use syn::ext::IdentExt;
use syn::{Data, Fields, LitStr, Member};

use super::arguments::Arguments;
use super::shape::check_reshaping;
use super::{begin, check_no_table_marks, owner};
use crate::attrs::Input;
use crate::errors::Errors;
use crate::model::{Key, KeyShape, Variant};
use crate::serde_attrs;

const DERIVE: &str = "DynamoKey";

/// Checks a key type; an error holds all mistakes.
pub(crate) fn dynamo_key(input: &Input) -> syn::Result<Key> {
    let mut errors = begin(input);
    check_no_table_marks(DERIVE, input, &mut errors);
    let facade = Arguments::check(&input.dynamo, &["crate"], &mut errors).facade(&mut errors).unwrap_or_default();
    check_form_is_kept(input, &mut errors);
    let shape = shape(input, &mut errors);
    errors.finish()?;
    match shape {
        Some(shape) => Ok(Key { owner: owner(input, facade), shape }),
        None => Err(syn::Error::new_spanned(&input.item.ident, "the key could not be derived")),
    }
}

/// Checks that the key is stored as its field or as the names of its variants.
fn check_form_is_kept(input: &Input, errors: &mut Errors) {
    // A `transparent` newtype is stored as its field, as a key has to be.
    let reshaping = input.serde.reshaping.iter().filter(|path| !path.is_ident("transparent"));
    check_reshaping(reshaping, "the value is stored in another form than a key has", errors);
}

fn shape(input: &Input, errors: &mut Errors) -> Option<KeyShape> {
    match &input.item.data {
        Data::Enum(data) => variants(input, data, errors),
        Data::Struct(data) => newtype(input, &data.fields, errors),
        Data::Union(_) => {
            errors.on(
                &input.item.ident,
                "a union cannot be a key; derive `DynamoKey` on a newtype or on an enum of unit variants",
            );
            None
        }
    }
}

/// Checks a struct of one field, which is stored as that field.
fn newtype(input: &Input, fields: &Fields, errors: &mut Errors) -> Option<KeyShape> {
    let count = fields.len();
    let Some(field) = fields.iter().next().filter(|_| count == 1) else {
        errors.on(
            &input.item.ident,
            format!(
                "a key is one value, and this struct has {count} fields; derive `DynamoKey` on a newtype around one key"
            ),
        );
        return None;
    };
    if field.ident.is_some() && input.serde.transparent.is_none() {
        errors.on(
            &input.item.ident,
            "serde stores a struct with a named field as a map; add `#[serde(transparent)]`, or leave the field unnamed",
        );
    }
    for read in &input.fields {
        check_field_keeps_form(read, errors);
    }
    let member = field.ident.clone().map_or_else(|| Member::from(0), Member::Named);
    Some(KeyShape::Newtype { member, ty: Box::new(field.ty.clone()) })
}

fn check_field_keeps_form(read: &crate::attrs::Field, errors: &mut Errors) {
    let serde = &read.serde;
    for place in [&serde.with, &serde.serialize_with, &serde.deserialize_with].into_iter().flatten() {
        errors.on(
            place,
            "this stores the value in another form than a key has; remove it, or implement `DynamoKey` by hand",
        );
    }
    if let Some((skip, span)) = serde.any_skip() {
        errors.at(span, format!("the one value of a key must be stored and read; remove `{skip}`"));
    }
}

/// Checks an enum of unit variants, which are stored as their names.
fn variants(input: &Input, data: &syn::DataEnum, errors: &mut Errors) -> Option<KeyShape> {
    if data.variants.is_empty() {
        errors.on(&input.item.ident, "an enum without variants has no value to be a key");
        return None;
    }
    let rule = &input.serde.rename_all;
    if let Some(span) = input.serde.rename_all_span.filter(|_| rule.serialize != rule.deserialize) {
        errors.at(span, "variants are written and read under different names; use one rule for both");
    }
    let mut known: Vec<Variant> = Vec::new();
    for written in &data.variants {
        let variant = variant(input, written, errors);
        check_text_is_new(&variant, &known, errors);
        known.push(variant);
    }
    Some(KeyShape::Names(known))
}

fn variant(input: &Input, written: &syn::Variant, errors: &mut Errors) -> Variant {
    if !matches!(written.fields, Fields::Unit) {
        errors.on(
            written,
            format!(
                "variant `{}` has data, and a key enum has unit variants only; store the data in another attribute",
                written.ident
            ),
        );
    }
    let serde = serde_attrs::Field::read(&written.attrs);
    if let Some(span) = serde.other {
        errors.at(
            span,
            "under `other` every text is read as this variant, and the key could not be written back; remove `other`",
        );
    }
    if let Some((skip, span)) = serde.any_skip() {
        errors.at(span, format!("variant `{}` of a key must be stored and read; remove `{skip}`", written.ident));
    }
    for place in [&serde.with, &serde.serialize_with, &serde.deserialize_with].into_iter().flatten() {
        errors.on(place, "this stores the variant in another form than its name; remove it");
    }
    if let Some(span) = serde.untagged {
        errors.at(span, "an untagged variant is not stored as its name; remove `untagged`");
    }
    // serde stores a raw name without its `r#`.
    let plain = written.ident.unraw().to_string();
    let by_rule = input.serde.rename_all.serialize.map_or_else(|| plain.clone(), |rule| rule.variant(&plain));
    let name = serde.rename.serialize.as_ref().map_or_else(|| by_rule.clone(), LitStr::value);
    let read = serde.rename.deserialize.as_ref().map_or(by_rule, LitStr::value);
    if let Some(literal) = serde.rename.serialize.as_ref().or(serde.rename.deserialize.as_ref()) {
        if name != read {
            errors.on(literal, format!("`{plain}` is written as `{name}` and read as `{read}`; use one name for both"));
        } else if name.is_empty() {
            errors.on(literal, "an empty text cannot be a key");
        }
    }
    Variant { ident: written.ident.clone(), name, aliases: serde.aliases.iter().map(LitStr::value).collect() }
}

/// Checks that no text stands for two variants.
fn check_text_is_new(variant: &Variant, known: &[Variant], errors: &mut Errors) {
    for text in std::iter::once(&variant.name).chain(&variant.aliases) {
        if let Some(before) = known.iter().find(|before| before.name == *text || before.aliases.contains(text)) {
            errors.on(
                &variant.ident,
                format!("`{}` and `{}` are both stored as `{text}`; rename one", before.ident, variant.ident),
            );
        }
    }
}
