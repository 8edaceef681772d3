//! Fields as attributes: their names, their forms, and their values if they are absent.

use std::collections::HashSet;

use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{ExprPath, Ident, LitStr, Type};

use super::names::suggestion;
use super::shape::{is_bytes, optional, unboxed};
use crate::attrs::{self, Input};
use crate::errors::Errors;
use crate::model::{Absent, Attribute, Codec, Form, With};
use crate::serde_attrs::{Container, Default_};

/// The fields of a struct and the attributes they declare.
pub(super) struct Fields<'a> {
    pub(super) written: &'a [attrs::Field],
    pub(super) attributes: Vec<Attribute>,
    /// For each field its position in `attributes`.
    positions: Vec<Option<usize>>,
}

/// One field, found by its name.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) field: &'a attrs::Field,
    /// The position of its attribute; `None` if serde skips or flattens the field.
    pub(super) attribute: Option<usize>,
}

impl<'a> Fields<'a> {
    /// Checks every field; `facade` is the path of dkmio without colons in front.
    pub(super) fn check(input: &'a Input, facade: &str, errors: &mut Errors) -> Self {
        let mut fields = Self { written: &input.fields, attributes: Vec::new(), positions: Vec::new() };
        let taken = names_in_use(input);
        for field in &input.fields {
            let attribute = attribute(field, &input.serde, facade, &taken, errors);
            fields.positions.push(attribute.is_some().then_some(fields.attributes.len()));
            fields.attributes.extend(attribute);
        }
        check_names_differ(&fields.attributes, errors);
        check_constants_differ(&fields.attributes, errors);
        fields
    }

    /// Returns every field with its attribute.
    pub(super) fn all(&self) -> impl Iterator<Item = Found<'a>> {
        self.written.iter().zip(&self.positions).map(|(field, attribute)| Found { field, attribute: *attribute })
    }

    /// Returns the field of this name. Reports a name that no field has.
    pub(super) fn find(&self, name: &Ident, errors: &mut Errors) -> Option<Found<'a>> {
        let found = self.all().find(|found| found.field.ident().is_some_and(|ident| ident.unraw() == name.unraw()));
        if found.is_none() {
            let known: Vec<String> =
                self.written.iter().filter_map(attrs::Field::ident).map(|ident| ident.unraw().to_string()).collect();
            let maybe = suggestion(&name.unraw().to_string(), known.iter().map(String::as_str));
            errors.on(name, format!("no field `{}` in this struct{maybe}", name.unraw()));
        }
        found
    }
}

impl attrs::Field {
    pub(super) fn ident(&self) -> Option<&Ident> {
        self.field.ident.as_ref()
    }
}

fn attribute(
    field: &attrs::Field,
    container: &Container,
    facade: &str,
    taken: &HashSet<String>,
    errors: &mut Errors,
) -> Option<Attribute> {
    let ident = field.ident()?;
    if field.serde.is_skipped() || field.serde.flatten.is_some() {
        return None;
    }
    let ty = field.field.ty.clone();
    let inner = optional(&ty).cloned();
    let codec = codec(field, facade, errors);
    let absent = absent(field, container);
    check_absence_can_be_read(field, inner.is_some(), &codec, &absent, errors);
    let plain = ident.unraw();
    Some(Attribute {
        ident: ident.clone(),
        marker: marker(ident, taken),
        constant: Ident::new(&plain.to_string().to_uppercase(), ident.span()),
        name: stored_name(field, container, errors)?,
        form: form(inner.as_ref().unwrap_or(&ty), &ty, &codec),
        ty,
        inner,
        codec,
        absent,
        is_key_only: !field.key_only.is_empty(),
        bounds: container.bounds.iter().chain(&field.serde.bounds).cloned().collect(),
        field: field.field.clone(),
    })
}

/// Returns the marker. It is named like the field, so that messages speak of the field, unless that would shadow a name
/// that the struct uses.
fn marker(ident: &Ident, taken: &HashSet<String>) -> Ident {
    if taken.contains(&ident.unraw().to_string()) {
        format_ident!("{}_attribute", ident.unraw())
    } else {
        ident.clone()
    }
}

/// Returns all names in types, bounds, default paths, `with` modules and paths of indexes, and the primitive types.
fn names_in_use(input: &Input) -> HashSet<String> {
    let primitives = "bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 dkmio";
    let mut names: HashSet<String> = primitives.split(' ').map(str::to_owned).collect();
    collect_names(input.item.generics.to_token_stream(), &mut names);
    collect_names(input.item.generics.where_clause.to_token_stream(), &mut names);
    for field in &input.fields {
        collect_names(field.field.ty.to_token_stream(), &mut names);
        let serde = &field.serde;
        for text in [&serde.with, &serde.serialize_with, &serde.deserialize_with].into_iter().flatten() {
            collect_names(text.parse().unwrap_or_default(), &mut names);
        }
        if let Some(Default_::Path(path)) = &serde.default {
            collect_names(path.to_token_stream(), &mut names);
        }
        collect_names(serde.bounds.iter().map(ToTokens::to_token_stream).collect(), &mut names);
    }
    collect_names(input.serde.bounds.iter().map(ToTokens::to_token_stream).collect(), &mut names);
    if let Some(Default_::Path(path)) = &input.serde.default {
        collect_names(path.to_token_stream(), &mut names);
    }
    // The paths of indexes, as in `#[index(by_status = app::App::gsi1)]`. `EntityAttrs` reports what cannot be parsed.
    let indexes = input.item.attrs.iter().filter(|attribute| attribute.path().is_ident("index"));
    let of_indexes = indexes.filter_map(|attribute| attrs::arguments(attribute).ok()).flatten();
    for argument in input.dynamo.iter().cloned().chain(of_indexes) {
        if let Some(attrs::Value::Type(ty)) = &argument.value {
            collect_names(ty.to_token_stream(), &mut names);
        }
    }
    names
}

fn collect_names(tokens: proc_macro2::TokenStream, names: &mut HashSet<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => {
                names.insert(ident.unraw().to_string());
            }
            proc_macro2::TokenTree::Group(group) => collect_names(group.stream(), names),
            _ => {}
        }
    }
}

/// Returns the name serde writes and reads.
pub(super) fn stored_name(field: &attrs::Field, container: &Container, errors: &mut Errors) -> Option<String> {
    let ident = field.ident()?;
    // serde stores a raw name without its `r#`.
    let plain = ident.unraw().to_string();
    let rename = &field.serde.rename;
    let by_rule = container.rename_all.serialize.map_or_else(|| plain.clone(), |rule| rule.field(&plain));
    let written = rename.serialize.as_ref().map_or_else(|| by_rule.clone(), LitStr::value);
    let read = rename.deserialize.as_ref().map_or_else(|| by_rule.clone(), LitStr::value);
    let Some(literal) = rename.serialize.as_ref().or(rename.deserialize.as_ref()) else { return Some(written) };
    if written != read {
        errors.on(literal, format!("`{plain}` is written as `{written}` and read as `{read}`; use one name for both"));
    } else if written.is_empty() {
        errors.on(literal, "the name of an attribute cannot be empty");
    }
    Some(written)
}

/// Checks that no two fields are stored under one name.
fn check_names_differ(attributes: &[Attribute], errors: &mut Errors) {
    for (at, attribute) in attributes.iter().enumerate() {
        if let Some(before) = attributes.iter().take(at).find(|before| before.name == attribute.name) {
            errors.on(
                &attribute.ident,
                format!(
                    "`{}` and `{}` are both stored as `{}`; rename one",
                    before.ident, attribute.ident, attribute.name
                ),
            );
        }
    }
}

/// Checks that no two fields give one constant.
fn check_constants_differ(attributes: &[Attribute], errors: &mut Errors) {
    for (at, attribute) in attributes.iter().enumerate() {
        // Two fields of one stored name are reported by `check_names_differ`.
        let same = |before: &&Attribute| before.constant == attribute.constant && before.name != attribute.name;
        if let Some(before) = attributes.iter().take(at).find(same) {
            let (one, other, constant) = (&before.ident, &attribute.ident, &attribute.constant);
            errors.on(other, format!("`{one}` and `{other}` both give the constant `{constant}`; rename one"));
        }
    }
}

fn absent(field: &attrs::Field, container: &Container) -> Absent {
    match (&field.serde.default, &container.default) {
        (Some(Default_::Path(path)), _) => Absent::Call(path.clone()),
        (Some(Default_::Trait), _) => Absent::Default,
        (None, Some(Default_::Path(path))) => Absent::ContainerCall(path.clone()),
        (None, Some(Default_::Trait)) => Absent::Container,
        // serde fills a field that it does not read by `Default`.
        (None, None) if field.serde.skip_deserializing.is_some() => Absent::Default,
        (None, None) => Absent::ByType,
    }
}

/// Returns the way in which the field is written and read: by its type, by `with` or by functions.
fn codec(field: &attrs::Field, facade: &str, errors: &mut Errors) -> Codec {
    let serde = &field.serde;
    if serde.skip_deserializing.is_some() {
        return Codec::NotRead;
    }
    let (serialize, deserialize, kind) = match (&serde.with, &serde.serialize_with, &serde.deserialize_with) {
        (None, None, None) => return Codec::Plain,
        (Some(module), _, _) => {
            (Some(function_in(module, "serialize")), function_in(module, "deserialize"), whose(&module.value(), facade))
        }
        (None, Some(serialize), Some(deserialize)) => (Some(serialize.parse()), deserialize.parse(), With::Foreign),
        (None, None, Some(deserialize)) => (None, deserialize.parse(), With::ReadOnly),
        (None, Some(serialize), None) => {
            // dkmio reads a selected value with the functions of the field, and here only the one for writing is known.
            errors.on(
                serialize,
                "with `serialize_with` alone the attribute cannot be read as it is written; add \
                 `deserialize_with = \"..\"`",
            );
            return Codec::Plain;
        }
    };
    match (serialize.transpose(), deserialize) {
        (Ok(serialize), Ok(deserialize)) => {
            Codec::With { serialize: serialize.map(Box::new), deserialize: Box::new(deserialize), kind }
        }
        // serde reports a path that cannot be parsed.
        _ => Codec::Plain,
    }
}

fn function_in(module: &LitStr, function: &str) -> syn::Result<ExprPath> {
    let mut path: ExprPath = module.parse()?;
    path.path.segments.push(Ident::new(function, module.span()).into());
    Ok(path)
}

/// Returns the owner of a module. `facade` is the path of dkmio without colons in front.
fn whose(module: &str, facade: &str) -> With {
    let module: String = module.chars().filter(|letter| !letter.is_whitespace()).collect();
    let module = module.trim_start_matches("::");
    if module == "serde_bytes" {
        return With::Binary;
    }
    let own = [facade, "dkmio"].iter().find_map(|name| module.strip_prefix(name)?.strip_prefix("::"));
    match own {
        Some("key") => With::Key,
        Some("set") => With::Set,
        Some("binary") => With::Binary,
        Some("number") => With::Number,
        _ => With::Foreign,
    }
}

fn form(value: &Type, whole: &Type, codec: &Codec) -> Form {
    let value_type = unboxed(value);
    match codec {
        Codec::Plain | Codec::NotRead | Codec::With { kind: With::ReadOnly, .. } => {
            if is_bytes(value_type) {
                Form::Blob(value_type.clone())
            } else {
                Form::Plain(value_type.clone())
            }
        }
        Codec::With { kind: With::Set, .. } => Form::Set(value.clone()),
        Codec::With { kind: With::Binary, .. } => Form::Blob(value.clone()),
        Codec::With { kind: With::Key, .. } => Form::Key(value.clone()),
        Codec::With { kind: With::Number, .. } => Form::Number(value.clone()),
        Codec::With { kind: With::Foreign, .. } => Form::Custom(whole.clone()),
    }
}

/// Checks that a field under `with` has a default: serde does not read an absent attribute as `None` or as an empty set
/// by itself.
fn check_absence_can_be_read(
    field: &attrs::Field,
    optional: bool,
    codec: &Codec,
    absent: &Absent,
    errors: &mut Errors,
) {
    let (Codec::With { kind, .. }, Absent::ByType) = (codec, absent) else { return };
    let Some(place) = field.serde.with.as_ref().or(field.serde.deserialize_with.as_ref()) else { return };
    if *kind == With::Set {
        errors.on(place, "an empty set is stored as an absent attribute and could not be read back; add `default` to this `#[serde(..)]`");
    } else if optional {
        errors.on(
            place,
            "with this, serde does not read an absent attribute as `None`; add `default` to this `#[serde(..)]`",
        );
    }
}
