//! Generated tokens with the span of written ones, where the compiler then reports their errors.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// Returns the tokens with another span.
pub(super) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let respanned = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let mut inner = Group::new(group.delimiter(), respanned(group.stream(), span));
            inner.set_span(span);
            return TokenTree::Group(inner);
        }
        // The span of `$crate` tells which crate it is.
        if !matches!(&token, TokenTree::Ident(ident) if ident == "$crate") {
            token.set_span(span);
        }
        token
    });
    respanned.collect()
}

/// Returns a constant that evaluates a check, which the compiler reports at the span.
pub(super) fn checked_at(span: Span, check: TokenStream) -> TokenStream {
    // With the span of the macro on any token, rustc would report a failed check at the derive.
    let check = respanned(check, span);
    quote_spanned!(span=> const _: () = #check;)
}

/// Returns the tokens of a type with `'static` in place of each lifetime: a constant outside of the struct cannot name its lifetimes, and
/// how a key is stored does not depend on them.
pub(super) fn with_static_lifetimes(tokens: TokenStream) -> TokenStream {
    let mut is_lifetime = false;
    let replaced = tokens.into_iter().map(|token| {
        let after_quote =
            std::mem::replace(&mut is_lifetime, matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\''));
        match token {
            TokenTree::Ident(ident) if after_quote => TokenTree::Ident(Ident::new("static", ident.span())),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), with_static_lifetimes(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        }
    });
    replaced.collect()
}
