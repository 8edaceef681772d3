//! The types of key attributes and of parts of key templates, and where the compiler is asked whether they are keys or parts.
//!
//! Each type is proved to be one in one place, the constant `__KEY_n`, at the type of its field. Everything else goes through
//! that constant and has no bounds of its own. So a type that is not a key is one error, at the field, and not another one at each
//! operation of the program: what depends on a constant that does not compile is not reported again.
//!
//! A constant cannot mention the parameters of a generic struct. Types that do keep their bounds.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::generics::{distinct, is_everyday, mentions_generics};
use crate::check::ungrouped;
use crate::entity_model::{Side, Template};
use crate::model::{Attribute, Table};
use crate::unique_model::Unique;

/// The type of one key attribute or part, without `Option`.
#[derive(Clone)]
pub(super) struct KeyType {
    /// An expression of the type `KeyCodec<K>`.
    pub(super) codec: TokenStream,
    /// The type. If the proof does not compile, it is an error type, about which rustc reports no error.
    pub(super) ty: TokenStream,
}

impl KeyType {
    pub(super) fn of(table: &Table, at: usize) -> Option<Self> {
        let attribute = table.attributes.get(at)?;
        let (runtime, ty) = (&table.owner.runtime, attribute.key_type());
        Some(if needs_proof(table, ty) {
            let proof = format_ident!("__KEY_{at}");
            Self { codec: quote!(#proof), ty: quote!(<#ty as #runtime::Proved<{ #proof.is_key() }>>::Itself) }
        } else {
            Self { codec: quote!(#runtime::key_codec::<#ty>()), ty: quote!(#ty) }
        })
    }

    /// Returns the types at some positions.
    pub(super) fn all(table: &Table, positions: &[usize]) -> Vec<Self> {
        positions.iter().filter_map(|at| Self::of(table, *at)).collect()
    }
}

/// Returns whether the compiler has to be asked: the type is not known from its tokens, and a constant can mention it.
pub(super) fn needs_proof(table: &Table, ty: &Type) -> bool {
    !is_everyday(ty) && !mentions_generics(&table.owner.generics, ty)
}

/// Returns the positions of the attributes that are key attributes themselves, or filters of vector indexes.
fn attribute_positions(table: &Table) -> Vec<usize> {
    let mut positions: Vec<usize> = table.vectors.iter().flat_map(|index| &index.filters).copied().collect();
    if let Some(entity) = &table.entity {
        let sides = entity.indexes.iter().flat_map(|index| [&index.partition, &index.sort]);
        positions.extend(sides.filter(|side| side.template().is_none()).flat_map(Side::positions));
        let vectors = table.vectors.iter().zip(&entity.vectors).filter(|(_, used)| used.partition.is_none());
        positions.extend(vectors.flat_map(|(index, _)| &index.partition));
    } else {
        positions.extend(table.key_positions());
        positions.extend(table.indexes.iter().flat_map(|index| index.partition.iter().chain(&index.sort)));
        positions.extend(table.vectors.iter().flat_map(|index| &index.partition));
    }
    positions
}

/// Returns the positions of the parts of templates.
fn part_positions(table: &Table) -> Vec<usize> {
    let mut positions: Vec<usize> = table.uniques.iter().flat_map(Unique::parts).collect();
    if let Some(entity) = &table.entity {
        positions.extend(entity.key_parts());
        let sides = entity.indexes.iter().flat_map(|index| [&index.partition, &index.sort]);
        let vectors = entity.vectors.iter().filter_map(|index| index.partition.as_ref());
        let templates = sides.filter_map(Side::template).chain(vectors);
        positions.extend(templates.flat_map(Template::parts).map(|(at, _, _)| at));
    }
    positions
}

/// Returns the positions of the attributes in any key, each once, with its role.
fn key_positions(table: &Table) -> BTreeMap<usize, Role> {
    let parts = part_positions(table).into_iter().map(|at| (at, Role::Part));
    // The later role counts: a key attribute that is also a part has to be a key.
    parts.chain(attribute_positions(table).into_iter().map(|at| (at, Role::Attribute))).collect()
}

/// What an attribute is in a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A key attribute itself.
    Attribute,
    /// A part of a template, which may have a type that no key attribute has.
    Part,
}

/// Returns the bounds of the impls of a generic table: its key types that mention a parameter are keys.
pub(super) fn bounds(table: &Table) -> Vec<TokenStream> {
    let generic = key_positions(table).into_iter().filter_map(|(at, role)| {
        let attribute = table.attributes.get(at)?;
        mentions_generics(&table.owner.generics, attribute.key_type()).then(|| bound(table, attribute, role))
    });
    distinct(generic)
}

fn bound(table: &Table, attribute: &Attribute, role: Role) -> TokenStream {
    let (runtime, ty) = (&table.owner.runtime, attribute.key_type());
    // The trait of a key or part in its key form, or of a type that serde stores as one.
    let form = match (role, attribute.is_in_key_form()) {
        (Role::Attribute, true) => quote!(DynamoKey),
        (Role::Attribute, false) => quote!(StoredAsKey),
        (Role::Part, true) => quote!(DynamoKeyPart),
        (Role::Part, false) => quote!(StoredAsPart),
    };
    quote!(#ty: #runtime::#form)
}

/// Returns the constants that prove types to be keys or parts.
pub(super) fn proofs(table: &Table) -> TokenStream {
    let runtime = &table.owner.runtime;
    let proofs = key_positions(table).into_iter().filter_map(|(at, role)| Some((at, role, table.attributes.get(at)?)));
    let proofs = proofs.filter(|(_, _, attribute)| needs_proof(table, attribute.key_type()));
    let proofs = proofs.map(|(at, role, attribute)| {
        let (proof, ty) = (format_ident!("__KEY_{at}"), attribute.key_type());
        // The messages of `key_attribute` and `key_part` do not advise to store the field in its key form, which is no help for a
        // type that is known not to be a key, and has been done if the field is in its key form.
        let check = match (role, attribute.is_in_key_form() || is_no_key(ty)) {
            (Role::Attribute, true) => "key_attribute",
            (Role::Attribute, false) => "stored_as_key",
            (Role::Part, true) => "key_part",
            (Role::Part, false) => "stored_as_part",
        };
        let check = format_ident!("{check}", span = ty.span());
        let check = quote_spanned!(ty.span()=> #runtime::check::#check::<#ty>());
        quote!(const #proof: #runtime::KeyCodec<#ty> = #check;)
    });
    proofs.collect()
}

/// Returns whether the tokens say that the type is not a key.
fn is_no_key(ty: &Type) -> bool {
    matches!(ungrouped(ty), Type::Path(path) if ["f32", "f64", "bool", "char"].iter().any(|name| path.path.is_ident(name)))
}
