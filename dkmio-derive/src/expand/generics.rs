//! Generic parameters of generated items.

use std::collections::HashSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericParam, Generics, Type, parse_quote};

use crate::model::Owner;

/// The front and the back of an `impl`: `<'a, T: Bound>` and `where ..`.
pub(crate) struct Head {
    pub(crate) params: TokenStream,
    pub(crate) wheres: TokenStream,
}

/// Returns an `impl` head with the generics of an item, further parameters and further bounds.
pub(crate) fn head(generics: &Generics, params: &[TokenStream], bounds: &[TokenStream]) -> Head {
    let mut generics = generics.clone();
    generics.params.extend(params.iter().map(|param| -> GenericParam { parse_quote!(#param) }));
    if !bounds.is_empty() {
        generics
            .make_where_clause()
            .predicates
            .extend(bounds.iter().map(|bound| -> syn::WherePredicate { parse_quote!(#bound) }));
    }
    let (params, _, wheres) = generics.split_for_impl();
    Head { params: params.to_token_stream(), wheres: wheres.to_token_stream() }
}

/// Returns an item with the arguments of its generics: `Orders<'a, T>`.
pub(crate) fn applied(ident: &impl ToTokens, generics: &Generics) -> TokenStream {
    let (_, arguments, _) = generics.split_for_impl();
    quote!(#ident #arguments)
}

/// Returns a bound that need not hold: the `impl` then does not apply, and it is no error. `None` for types that have
/// all the traits in question.
pub(crate) fn maybe(ty: &Type, bound: TokenStream) -> Option<TokenStream> {
    // Without `for` rustc refuses a bound that cannot hold.
    (!is_everyday(ty)).then(|| quote!(for<'__a> #ty: #bound))
}

/// Returns each bound once.
pub(crate) fn distinct(bounds: impl IntoIterator<Item = TokenStream>) -> Vec<TokenStream> {
    let mut seen = HashSet::new();
    bounds.into_iter().filter(|bound| seen.insert(bound.to_string())).collect()
}

/// Returns whether the type is a string or an integer, as far as tokens tell.
pub(crate) fn is_everyday(ty: &Type) -> bool {
    const NAMES: [&str; 13] =
        ["String", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];
    matches!(ty, Type::Path(path) if path.qself.is_none() && NAMES.iter().any(|name| path.path.is_ident(name)))
}

/// Returns the type that stands for an item: `Orders<'a, T>`.
pub(crate) fn owner_type(owner: &Owner) -> TokenStream {
    applied(&owner.ident, &owner.generics)
}

/// Returns a type that is only named, with the generics of its owner. The braces keep it from being a value too, which
/// would collide with variables of its name.
pub(crate) fn marker(owner: &Owner, vis: &syn::Visibility, marker: &syn::Ident) -> TokenStream {
    let span = proc_macro2::Span::call_site().located_at(marker.span());
    if owner.generics.params.is_empty() {
        return quote_spanned!(span=> #vis struct #marker {});
    }
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let of = owner_type(owner);
    quote_spanned!(span=> #vis struct #marker #params #wheres { __of: ::core::marker::PhantomData<fn() -> #of> })
}

/// Returns the parameters that some types use, with the bounds that mention no other parameter.
pub(crate) fn used_by<'a>(generics: &Generics, types: impl IntoIterator<Item = &'a Type>) -> Generics {
    let mut names = HashSet::new();
    for ty in types {
        collect(ty.to_token_stream(), &mut names);
    }
    // A bound of a used parameter may mention another one. As many rounds as there are parameters find all of them.
    for _ in &generics.params {
        for param in &generics.params {
            if names.contains(&param_name(param)) {
                collect(param.to_token_stream(), &mut names);
            }
        }
    }
    let left_out: HashSet<String> =
        generics.params.iter().map(param_name).filter(|name| !names.contains(name)).collect();
    let mut used = generics.clone();
    used.params = generics.params.iter().filter(|param| names.contains(&param_name(param))).cloned().collect();
    if let Some(clause) = &mut used.where_clause {
        clause.predicates = std::mem::take(&mut clause.predicates)
            .into_iter()
            .filter(|predicate| {
                let mut mentioned = HashSet::new();
                collect(predicate.to_token_stream(), &mut mentioned);
                mentioned.is_disjoint(&left_out)
            })
            .collect();
    }
    used
}

/// Returns whether a type mentions a parameter of the item, a lifetime or a constant included.
pub(crate) fn mentions_generics(generics: &Generics, ty: &Type) -> bool {
    let mut names = HashSet::new();
    collect(ty.to_token_stream(), &mut names);
    generics.params.iter().any(|param| names.contains(&param_name(param)))
}

/// Returns whether a type mentions a type parameter.
pub(crate) fn mentions_parameter(generics: &Generics, ty: &Type) -> bool {
    let mut names = HashSet::new();
    collect(ty.to_token_stream(), &mut names);
    generics.type_params().any(|param| names.contains(&param.ident.to_string()))
}

fn param_name(param: &GenericParam) -> String {
    match param {
        GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_string(),
        GenericParam::Type(ty) => ty.ident.to_string(),
        GenericParam::Const(constant) => constant.ident.to_string(),
    }
}

/// Collects all names in some tokens, those of lifetimes with their apostrophe.
fn collect(tokens: TokenStream, names: &mut HashSet<String>) {
    let mut apostrophe = false;
    for token in tokens {
        match &token {
            TokenTree::Ident(ident) if apostrophe => drop(names.insert(format!("'{ident}"))),
            TokenTree::Ident(ident) => drop(names.insert(ident.to_string())),
            TokenTree::Group(group) => collect(group.stream(), names),
            _ => {}
        }
        apostrophe = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
    }
}
