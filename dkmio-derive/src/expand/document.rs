//! `#[derive(DynamoDocument)]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{Of, attributes};
use super::generics::{Head, head, owner_type};
use super::hidden;
use crate::model::{Document, Owner};

/// The docs above the constants of a document.
const DOCUMENT_INTRO: &str = "The attributes inside the document, for paths that lead into it.";

/// Returns the attributes of a nested document.
pub(crate) fn document(document: &Document) -> TokenStream {
    let Owner { runtime, generics, .. } = &document.owner;
    let attributes = attributes(
        &document.owner,
        &document.attributes,
        &Of {
            is_key: &|_| false,
            is_managed: &|_| false,
            guarded_by: &|_| None,
            role: &|_| None,
            intro: DOCUMENT_INTRO,
        },
    );
    let this = owner_type(&document.owner);
    let Head { params, wheres } = head(generics, &[], &[]);
    hidden(quote! {
        #attributes
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::Measurable for #this #wheres {}
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::Document for #this #wheres {}
    })
}
