//! Generated tokens at the place of what the user wrote, where the compiler then reports their errors.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The tokens at another place.
pub(super) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let mut inner = Group::new(group.delimiter(), respanned(group.stream(), span));
            inner.set_span(span);
            return TokenTree::Group(inner);
        }
        token.set_span(span);
        token
    });
    respanned.collect()
}
