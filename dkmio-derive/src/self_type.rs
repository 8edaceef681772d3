//! `Self` in the fields of a struct. Generated items stand outside of the struct, where `Self` is another type or none.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::parse::Parse;
use syn::{Data, DeriveInput};

/// Returns the item with its own type in place of `Self`, in the types of its fields and in its bounds.
pub(crate) fn without_self(mut item: DeriveInput) -> DeriveInput {
    let (_, arguments, _) = item.generics.split_for_impl();
    let this = This { ident: item.ident.clone(), arguments: arguments.to_token_stream() };
    if let Data::Struct(data) = &mut item.data {
        data.fields.iter_mut().for_each(|field| this.replace_in(&mut field.ty));
    }
    if let Some(clause) = &mut item.generics.where_clause {
        clause.predicates.iter_mut().for_each(|predicate| this.replace_in(predicate));
    }
    item
}

/// The type that `Self` stands for.
struct This {
    ident: Ident,
    arguments: TokenStream,
}

impl This {
    fn replace_in<T: ToTokens + Parse>(&self, node: &mut T) {
        let tokens = node.to_token_stream();
        if mentions_self(tokens.clone())
            && let Ok(replaced) = syn::parse2(self.replaced(tokens))
        {
            *node = replaced;
        }
    }

    fn replaced(&self, tokens: TokenStream) -> TokenStream {
        let mut tokens = tokens.into_iter().peekable();
        let mut replaced = TokenStream::new();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) if ident == "Self" => {
                    let (this, arguments) = (format_ident!("{}", self.ident, span = ident.span()), &self.arguments);
                    let is_path = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                    replaced.extend(if is_path {
                        quote_spanned!(ident.span()=> <#this #arguments>)
                    } else {
                        quote_spanned!(ident.span()=> #this #arguments)
                    });
                }
                TokenTree::Group(group) => {
                    let mut inner = proc_macro2::Group::new(group.delimiter(), self.replaced(group.stream()));
                    inner.set_span(group.span());
                    replaced.extend([TokenTree::Group(inner)]);
                }
                other => replaced.extend([other]),
            }
        }
        replaced
    }
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => mentions_self(group.stream()),
        _ => false,
    })
}
