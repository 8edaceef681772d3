//! Types inside of the invisible groups that a macro by example puts around what it passes on.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::expanded;

fn passed_on(ty: TokenStream) -> TokenTree {
    TokenTree::from(Group::new(Delimiter::None, ty))
}

#[test]
fn a_signed_number_in_a_group_takes_no_zeros() {
    let entity = |line: TokenStream| {
        let line = passed_on(line);
        expanded(
            crate::entity,
            quote! {
                #[dynamo(table = App)]
                #[pk = "ACCOUNT#{id}"]
                #[sk = "BOOKING#{line:03}"]
                struct Booking { id: String, line: #line }
            },
        )
    };
    let accepted = entity(quote!(u16));
    assert!(!accepted.contains("compile_error!"), "{accepted}");
    let refused = entity(quote!(i64));
    assert!(refused.contains("zeros before the signed number `line`"), "{refused}");
}

#[test]
fn a_float_in_a_group_is_no_key() {
    let rate = passed_on(quote!(f64));
    let expansion = expanded(
        crate::table,
        quote! {
            #[dynamo(table = "rates")]
            struct Rates { #[pk] rate: #rate }
        },
    );
    // Another check would advise to store the field in its key form.
    assert!(expansion.contains("check::key_attribute::<"), "{expansion}");
}
