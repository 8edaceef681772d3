//! The rules of `#[derive(DynamoEntity)]`.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt;
use syn::{GenericParam, Ident, LitStr, Type};

use super::arguments::Arguments;
use super::entity_index::{EntityContext, check_used_once, indexes};
use super::entity_vector::entity_vectors;
use super::fields::Fields;
use super::indexes::check_distinct_types;
use super::key_only::{Uses, check_key_only};
use super::keys::{check_key_position, marked_ttl};
use super::managed::{check_not_in_key, managed};
use super::marks::check_places;
use super::shape::{check_named_struct, check_not_reshaped, check_rename_all, optional};
use super::table::{copied_to_projections, flattened, mentions};
use super::template::template;
use super::unique::{UniqueContext, uniques};
use super::{begin, check_no_field_arguments, facade_name, owner};
use crate::attrs::{Input, Value};
use crate::entity_attrs::EntityAttrs;
use crate::entity_model::{Entity, Template};
use crate::errors::Errors;
use crate::model::Table;

/// Checks an entity; an error holds all mistakes.
pub(crate) fn entity(input: &Input) -> syn::Result<Table> {
    let mut errors = begin(input);
    let checked = checked(input, &mut errors);
    errors.finish()?;
    checked.ok_or_else(|| syn::Error::new_spanned(&input.item.ident, "the entity could not be derived"))
}

fn checked(input: &Input, errors: &mut Errors) -> Option<Table> {
    if !check_named_struct("DynamoEntity", input, errors) {
        return None;
    }
    let arguments = Arguments::check(&input.dynamo, &["table", "entity", "crate"], errors);
    let facade = arguments.facade(errors).unwrap_or_default();
    let shared = shared(input, &arguments, errors);
    let name = entity_name(input, &arguments, errors);
    check_places(input, errors);
    check_no_field_arguments(input, errors);
    check_no_marks(input, errors);
    check_not_reshaped(input, errors);
    check_rename_all(input, errors);
    let fields = Fields::check(input, &facade_name(&facade), errors);
    let attrs = EntityAttrs::read(&input.item, errors);
    let (partition, sort) = primary_templates(input, &attrs, &fields, errors);
    let mut checked = HashSet::new();
    for template in [&partition, &sort].into_iter().flatten() {
        check_parts(template, &fields, &mut checked, errors);
    }
    let context = EntityContext { fields: &fields };
    let (of_vectors, of_keys): (Vec<_>, Vec<_>) = attrs.indexes.iter().partition(|index| index.is_vector());
    let checked_indexes = indexes(&of_keys, &context, &mut checked, errors);
    let checked_vectors = entity_vectors(&of_vectors, &context, &mut checked, errors);
    check_no_parameters(input, &checked, &fields, errors);
    let ttl = marked_ttl(&fields, errors);
    let managed = managed(&fields, errors);
    let entity_name = name.as_ref().map(LitStr::value).unwrap_or_default();
    let context =
        UniqueContext { fields: &fields, name: &entity_name, has_sort: !attrs.sk.is_empty(), managed: &managed };
    let uniques = uniques(input, &context, errors);
    check_constants(&attrs.constants, errors);
    let ((indexes, used), (vectors, used_vectors)) = checked_indexes.zip(checked_vectors)?;
    let accessors: Vec<_> =
        indexes.iter().map(|index| &index.accessor).chain(vectors.iter().map(|index| &index.accessor)).collect();
    check_distinct_types(&accessors, &input.item.ident, errors);
    check_used_once(used.iter().map(|index| &index.path).chain(used_vectors.iter().map(|index| &index.path)), errors);
    let entity = Entity {
        shared: shared?,
        name: name?,
        constants: attrs.constants,
        partition: partition?,
        sort,
        indexes: used,
        vectors: used_vectors,
        // With `deny_unknown_fields` serde would refuse the derived attributes, so they are hidden then, too.
        is_open: input.fields.iter().any(|field| field.serde.flatten.is_some()) || is_closed(input),
    };
    check_key_only(&Uses { entity: &entity, vectors: &vectors, ttl }, &fields, errors);
    check_not_in_key(&managed, &entity.key_parts(), &fields, errors);
    let Some(first) = entity.key_parts().first().copied() else {
        errors.on(
            &input.item.ident,
            "a primary key needs a part; write a field in braces, as in `#[pk = \"USER#{id}\"]`",
        );
        return None;
    };
    Some(Table {
        owner: owner(input, facade),
        // The runtime takes the name from the shared table.
        name: LitStr::new("", input.item.ident.span()),
        partition: first,
        sort: None,
        ttl,
        managed,
        uniques,
        indexes,
        vectors,
        flattened: flattened(&input.fields),
        container: copied_to_projections(input),
        mentions: mentions(input, attrs.indexes.iter().flat_map(|index| &index.arguments)),
        attributes: fields.attributes,
        entity: Some(entity),
    })
}

/// Returns the name of the entity: that of the struct, unless another one is given.
fn entity_name(input: &Input, arguments: &Arguments<'_>, errors: &mut Errors) -> Option<LitStr> {
    let name = match arguments.name_of("entity") {
        Some(_) => arguments.text("entity", errors).cloned(),
        None => Some(LitStr::new(&input.item.ident.unraw().to_string(), input.item.ident.span())),
    };
    if let Some(reserved) = name.as_ref().filter(|name| name.value() == "_unique") {
        errors.on(reserved, "`_unique` is the entity name of sentinel items; use another name");
    }
    name
}

/// Returns the templates of the partition key and of the sort key.
fn primary_templates(
    input: &Input,
    attrs: &EntityAttrs,
    fields: &Fields<'_>,
    errors: &mut Errors,
) -> (Option<Template>, Option<Template>) {
    let partition = one_template(&attrs.pk, "#[pk = ..]", fields, errors);
    let sort = one_template(&attrs.sk, "#[sk = ..]", fields, errors);
    // The key may be in an attribute that cannot be parsed, or on a field, which is reported already.
    let is_on_field = input.fields.iter().any(|field| !field.pk.is_empty());
    if attrs.pk.is_empty() && !is_on_field && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing partition key; add `#[pk = \"..\"]` with a template of fields");
    }
    (partition, sort)
}

/// Returns whether the struct refuses attributes that it does not declare.
fn is_closed(input: &Input) -> bool {
    crate::serde_attrs::metas(&input.item.attrs).any(|meta| meta.path().is_ident("deny_unknown_fields"))
}

/// Returns the type of the table.
fn shared(input: &Input, arguments: &Arguments<'_>, errors: &mut Errors) -> Option<Type> {
    if arguments.lacks("table") && input.unreadable.is_none() {
        errors.on(&input.item.ident, "missing table; add `#[dynamo(table = App)]` with the type of the shared table");
    }
    // `ty` below reports a missing value, so it is not reported here.
    let mut quiet = Errors::default();
    let value = arguments.get("table", &mut quiet);
    drop(quiet.finish());
    if let Some(Value::Text(text)) = value {
        errors.on(
            text,
            "an entity names the type of its table, as in `table = App`; for a struct with a table of its own, derive `DynamoTable`",
        );
        return None;
    }
    arguments.ty("table", errors)
}

/// Refuses the marks of a struct with a table of its own.
fn check_no_marks(input: &Input, errors: &mut Errors) {
    for index in &input.indexes {
        errors.on(
            &index.path,
            format!(
                "`{}` belongs to the shared table; here write `#[index(by_status = App::gsi1, pk = \"..\", sk = \"..\")]`",
                index.path
            ),
        );
    }
    for index in &input.vectors {
        errors.on(
            &index.path,
            "`vector` belongs to the shared table; here write `#[index(by_meaning = App::meaning, on = embedding)]`",
        );
    }
    for mark in input.fields.iter().flat_map(|field| field.pk.iter().chain(&field.sk)) {
        errors.on(mark, "the key of an entity is a template on the struct, as in `#[pk = \"TENANT#{tenant}\"]`");
    }
}

/// Checks the names of constant attributes. A constant of the expansion compares them with those of the table.
fn check_constants(constants: &[(LitStr, LitStr)], errors: &mut Errors) {
    for (at, (name, _)) in constants.iter().enumerate() {
        if name.value().is_empty() {
            errors.on(name, "the name of an attribute cannot be empty");
        } else if constants.iter().take(at).any(|(before, _)| before.value() == name.value()) {
            errors.on(name, format!("duplicate constant `{}`; remove one", name.value()));
        }
    }
}

fn one_template(written: &[LitStr], place: &str, fields: &Fields<'_>, errors: &mut Errors) -> Option<Template> {
    if let Some(second) = written.get(1) {
        errors.on(second, format!("duplicate `{place}`; remove one"));
    }
    template(written.first()?, place, fields, errors)
}

/// Parts of the primary key are in every item, and any part is stored in its key form.
fn check_parts(template: &Template, fields: &Fields<'_>, checked: &mut HashSet<usize>, errors: &mut Errors) {
    for (at, _, _) in template.parts() {
        let Some(attribute) = fields.attributes.get(at).filter(|_| checked.insert(at)) else { continue };
        if optional(&attribute.ty).is_some() {
            errors.on(
                &attribute.ty,
                "a part of the primary key cannot be an `Option`, since every item has a key; remove the `Option`",
            );
        }
        check_key_position(at, fields, errors);
    }
}

/// Refuses fields in keys whose types depend on a parameter of the struct. `positions` are those of the fields.
fn check_no_parameters(input: &Input, positions: &HashSet<usize>, fields: &Fields<'_>, errors: &mut Errors) {
    let is_parameter = |ident: &Ident| {
        input.item.generics.params.iter().any(|parameter| match parameter {
            GenericParam::Type(parameter) => parameter.ident == *ident,
            GenericParam::Const(parameter) => parameter.ident == *ident,
            // How a key is stored does not depend on lifetimes.
            GenericParam::Lifetime(_) => false,
        })
    };
    for (at, attribute) in fields.attributes.iter().enumerate() {
        if positions.contains(&at) && has_name(attribute.ty.to_token_stream(), &is_parameter) {
            errors.on(
                &attribute.ty,
                "a key of an entity cannot depend on a parameter of the struct, because its templates are constants; name a type",
            );
        }
    }
}

fn has_name(tokens: TokenStream, is_searched: &impl Fn(&Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => is_searched(&ident),
        TokenTree::Group(group) => has_name(group.stream(), is_searched),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
