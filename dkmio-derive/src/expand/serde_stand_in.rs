//! Stand-ins for serde's traits on a struct that is being typed.

use proc_macro2::TokenStream;
use quote::quote;

use super::generics::{Head, head, owner_type};
use super::hidden;
use crate::attrs::Input;
use crate::check;

/// Returns `Serialize` and `Deserialize`. serde's derives give up at a syntax error, and every request that writes or
/// reads the struct would be one more error.
pub(crate) fn serde_stand_in(input: &Input) -> TokenStream {
    let owner = check::best_effort_model(input).owner;
    let (runtime, this) = (&owner.runtime, owner_type(&owner));
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let Head { params: read_params, wheres: read_wheres } = head(&owner.generics, &[quote!('__de)], &[]);
    hidden(quote! {
        #[automatically_derived]
        impl #params #runtime::serde::Serialize for #this #wheres {
            fn serialize<__S: #runtime::serde::Serializer>(
                &self,
                _: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl #read_params #runtime::serde::Deserialize<'__de> for #this #read_wheres {
            fn deserialize<__D: #runtime::serde::Deserializer<'__de>>(
                _: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                ::core::unreachable!()
            }
        }
    })
}
