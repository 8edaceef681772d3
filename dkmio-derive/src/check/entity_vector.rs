//! `#[index(by_meaning = App::meaning, on = embedding, ..)]`: a vector index of the table that an entity uses.

use std::collections::HashSet;

use quote::ToTokens as _;
use syn::{Ident, LitStr};

use super::arguments::Arguments;
use super::entity_index::{EntityContext, accessor};
use super::keys::{check_key_position, report_not_stored};
use super::names::check_accessor;
use super::projections::projection;
use super::template::template;
use super::vectors::{check_no_name_twice, check_stored_as_list, filters};
use crate::attrs::Value;
use crate::entity_attrs::IndexAttr;
use crate::entity_model::{EntityVectorIndex, Form, Template};
use crate::errors::Errors;
use crate::model::VectorIndex;

/// The partition attribute as an entity has it.
enum Partition<'a> {
    Field(&'a Ident),
    Template(Template),
}

/// Checks all vector indexes of an entity. Returns them in the form that the expansion of any table takes, and the entity's
/// use of them.
pub(super) fn entity_vectors(
    written: &[&IndexAttr],
    context: &EntityContext<'_>,
    checked: &mut HashSet<usize>,
    errors: &mut Errors,
) -> Option<(Vec<VectorIndex>, Vec<EntityVectorIndex>)> {
    let all: Vec<_> = written.iter().map(|index| vector(index, context, checked, errors)).collect();
    Some(all.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip())
}

fn vector(
    written: &IndexAttr,
    context: &EntityContext<'_>,
    checked: &mut HashSet<usize>,
    errors: &mut Errors,
) -> Option<(VectorIndex, EntityVectorIndex)> {
    let Some((accessor, path)) = accessor(written) else {
        errors.at(
            written.path,
            "write the accessor and the vector index of the table first, as in `#[index(by_meaning = App::meaning, ..)]`",
        );
        return None;
    };
    check_accessor(accessor, errors);
    let rest = written.arguments.get(1..).unwrap_or_default();
    let arguments = Arguments::check(rest, &["on", "pk", "filter", "projection"], errors);
    let attribute = attribute(&arguments, context, errors);
    let partition = match arguments.name_of("pk") {
        Some(_) => Some(partition(arguments.get("pk", errors)?, context, errors)?),
        None => None,
    };
    let filters = match arguments.name_of("filter") {
        Some(_) => filters(arguments.get("filter", errors)?, errors)?,
        None => Vec::new(),
    };
    let (field, template) = match partition {
        Some(Partition::Field(field)) => (Some(field), None),
        Some(Partition::Template(template)) => (None, Some(template)),
        None => (None, None),
    };
    check_no_name_twice(arguments.ident_quietly("on"), field, &filters, errors);
    let position = |name: &&Ident, errors: &mut Errors| context.fields.find(name, errors)?.attribute;
    let field: Option<Vec<usize>> = field.iter().map(|name| position(name, errors)).collect();
    let filters: Vec<_> = filters.iter().map(|name| position(name, errors)).collect();
    let (field, filters) = (field?, filters.into_iter().collect::<Option<Vec<usize>>>()?);
    let parts = template.iter().flat_map(Template::parts).map(|(at, _, _)| at);
    for at in parts.chain(field.iter().chain(&filters).copied()) {
        if checked.insert(at) {
            check_key_position(at, context.fields, errors);
        }
    }
    // Parts that cannot be read back from the partition attribute are not in the entries of the index.
    let partition = [field, template.iter().flat_map(Template::lossless).collect()].concat();
    let keys = [partition.as_slice(), &filters].concat();
    let projection = projection(arguments.get("projection", errors), &keys, context.fields, errors);
    let name = path.to_token_stream().to_string().replace(' ', "");
    let index = VectorIndex {
        accessor: accessor.clone(),
        name: LitStr::new(&name, accessor.span()),
        attribute: attribute?,
        dimensions: None,
        distance: None,
        partition,
        filters,
        projection: projection?,
    };
    Some((index, EntityVectorIndex { path, partition: template }))
}

/// Returns the field with the vectors.
fn attribute(arguments: &Arguments<'_>, context: &EntityContext<'_>, errors: &mut Errors) -> Option<usize> {
    let found = context.fields.find(arguments.ident("on", "embedding", errors)?, errors)?;
    if report_not_stored(found, "the attribute of a vector index", errors) {
        return None;
    }
    check_stored_as_list(found, context.fields, errors);
    found.attribute
}

fn partition<'a>(value: &'a Value, context: &EntityContext<'_>, errors: &mut Errors) -> Option<Partition<'a>> {
    match value {
        Value::Name(name) => Some(Partition::Field(name)),
        Value::Text(text) => {
            let template = template(text, "pk = ..", context.fields, errors)?;
            if template.parts().any(|(_, form, _)| matches!(form, Form::Shard(_))) {
                errors.on(text, "a search looks at one value of the partition attribute; remove the part with `shard`");
                return None;
            }
            Some(Partition::Template(template))
        }
        other => {
            errors.at(
                other.span(),
                "`pk` takes a field, as in `pk = tenant`, or a template, as in `pk = \"TENANT#{tenant}\"`",
            );
            None
        }
    }
}
