//! The version and the timestamps of a table.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Managed, Table};

/// Returns the type of the version: that of the field, or `()`.
pub(super) fn version_type(table: &Table) -> TokenStream {
    let version = table.managed.version.and_then(|at| table.attributes.get(at));
    match version {
        Some(version) => {
            let ty = &version.ty;
            quote_spanned!(ty.span()=> type Version = #ty;)
        }
        None => quote!(
            type Version = ();
        ),
    }
}

/// Returns the managed attributes as data.
pub(super) fn definition(table: &Table) -> TokenStream {
    let runtime = &table.owner.runtime;
    let Managed { version, created_at, updated_at } = table.managed;
    if version.is_none() && created_at.is_none() && updated_at.is_none() {
        return quote!(#runtime::ManagedAttributes::NONE);
    }
    let version = match version.and_then(|at| table.attributes.get(at)) {
        Some(version) => {
            let name = &version.name;
            quote!(::core::option::Option::Some(#name))
        }
        None => quote!(::core::option::Option::None),
    };
    let (created_at, updated_at) = (timestamp(table, created_at), timestamp(table, updated_at));
    quote! {
        #runtime::ManagedAttributes { version: #version, created_at: #created_at, updated_at: #updated_at }
    }
}

fn timestamp(table: &Table, at: Option<usize>) -> TokenStream {
    let runtime = &table.owner.runtime;
    let Some(attribute) = at.and_then(|at| table.attributes.get(at)) else {
        return quote!(::core::option::Option::None);
    };
    let (name, ty) = (&attribute.name, &attribute.ty);
    let form = if attribute.is_in_key_form() {
        quote_spanned!(ty.span()=> #runtime::check::key_timestamp::<#ty>())
    } else {
        quote_spanned!(ty.span()=> #runtime::check::timestamp::<#ty>())
    };
    quote!(::core::option::Option::Some(#runtime::TimestampAttribute { name: #name, form: #form }))
}
