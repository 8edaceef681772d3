//! The types of key attributes, and where the compiler is asked whether they are keys.
//!
//! Each type is proved to be a key in one place, the constant `__KEY_n`, at the type of its field. Everything else goes through
//! that constant and has no bounds of its own. So a type that is not a key is one error, at the field, and not another one at each
//! operation of the program: what depends on a constant that does not compile is not reported again.
//!
//! A constant cannot mention the parameters of a generic struct. Types that do keep their bounds.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::generics::{distinct, is_everyday, mentions_generics};
use crate::entity_model::{Side, Template};
use crate::model::{Attribute, Table};
use crate::unique_model::Unique;

/// The type of one key attribute, without `Option`.
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

/// Returns the positions of the attributes in any key, each once.
fn key_positions(table: &Table) -> Vec<usize> {
    let mut positions = table.key_positions();
    for index in &table.indexes {
        positions.extend(index.partition.iter().chain(&index.sort));
    }
    for index in &table.vectors {
        positions.extend(index.partition.iter().chain(&index.filters));
    }
    positions.extend(table.uniques.iter().flat_map(Unique::parts));
    // Parts that cannot be read back from a key are in templates alone.
    if let Some(entity) = &table.entity {
        positions
            .extend(entity.indexes.iter().flat_map(|index| [&index.partition, &index.sort]).flat_map(Side::positions));
        let templates = entity.vectors.iter().filter_map(|index| index.partition.as_ref());
        positions.extend(templates.flat_map(Template::parts).map(|(at, _, _)| at));
    }
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// Returns the bounds of the impls of a generic table: its key types that mention a parameter are keys.
pub(super) fn bounds(table: &Table) -> Vec<TokenStream> {
    let generic = key_positions(table).into_iter().filter_map(|at| table.attributes.get(at)).filter_map(|attribute| {
        let ty = attribute.key_type();
        mentions_generics(&table.owner.generics, ty).then(|| bound(table, attribute))
    });
    distinct(generic)
}

fn bound(table: &Table, attribute: &Attribute) -> TokenStream {
    let (runtime, ty, form) = (&table.owner.runtime, attribute.key_type(), form(attribute));
    quote!(#ty: #runtime::#form)
}

/// Returns the trait that a key field has to have: that of a key in its key form, or of a type that serde stores as a key.
fn form(attribute: &Attribute) -> TokenStream {
    if attribute.is_in_key_form() { quote!(DynamoKey) } else { quote!(StoredAsKey) }
}

/// Returns the constants that prove types to be keys.
pub(super) fn proofs(table: &Table) -> TokenStream {
    let runtime = &table.owner.runtime;
    let proofs = key_positions(table).into_iter().filter_map(|at| Some((at, table.attributes.get(at)?)));
    let proofs = proofs.filter(|(_, attribute)| needs_proof(table, attribute.key_type())).map(|(at, attribute)| {
        let (proof, ty) = (format_ident!("__KEY_{at}"), attribute.key_type());
        // The message of `key_attribute` does not advise to store the field in its key form, which is no help for a type that
        // is known not to be a key, and has been done if the field is in its key form.
        let check = if attribute.is_in_key_form() || is_no_key(ty) {
            quote_spanned!(ty.span()=> #runtime::check::key_attribute::<#ty>())
        } else {
            quote_spanned!(ty.span()=> #runtime::check::stored_as_key::<#ty>())
        };
        quote!(const #proof: #runtime::KeyCodec<#ty> = #check;)
    });
    proofs.collect()
}

/// Returns whether the tokens say that the type is not a key.
fn is_no_key(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if ["f32", "f64", "bool", "char"].iter().any(|name| path.path.is_ident(name)))
}
