//! `#[index(by_status = App::gsi1, pk = "..", sk = "..")]`.

use std::collections::HashSet;

use quote::ToTokens as _;
use syn::{Ident, LitStr, Type};

use super::arguments::Arguments;
use super::fields::Fields;
use super::keys::check_key_position;
use super::names::check_accessor;
use super::projections::projection;
use super::template::template;
use crate::attrs::{IndexKind, Name, Value};
use crate::entity_attrs::IndexAttr;
use crate::entity_model::{EntityIndex, Side};
use crate::errors::Errors;
use crate::model::Index;

/// The context in which the indexes of an entity are checked.
pub(super) struct EntityContext<'a> {
    pub(super) fields: &'a Fields<'a>,
}

/// Checks all indexes of an entity. Returns them in the form that the expansion of any table takes, and the entity's
/// use of them.
pub(super) fn indexes(
    written: &[&IndexAttr],
    context: &EntityContext<'_>,
    checked: &mut HashSet<usize>,
    errors: &mut Errors,
) -> Option<(Vec<Index>, Vec<EntityIndex>)> {
    let all: Vec<_> = written.iter().map(|index| self::index(index, context, checked, errors)).collect();
    let (indexes, used): (Vec<Index>, Vec<EntityIndex>) =
        all.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    Some((indexes, used))
}

/// Checks that an entity uses no index twice.
pub(super) fn check_used_once<'a>(used: impl Iterator<Item = &'a Type>, errors: &mut Errors) {
    let mut paths = HashSet::new();
    for path in used {
        if !paths.insert(path.to_token_stream().to_string()) {
            errors.on(path, "an entity uses each index once; its key attributes hold one key for an item");
        }
    }
}

fn index(
    written: &IndexAttr,
    context: &EntityContext<'_>,
    checked: &mut HashSet<usize>,
    errors: &mut Errors,
) -> Option<(Index, EntityIndex)> {
    let Some((accessor, path)) = accessor(written) else {
        errors.at(
            written.path,
            "write the accessor and the index of the table first, as in `#[index(by_status = App::gsi1, ..)]`",
        );
        return None;
    };
    check_accessor(accessor, errors);
    let rest: Vec<_> = written.arguments.iter().skip(1).cloned().collect();
    let arguments = Arguments::check(&rest, &["pk", "sk", "projection"], errors);
    let (partition, sort) = if ["pk", "sk"].iter().all(|key| arguments.name_of(key).is_none()) {
        (Side::Declared, Side::Declared)
    } else {
        let partition = side("pk", &arguments, context, errors);
        let sort = side("sk", &arguments, context, errors);
        (partition?, sort?)
    };
    let positions = [partition.positions(), sort.positions()].concat();
    for at in &positions {
        if checked.insert(*at) {
            check_key_position(*at, context.fields, errors);
        }
    }
    // The declaration of the table is not visible here. A constant compares the kind with it; see `index_checks`.
    let kind = if matches!(partition, Side::Absent) { IndexKind::Local } else { IndexKind::Global };
    let read_back = [readable(&partition), readable(&sort)].concat();
    let projection = projection(arguments.get("projection", errors), &read_back, context.fields, errors);
    let name = path.to_token_stream().to_string().replace(' ', "");
    let index = Index {
        accessor: accessor.clone(),
        kind,
        name: LitStr::new(&name, accessor.span()),
        partition: readable(&partition),
        sort: readable(&sort),
        projection: projection?,
    };
    Some((index, EntityIndex { path, partition, sort }))
}

/// Reads the accessor and the path in `by_status = App::gsi1`.
pub(super) fn accessor(written: &IndexAttr) -> Option<(&Ident, Type)> {
    match written.arguments.first().map(|first| (&first.name, first.value.as_ref())) {
        Some((accessor, Some(Value::Type(path)))) => Some((accessor, path.clone())),
        _ => None,
    }
}

/// Returns the positions that an entry of the index has, as attributes or inside its keys.
fn readable(side: &Side) -> Vec<usize> {
    match side {
        Side::Absent | Side::Declared => Vec::new(),
        Side::Template(template) => template.lossless().collect(),
        Side::Fields { positions, .. } => positions.clone(),
    }
}

fn side(key: &str, arguments: &Arguments<'_>, context: &EntityContext<'_>, errors: &mut Errors) -> Option<Side> {
    if arguments.name_of(key).is_none() {
        return Some(Side::Absent);
    }
    let value = arguments.get(key, errors)?;
    let names = match value {
        Value::Text(text) => {
            let place = format!("{key} = ..");
            return template(text, &place, context.fields, errors).map(Side::Template);
        }
        Value::Name(name) => vec![Name::Field(name.clone())],
        Value::List(names, _) => names.clone(),
        other => {
            errors.at(
                other.span(),
                format!("`{key}` takes a template, as in `{key} = \"TENANT#{{tenant}}\"`, or fields"),
            );
            return None;
        }
    };
    let position = |name: &Name| match name.field() {
        Some(field) => context.fields.find(field, errors)?.attribute,
        None => {
            errors.at(name.span(), "write the field's name without quotes");
            None
        }
    };
    let positions = names.iter().map(position).collect::<Option<_>>()?;
    Some(Side::Fields { positions, span: value.span() })
}
