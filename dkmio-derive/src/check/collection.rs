//! The rules of `#[derive(DynamoCollection)]`.

use syn::punctuated::Punctuated;
use syn::{Attribute, Data, Fields, Ident, Path, Type, TypePath};

use super::arguments::Arguments;
use super::names::index_name;
use super::shape::{listed_in, optional, ungrouped};
use super::{begin, owner};
use crate::attrs::{Input, Name, Value};
use crate::collection_model::{Collection, Ignored, Member};
use crate::errors::Errors;

/// Checks a collection; an error holds all mistakes.
pub(crate) fn collection(input: &Input) -> syn::Result<Collection> {
    let mut errors = begin(input);
    let checked = checked(input, &mut errors);
    errors.finish()?;
    checked.ok_or_else(|| syn::Error::new_spanned(&input.item.ident, "the collection could not be derived"))
}

fn checked(input: &Input, errors: &mut Errors) -> Option<Collection> {
    let arguments = Arguments::check(&input.dynamo, &["partition", "ignore", "crate"], errors);
    let facade = arguments.facade(errors).unwrap_or_default();
    if !input.item.generics.params.is_empty() {
        errors.on(&input.item.generics, "a collection has no parameters");
    }
    // The argument may be in an attribute that cannot be parsed, which is reported already.
    if arguments.lacks("partition") && input.unreadable.is_none() {
        errors.on(
            &input.item.ident,
            "missing partition; add `#[dynamo(partition = Tenant)]` with an entity, or with an index of one, as in `Order::by_status`",
        );
    }
    let partition = arguments.name_of("partition").and_then(|_| arguments.ty("partition", errors));
    let ignored = match arguments.name_of("ignore") {
        Some(_) => ignored(arguments.get("ignore", errors)?, errors),
        None => Vec::new(),
    };
    let parts = match &input.item.data {
        Data::Enum(data) => variants(data, errors),
        Data::Struct(data) => fields(&data.fields, &input.item.ident, errors),
        Data::Union(_) => {
            errors.on(&input.item.ident, "a collection is an enum or a struct of named fields");
            return None;
        }
    };
    let (members, other) = parts?;
    // A part that cannot hold an entity is reported already.
    let has_others_alone = match &input.item.data {
        Data::Enum(data) => data.variants.iter().all(|variant| is_other(&variant.attrs)),
        Data::Struct(data) => data.fields.iter().all(|field| is_other(&field.attrs)),
        Data::Union(_) => false,
    };
    if members.is_empty() && has_others_alone {
        errors.on(&input.item.ident, "a collection needs at least one entity");
    }
    let (entity, source) = source(&partition?)?;
    Some(Collection {
        owner: owner(input, facade),
        entity,
        source,
        members,
        other,
        ignored,
        is_struct: matches!(input.item.data, Data::Struct(_)),
    })
}

/// Returns the entity, and the source of reads: the entity itself, or the type of its index.
fn source(partition: &Type) -> Option<(Type, Type)> {
    let Type::Path(TypePath { qself: None, path }) = ungrouped(partition) else {
        return Some((partition.clone(), partition.clone()));
    };
    let last = path.segments.last()?;
    // A macro sees names only, so one that starts with a lower-case letter is taken for an accessor.
    let is_accessor = last.ident.to_string().starts_with(|letter: char| letter.is_lowercase() || letter == '_');
    if !is_accessor || path.segments.len() < 2 {
        return Some((partition.clone(), partition.clone()));
    }
    let segments: Vec<_> = path.segments.iter().take(path.segments.len() - 1).cloned().collect();
    let entity = segments.last()?.ident.clone();
    let path_of = |segments: Vec<_>| {
        let segments: Punctuated<_, _> = segments.into_iter().collect();
        Type::Path(TypePath { qself: None, path: Path { leading_colon: path.leading_colon, segments } })
    };
    let mut index = segments.clone();
    let name = Ident::new(&index_name(&entity, &last.ident), last.ident.span());
    *index.last_mut()? = name.into();
    Some((path_of(segments), path_of(index)))
}

fn is_other(attributes: &[Attribute]) -> bool {
    others(attributes).next().is_some()
}

fn others(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("other"))
}

type Members = (Vec<Member>, Option<Ident>);

fn variants(data: &syn::DataEnum, errors: &mut Errors) -> Option<Members> {
    let (mut members, mut other) = (Vec::new(), None);
    for variant in &data.variants {
        let field = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
            _ => None,
        };
        let Some(field) = field else {
            errors.on(&variant.ident, "a variant of a collection holds one entity, as in `Order(Order)`");
            continue;
        };
        if is_other(&variant.attrs) {
            set_other(&mut other, &variant.ident, &variant.attrs, errors);
        } else {
            members.push(Member { ident: variant.ident.clone(), entity: field.ty.clone(), is_single: false });
        }
    }
    Some((members, other))
}

fn fields(fields: &Fields, owner: &Ident, errors: &mut Errors) -> Option<Members> {
    let Fields::Named(fields) = fields else {
        errors.on(owner, "a collection is an enum or a struct of named fields");
        return None;
    };
    let (mut members, mut other) = (Vec::new(), None);
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        if is_other(&field.attrs) {
            set_other(&mut other, ident, &field.attrs, errors);
            continue;
        }
        match (optional(&field.ty), listed_in(&field.ty)) {
            (Some(entity), _) => members.push(Member { ident: ident.clone(), entity: entity.clone(), is_single: true }),
            (None, Some(entity)) => {
                members.push(Member { ident: ident.clone(), entity: entity.clone(), is_single: false })
            }
            (None, None) => {
                errors.on(&field.ty, "a field of a collection is an `Option` or a `Vec` of an entity");
            }
        }
    }
    Some((members, other))
}

fn set_other(other: &mut Option<Ident>, ident: &Ident, attributes: &[Attribute], errors: &mut Errors) {
    for attribute in others(attributes).filter(|attribute| attribute.meta.require_path_only().is_err()) {
        errors.on(attribute, "`#[other]` takes no arguments; it takes the items of all entities that are not listed");
    }
    if let Some(second) = others(attributes).nth(1) {
        errors.on(second, "duplicate `#[other]`; remove one");
    }
    if other.is_some() {
        errors.on(ident, "duplicate `#[other]`; one place takes all items of entities that are not listed");
    }
    *other = Some(ident.clone());
}

fn ignored(value: &Value, errors: &mut Errors) -> Vec<Ignored> {
    let Value::List(names, _) = value else {
        errors.at(value.span(), "`ignore` takes a list of entities, as in `ignore = [Star]`");
        return Vec::new();
    };
    let ignored = names.iter().map(|name| match name {
        Name::Field(ident) => Ignored::Type(ident.clone()),
        Name::Text(text) | Name::Number(text) => Ignored::Name(text.clone()),
    });
    ignored.collect()
}
