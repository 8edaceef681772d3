//! `#[derive(DynamoDocument)]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{Of, attributes};
use super::generics::{Head, head, owner_type};
use super::hidden;
use crate::model::{Document, Owner};

/// Returns the attributes of a nested document.
pub(crate) fn document(document: &Document) -> TokenStream {
    let Owner { runtime, generics, .. } = &document.owner;
    let attributes = attributes(
        &document.owner,
        &document.attributes,
        &Of { is_key: &|_| false, is_managed: &|_| false, guarded_by: &|_| None, role: &|_| None },
    );
    let this = owner_type(&document.owner);
    let Head { params, wheres } = head(generics, &[], &[]);
    hidden(quote! {
        #attributes
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::Measurable for #this #wheres {}
    })
}
