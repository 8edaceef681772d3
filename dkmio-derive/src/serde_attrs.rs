//! The attributes of serde that decide the stored form.
//!
//! serde checks its own attributes, so one that it would refuse is ignored here. `tests/serde_attributes.rs` has the
//! list of all of them, each with whether it is honored or refused.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, ExprPath, Lit, LitStr, Meta, Token, WherePredicate, parse_quote};

use crate::case::Rule;

/// A name or rule that may differ between writing and reading.
#[derive(Debug, Clone)]
pub(crate) struct Both<T> {
    pub(crate) serialize: Option<T>,
    pub(crate) deserialize: Option<T>,
}

impl<T> Default for Both<T> {
    fn default() -> Self {
        Self { serialize: None, deserialize: None }
    }
}

/// The source of the value of an absent attribute.
#[derive(Debug, Clone)]
pub(crate) enum Default_ {
    /// `default`
    Trait,
    /// `default = "path"`
    Path(ExprPath),
}

/// `#[serde(..)]` of a struct or an enum.
#[derive(Debug, Default)]
pub(crate) struct Container {
    pub(crate) rename_all: Both<Rule>,
    pub(crate) rename_all_span: Option<Span>,
    pub(crate) default: Option<Default_>,
    /// Attributes with which the stored attributes are no longer the fields (`from`, `tag`, ..).
    pub(crate) reshaping: Vec<syn::Path>,
    pub(crate) transparent: Option<Span>,
    pub(crate) deny_unknown_fields: Option<Span>,
    /// The predicates of `bound`.
    pub(crate) bounds: Vec<WherePredicate>,
}

/// `#[serde(..)]` of a field or a variant.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) rename: Both<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) default: Option<Default_>,
    pub(crate) flatten: Option<Span>,
    pub(crate) skip: Option<Span>,
    pub(crate) skip_serializing: Option<Span>,
    pub(crate) skip_deserializing: Option<Span>,
    pub(crate) skip_serializing_if: Option<Span>,
    pub(crate) with: Option<LitStr>,
    pub(crate) serialize_with: Option<LitStr>,
    pub(crate) deserialize_with: Option<LitStr>,
    pub(crate) other: Option<Span>,
    pub(crate) untagged: Option<Span>,
    /// The predicates of `bound`.
    pub(crate) bounds: Vec<WherePredicate>,
}

/// The container attributes with which serde does not store the fields as they are.
const RESHAPING: [&str; 10] = [
    "from",
    "try_from",
    "into",
    "remote",
    "untagged",
    "tag",
    "content",
    "transparent",
    "field_identifier",
    "variant_identifier",
];

impl Container {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut container = Self::default();
        for meta in metas(attributes) {
            let path = meta.path().clone();
            if path.is_ident("rename_all") {
                container.rename_all = both(&meta, |text| Rule::named(&text.value()));
                container.rename_all_span = Some(meta.span());
            } else if path.is_ident("default") {
                container.default = default(&meta);
            } else if path.is_ident("deny_unknown_fields") {
                container.deny_unknown_fields = Some(path.span());
            } else if path.is_ident("bound") {
                container.bounds = bounds(&meta);
            } else if RESHAPING.iter().any(|name| path.is_ident(name)) {
                if path.is_ident("transparent") {
                    container.transparent = Some(path.span());
                }
                container.reshaping.push(path);
            }
        }
        container
    }
}

impl Field {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut field = Self::default();
        for meta in metas(attributes) {
            field.apply(&meta);
        }
        field
    }

    fn apply(&mut self, meta: &Meta) {
        let Some(name) = meta.path().get_ident() else { return };
        let span = Some(name.span());
        match name.to_string().as_str() {
            "rename" => self.rename = both(meta, |text| Some(text.clone())),
            "alias" => self.aliases.extend(text(meta)),
            "default" => self.default = default(meta),
            "flatten" => self.flatten = span,
            "skip" => self.skip = span,
            "skip_serializing" => self.skip_serializing = span,
            "skip_deserializing" => self.skip_deserializing = span,
            "skip_serializing_if" => self.skip_serializing_if = span,
            "with" => self.with = text(meta),
            "serialize_with" => self.serialize_with = text(meta),
            "deserialize_with" => self.deserialize_with = text(meta),
            "other" => self.other = span,
            "untagged" => self.untagged = span,
            "bound" => self.bounds = bounds(meta),
            _ => {}
        }
    }

    /// Returns the first attribute that makes serde leave the field out, with its name.
    pub(crate) fn any_skip(&self) -> Option<(&'static str, Span)> {
        [
            ("skip", self.skip),
            ("skip_serializing", self.skip_serializing),
            ("skip_deserializing", self.skip_deserializing),
            ("skip_serializing_if", self.skip_serializing_if),
        ]
        .into_iter()
        .find_map(|(name, span)| Some((name, span?)))
    }

    /// Returns whether the field is neither written nor read.
    pub(crate) fn is_skipped(&self) -> bool {
        self.skip.is_some() || (self.skip_serializing.is_some() && self.skip_deserializing.is_some())
    }
}

/// Returns whether an attribute is serde's.
pub(crate) fn is_serde(attribute: &Attribute) -> bool {
    attribute.path().is_ident("serde")
}

/// Returns the single arguments of all `#[serde(..)]`.
pub(crate) fn metas(attributes: &[Attribute]) -> impl Iterator<Item = Meta> {
    attributes
        .iter()
        .filter(|attribute| is_serde(attribute))
        // serde itself reports an attribute that cannot be parsed.
        .filter_map(|attribute| attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok())
        .flatten()
}

fn text(meta: &Meta) -> Option<LitStr> {
    string_literal(&meta.require_name_value().ok()?.value).cloned()
}

/// Returns the text of a string literal. A macro by example puts invisible groups around the literals that it passes on.
pub(crate) fn string_literal(expr: &Expr) -> Option<&LitStr> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        Expr::Group(group) => string_literal(&group.expr),
        _ => None,
    }
}

fn default(meta: &Meta) -> Option<Default_> {
    match text(meta) {
        Some(path) => path.parse().ok().map(Default_::Path),
        None => Some(Default_::Trait),
    }
}

/// Reads `name = ".."` or `name(serialize = "..", deserialize = "..")`.
fn both<T>(meta: &Meta, read: impl Fn(&LitStr) -> Option<T>) -> Both<T> {
    if let Some(text) = text(meta) {
        return Both { serialize: read(&text), deserialize: read(&text) };
    }
    let mut both = Both::default();
    let inner =
        meta.require_list().and_then(|list| list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated));
    for one in inner.into_iter().flatten() {
        if one.path().is_ident("serialize") {
            both.serialize = text(&one).and_then(|text| read(&text));
        } else if one.path().is_ident("deserialize") {
            both.deserialize = text(&one).and_then(|text| read(&text));
        }
    }
    both
}

/// Returns the predicates of `bound = ".."` or of `bound(serialize = "..", deserialize = "..")`. One trait writes and
/// reads a field, so both count. serde gives the lifetime `'de`, which no item of ours has, to the bounds of reading.
fn bounds(meta: &Meta) -> Vec<WherePredicate> {
    let both = both(meta, |text| text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated).ok());
    let mut predicates: Vec<WherePredicate> = Vec::new();
    for predicate in both.serialize.into_iter().chain(both.deserialize).flatten().map(for_any_lifetime) {
        if !predicates.contains(&predicate) {
            predicates.push(predicate);
        }
    }
    predicates
}

fn for_any_lifetime(predicate: WherePredicate) -> WherePredicate {
    let mentions_de = predicate.to_token_stream().to_string().replace(' ', "").contains("'de");
    match predicate {
        WherePredicate::Type(mut predicate) if mentions_de => {
            predicate.lifetimes.get_or_insert_with(|| parse_quote!(for<>)).lifetimes.push(parse_quote!('de));
            WherePredicate::Type(predicate)
        }
        predicate => predicate,
    }
}
