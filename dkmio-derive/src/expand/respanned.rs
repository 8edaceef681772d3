//! Generated tokens with the span of written ones, where the compiler then reports their errors.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// Returns the tokens with another span.
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
