//! A struct that is being typed: the fields that are whole are kept, so that the rest of the program keeps its names.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;
use syn::{DeriveInput, Field};

/// Expands an item that parses, or the whole fields of one that does not, with the syntax error.
pub(crate) fn or_whole(
    tokens: TokenStream,
    expand: impl Fn(DeriveInput, Option<syn::Error>) -> TokenStream,
) -> TokenStream {
    match syn::parse2(tokens.clone()) {
        Ok(item) => expand(item, None),
        Err(error) => match whole_fields(tokens) {
            Some(item) => expand(item, Some(error)),
            None => error.to_compile_error(),
        },
    }
}

/// Returns the struct with the fields that parse. The end of one field may stand in front of the next, as in `pub extra
/// pub total: u64`, so each piece between two commas is tried from every token on.
fn whole_fields(tokens: TokenStream) -> Option<DeriveInput> {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_body = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    // The last braces are the body. Earlier ones may belong to the generics.
    let at = tokens.iter().rposition(is_body)?;
    let TokenTree::Group(body) = tokens.get(at)? else { return None };
    let fields = pieces(body.stream()).into_iter().filter_map(|piece| {
        let parse = |from: usize| Field::parse_named.parse2(piece.iter().skip(from).cloned().collect()).ok();
        (0..piece.len()).find_map(parse)
    });
    let fields: Vec<Field> = fields.collect();
    let mut whole = Group::new(Delimiter::Brace, quote!(#(#fields),*));
    whole.set_span(body.span());
    *tokens.get_mut(at)? = TokenTree::Group(whole);
    syn::parse2(tokens.into_iter().collect()).ok()
}

/// Returns the tokens between commas that are not inside `<..>`.
fn pieces(body: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut pieces, mut piece, mut depth) = (Vec::new(), Vec::new(), 0_i32);
    for token in body {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            // The `>` of an arrow `->` has no `<`, so the depth may be below 0.
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth <= 0 => {
                pieces.push(std::mem::take(&mut piece));
                depth = 0;
                continue;
            }
            _ => {}
        }
        piece.push(token);
    }
    pieces.push(piece);
    pieces
}
