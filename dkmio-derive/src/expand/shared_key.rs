//! The types of the key attributes of a shared table.

use proc_macro2::TokenStream;
use quote::quote;

use crate::shared_model::KeyName;

/// Returns the type of a stored key attribute.
pub(super) fn key_type(key: &KeyName) -> TokenStream {
    // An `i128` holds every integer of 38 digits.
    if key.is_number { quote!(i128) } else { quote!(::std::string::String) }
}
