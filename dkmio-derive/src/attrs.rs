//! The input as it is written: every setting with its place, nothing judged yet.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Ident, Lit, LitStr, Token, Type, bracketed, token};

use crate::errors::Errors;
use crate::serde_attrs;

/// A struct or an enum under one of the derives.
#[derive(Debug)]
pub(crate) struct Input {
    /// The item itself.
    pub(crate) item: DeriveInput,
    /// The settings of all `#[dynamo(..)]`.
    pub(crate) dynamo: Vec<Setting>,
    /// `#[gsi(..)]` and `#[lsi(..)]` in their order.
    pub(crate) indexes: Vec<Index>,
    pub(crate) serde: serde_attrs::Container,
    /// The fields of a struct; none for anything else.
    pub(crate) fields: Vec<Field>,
    /// What could not be read at all.
    pub(crate) unreadable: Option<syn::Error>,
}

/// A field with its attributes.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) field: syn::Field,
    pub(crate) pk: Vec<Attribute>,
    pub(crate) sk: Vec<Attribute>,
    pub(crate) ttl: Vec<Attribute>,
    pub(crate) serde: serde_attrs::Field,
}

/// `#[gsi(..)]` or `#[lsi(..)]`.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) local: bool,
    pub(crate) path: Ident,
    pub(crate) settings: Vec<Setting>,
}

/// `key` or `key = value`.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Option<Value>,
}

/// The right side of a setting.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `".."`
    Text(LitStr),
    /// A single name, raw or not.
    Name(Ident),
    /// `[field, ".."]`
    List(Vec<Name>, Span),
    /// A path or another type.
    Type(Type),
    /// Anything else.
    Other(Lit),
}

/// A field or the name of an attribute no field declares.
#[derive(Debug, Clone)]
pub(crate) enum Name {
    Field(Ident),
    Text(LitStr),
}

impl Input {
    /// Reads the item; what is unreadable is kept for the report.
    pub(crate) fn read(item: DeriveInput) -> Self {
        let mut errors = Errors::default();
        let mut dynamo = Vec::new();
        let mut indexes = Vec::new();
        for attribute in &item.attrs {
            if attribute.path().is_ident("dynamo") {
                dynamo.extend(errors.keep(settings(attribute)).into_iter().flatten());
            } else if let Some(local) = index_kind(attribute) {
                let settings = errors.keep(settings(attribute));
                let path = attribute.path().get_ident().cloned();
                indexes.extend(path.zip(settings).map(|(path, settings)| Index { local, path, settings }));
            }
        }
        let serde = serde_attrs::Container::read(&item.attrs);
        let fields = match &item.data {
            Data::Struct(data) => data.fields.iter().map(Field::read).collect(),
            Data::Enum(_) | Data::Union(_) => Vec::new(),
        };
        Self { dynamo, indexes, serde, fields, unreadable: errors.finish().err(), item }
    }
}

impl Field {
    fn read(field: &syn::Field) -> Self {
        let marked = |name| field.attrs.iter().filter(|attribute| attribute.path().is_ident(name)).cloned().collect();
        Self {
            pk: marked("pk"),
            sk: marked("sk"),
            ttl: marked("ttl"),
            serde: serde_attrs::Field::read(&field.attrs),
            field: field.clone(),
        }
    }
}

impl Value {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span(),
            Self::Name(name) => name.span(),
            Self::List(_, span) => *span,
            Self::Type(ty) => ty.span(),
            Self::Other(lit) => lit.span(),
        }
    }
}

impl Name {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Field(name) => name.span(),
            Self::Text(text) => text.span(),
        }
    }
}

fn index_kind(attribute: &Attribute) -> Option<bool> {
    if attribute.path().is_ident("lsi") { Some(true) } else { attribute.path().is_ident("gsi").then_some(false) }
}

fn settings(attribute: &Attribute) -> syn::Result<Vec<Setting>> {
    let list = attribute.meta.require_list()?;
    list.parse_args_with(Punctuated::<Setting, Token![,]>::parse_terminated).map(|all| all.into_iter().collect())
}

impl Parse for Setting {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Lit) {
            let lit: Lit = input.parse()?;
            return Err(syn::Error::new(lit.span(), "expected a name before this value, as in `name = \"..\"`"));
        }
        let key = Ident::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error("expected `,` between two settings"));
        }
        Ok(Self { key, value })
    }
}

impl Parse for Value {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.is_empty() || input.peek(Token![,]) {
            return Err(input.error("expected a value after `=`"));
        }
        if input.peek(token::Bracket) {
            let content;
            let bracket = bracketed!(content in input);
            let names = Punctuated::<Name, Token![,]>::parse_terminated(&content)?;
            return Ok(Self::List(names.into_iter().collect(), bracket.span.join()));
        }
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if input.peek(Lit) {
            return input.parse().map(Self::Other);
        }
        single_name(input).map_or_else(|| input.parse().map(Self::Type), |name| Ok(Self::Name(name)))
    }
}

/// One name that ends the setting; keywords count, so that a field `r#type` can be named either way.
fn single_name(input: ParseStream) -> Option<Ident> {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).ok()?;
    (ahead.is_empty() || ahead.peek(Token![,])).then(|| input.call(Ident::parse_any).ok()).flatten()
}

impl Parse for Name {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected a field, or the name of an attribute in quotes"));
        }
        Ident::parse_any(input).map(Self::Field)
    }
}
