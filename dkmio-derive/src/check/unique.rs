//! `#[unique]`: attributes whose values no two items have.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Meta};

use super::arguments::Arguments;
use super::fields::{Fields, Found};
use super::keys::check_key_position;
use super::template::template;
use crate::attrs::{Input, arguments};
use crate::entity_model::{Case, Element, Form, Template};
use crate::errors::Errors;
use crate::model::Managed;
use crate::unique_model::Unique;

/// What the rules of unique attributes need to know of their struct.
pub(super) struct UniqueContext<'a> {
    pub(super) fields: &'a Fields<'a>,
    /// The name of the entity, or of the struct.
    pub(super) name: &'a str,
    /// Whether the table has a sort key.
    pub(super) has_sort: bool,
    pub(super) managed: &'a Managed,
}

/// Finds `#[unique]`.
pub(super) fn uniques(input: &Input, context: &UniqueContext<'_>, errors: &mut Errors) -> Vec<Unique> {
    let mut uniques = Vec::new();
    for found in context.fields.all() {
        let Some(mark) = found.field.unique.first() else { continue };
        if let Some(second) = found.field.unique.get(1) {
            errors.on(second, "duplicate `#[unique]`; remove one");
        }
        if !input.item.generics.params.is_empty() {
            errors.on(
                mark,
                "a struct with parameters cannot have unique attributes; remove the parameters or `#[unique]`",
            );
            continue;
        }
        uniques.extend(unique(found, mark, context, errors));
    }
    uniques
}

fn unique(found: Found<'_>, mark: &Attribute, context: &UniqueContext<'_>, errors: &mut Errors) -> Option<Unique> {
    let written = match &mark.meta {
        Meta::Path(_) => Vec::new(),
        _ => errors.keep(arguments(mark))?,
    };
    let arguments = Arguments::check(&written, &["lower", "within", "pk", "sk"], errors);
    let ident = found.field.ident()?;
    let Some(at) = found.attribute else {
        errors.on(
            mark,
            format!("serde does not store the field `{}`, so it cannot be unique; remove `#[unique]`", ident.unraw()),
        );
        return None;
    };
    if context.managed.contains(at) {
        errors.on(mark, format!("dkmio writes `{}`, so it cannot be unique; remove `#[unique]`", ident.unraw()));
        return None;
    }
    check_key_position(at, context.fields, errors);
    let marked = Marked { at, span: mark.span() };
    if arguments.name_of("pk").is_some() || arguments.name_of("sk").is_some() {
        return given(marked, &arguments, context, errors);
    }
    let is_lower = flag(&arguments, &written, "lower", errors);
    let scope = match arguments.name_of("within") {
        None => None,
        Some(_) => Some(scope(marked, &arguments, context, errors)?),
    };
    Some(marked.default(scope, is_lower, context))
}

/// Returns whether an argument without a value is there.
fn flag(arguments: &Arguments<'_>, written: &[crate::attrs::Argument], name: &str, errors: &mut Errors) -> bool {
    if let Some(value) =
        written.iter().find(|argument| argument.name == name).and_then(|argument| argument.value.as_ref())
    {
        errors.at(value.span(), format!("`{name}` takes no value"));
    }
    arguments.name_of(name).is_some()
}

/// Returns the position of the field within whose value another one is unique.
fn scope(marked: Marked, arguments: &Arguments<'_>, context: &UniqueContext<'_>, errors: &mut Errors) -> Option<usize> {
    let name = arguments.ident("within", "tenant", errors)?;
    let found = context.fields.find(name, errors)?;
    match found.attribute {
        None => errors.on(name, format!("serde does not store the field `{}`, so it cannot be a scope", name.unraw())),
        Some(at) if at == marked.at => errors.on(name, "an attribute cannot be its own scope; name another field"),
        Some(at) if context.managed.contains(at) => {
            errors.on(name, format!("dkmio writes `{}`, so it cannot be a scope", name.unraw()));
        }
        Some(at) => {
            check_key_position(at, context.fields, errors);
            return Some(at);
        }
    }
    None
}

/// Reads the templates of an existing table.
fn given(
    marked: Marked,
    arguments: &Arguments<'_>,
    context: &UniqueContext<'_>,
    errors: &mut Errors,
) -> Option<Unique> {
    for other in ["lower", "within"] {
        if let Some(name) = arguments.name_of(other) {
            let hint = if other == "lower" { "write `{field:lower}`" } else { "name the scope" };
            errors.on(name, format!("`{other}` belongs to the default keys; {hint} in the template instead"));
        }
    }
    let Some(_) = arguments.name_of("pk") else {
        errors.at(marked.span, "`sk` needs `pk`, too: the template of the partition key of sentinel items");
        return None;
    };
    let mut side = |name: &str, written_at: &str| {
        let literal = arguments.name_of(name).and_then(|_| arguments.text(name, errors))?;
        template(literal, written_at, context.fields, errors)
    };
    let (partition, sort) = (side("pk", "#[unique(pk = ..)]"), side("sk", "#[unique(sk = ..)]"));
    let unique = Unique { at: marked.at, span: marked.span, partition: partition?, sort, is_default: false };
    if !unique.parts().any(|at| at == marked.at) {
        let field = context.fields.attributes.get(marked.at)?.ident.unraw();
        errors.on(
            &unique.partition.literal,
            format!("the templates of a unique attribute need it as a part; write `{{{field}}}`"),
        );
    }
    for template in std::iter::once(&unique.partition).chain(&unique.sort) {
        for (at, form, _) in template.parts() {
            check_key_position(at, context.fields, errors);
            if let Form::Shard(_) = form {
                errors.on(&template.literal, "a sentinel item has one key; remove `shard` from this template");
            }
            if let Some(attribute) = context.fields.attributes.get(at).filter(|_| context.managed.contains(at)) {
                let field = attribute.ident.unraw();
                errors
                    .on(&template.literal, format!("dkmio writes `{field}`, so it cannot be a part of a unique value"));
            }
        }
    }
    Some(unique)
}

/// A unique attribute and the place of its mark.
#[derive(Clone, Copy)]
struct Marked {
    at: usize,
    span: Span,
}

impl Marked {
    /// Returns the attribute with the keys `UNIQUE#User#email#{email:rest}`. A scope stands before the value.
    fn default(self, scope: Option<usize>, is_lower: bool, context: &UniqueContext<'_>) -> Unique {
        let name_at = |at: usize| context.fields.attributes.get(at);
        let stored = name_at(self.at).map(|attribute| attribute.name.as_str()).unwrap_or_default();
        let field = |at: usize| name_at(at).map(|attribute| attribute.ident.unraw().to_string()).unwrap_or_default();
        let beginning = format!("UNIQUE#{}#{stored}#", context.name);
        // The text that templates are shown with. Braces of a name are doubled, as in any template.
        let mut source = beginning.replace('{', "{{").replace('}', "}}");
        let mut elements = vec![Element::Text(beginning)];
        if let Some(at) = scope {
            source.push_str(&format!("{{{}:escaped}}#", field(at)));
            elements.push(Element::Part { at, form: Form::Scope, case: None });
            elements.push(Element::Text("#".to_owned()));
        }
        let case = if is_lower { ":lower" } else { "" };
        source.push_str(&format!("{{{}{case}:rest}}", field(self.at)));
        elements.push(Element::Part { at: self.at, form: Form::Unique, case: is_lower.then_some(Case::Lower) });
        let template = Template { literal: LitStr::new(&source, self.span), elements };
        let sort = context.has_sort.then(|| template.clone());
        Unique { at: self.at, span: self.span, partition: template, sort, is_default: true }
    }
}
