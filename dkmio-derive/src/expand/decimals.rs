//! Decimals that do not say how they are stored.
//!
//! `rust_decimal::Decimal` is text to serde and a number to everyone else, so a field of it must say which one is
//! meant. The type can have any name, so only the compiler can tell: an inherent constant of `BareDecimal<Decimal>` is
//! found before the trait's.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{GenericArgument, Ident, PathArguments, Type};

use super::generics::{is_everyday, mentions_generics};
use crate::check::{optional, ungrouped};
use crate::model::Owner;

/// Returns a check for each field that may be, or hold, a decimal. Assumes that serde writes and reads the fields by their types.
pub(super) fn checks<'a>(owner: &Owner, fields: impl Iterator<Item = (&'a Ident, &'a Type)>) -> TokenStream {
    let runtime = &owner.runtime;
    let checks = fields.filter_map(|(field, ty)| {
        let mut types = Vec::new();
        candidates(owner, ty, &mut types);
        let field = field.unraw();
        let checks = types.iter().map(|held| {
            let message = if is_alone(held, ty) {
                format!(
                    "`{field}` is a decimal that does not say how it is stored; add `#[serde(with = \"dkmio::number\")]` \
                     to store a number, or `#[serde(with = \"dkmio::text\")]` to store text, as serde does"
                )
            } else {
                format!(
                    "`{field}` holds decimals that do not say how they are stored; hold a struct such as \
                     `struct Amount(#[serde(with = \"dkmio::number\")] Decimal)` to store numbers, or with \
                     `dkmio::text` to store text, as serde does"
                )
            };
            quote_spanned!(held.span()=> ::core::assert!(!#runtime::BareDecimal::<#held>::IS_BARE, #message);)
        });
        (!types.is_empty()).then(|| {
            quote! {
                const _: () = {
                    #[allow(unused_imports)]
                    use #runtime::NotBareDecimal as _;
                    #(#checks)*
                };
            }
        })
    });
    checks.collect()
}

/// Returns whether the field is of this type, or an `Option` of it. `#[serde(with = "..")]` is only for these.
fn is_alone(held: &Type, field: &Type) -> bool {
    let field = ungrouped(field);
    held == optional(field).map_or(field, ungrouped)
}

/// Collects the type and the types in it that may be a decimal. A type that mentions a parameter cannot stand in a constant.
fn candidates<'a>(owner: &Owner, ty: &'a Type, found: &mut Vec<&'a Type>) {
    match ty {
        Type::Group(group) => candidates(owner, &group.elem, found),
        Type::Paren(paren) => candidates(owner, &paren.elem, found),
        Type::Array(array) => candidates(owner, &array.elem, found),
        Type::Slice(slice) => candidates(owner, &slice.elem, found),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| candidates(owner, ty, found)),
        Type::Path(path) => {
            let last = path.path.segments.last().map(|segment| &segment.arguments);
            match last {
                Some(PathArguments::AngleBracketed(arguments)) => {
                    for argument in &arguments.args {
                        if let GenericArgument::Type(ty) = argument
                            && !is_constant(ty)
                        {
                            candidates(owner, ty, found);
                        }
                    }
                }
                _ if is_everyday(ty) || is_primitive(ty) || mentions_generics(&owner.generics, ty) => {}
                _ => found.push(ty),
            }
        }
        _ => {}
    }
}

/// Returns whether an argument is a constant by its name, as in `Vector<DIMENSIONS>`. Tokens do not tell it from a
/// type.
fn is_constant(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let is_upper =
        |name: String| name.len() > 1 && name.chars().all(|c| c.is_uppercase() || c == '_' || c.is_numeric());
    path.path.segments.last().is_some_and(|last| last.arguments.is_none() && is_upper(last.ident.to_string()))
}

fn is_primitive(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if ["bool", "char", "f32", "f64", "str"].iter().any(|name| path.path.is_ident(name)))
}
