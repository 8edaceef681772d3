//! The input as it is written: every argument with its place, before any check.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Ident, Lit, LitStr, Token, Type, bracketed, parenthesized, token};

use crate::errors::Errors;
use crate::self_type::without_self;
use crate::serde_attrs;

/// A struct or an enum under one of the derives.
#[derive(Debug)]
pub(crate) struct Input {
    /// The item itself.
    pub(crate) item: DeriveInput,
    /// The arguments of all `#[dynamo(..)]`.
    pub(crate) dynamo: Vec<Argument>,
    /// `#[gsi(..)]` and `#[lsi(..)]` in their order.
    pub(crate) indexes: Vec<Index>,
    /// `#[vector(..)]` in their order.
    pub(crate) vectors: Vec<VectorIndex>,
    pub(crate) serde: serde_attrs::Container,
    /// The fields of a struct; empty for anything else.
    pub(crate) fields: Vec<Field>,
    /// The attributes that could not be parsed.
    pub(crate) unreadable: Option<syn::Error>,
}

/// A field with its attributes.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) field: syn::Field,
    pub(crate) pk: Vec<Attribute>,
    pub(crate) sk: Vec<Attribute>,
    pub(crate) ttl: Vec<Attribute>,
    pub(crate) key_only: Vec<Attribute>,
    pub(crate) version: Vec<Attribute>,
    pub(crate) created_at: Vec<Attribute>,
    pub(crate) updated_at: Vec<Attribute>,
    pub(crate) unique: Vec<Attribute>,
    /// The arguments of `#[dynamo(..)]` on the field.
    pub(crate) dynamo: Vec<Argument>,
    pub(crate) serde: serde_attrs::Field,
}

/// `#[gsi(..)]` or `#[lsi(..)]`.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) kind: IndexKind,
    /// The attribute's name, `gsi` or `lsi`, with its place.
    pub(crate) path: Ident,
    pub(crate) arguments: Vec<Argument>,
}

/// `#[vector(..)]`
#[derive(Debug)]
pub(crate) struct VectorIndex {
    /// The attribute's name with its place.
    pub(crate) path: Ident,
    pub(crate) arguments: Vec<Argument>,
}

/// The kind of a secondary index. The checked model uses it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexKind {
    /// `#[gsi(..)]`
    Global,
    /// `#[lsi(..)]`
    Local,
}

/// `name` or `name = value`.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) value: Option<Value>,
}

/// The right side of an argument.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `".."`
    Text(LitStr),
    /// A single name, raw or not.
    Name(Ident),
    /// `[field, ".."]`
    List(Vec<Name>, Span),
    /// `number("..")` and the like: a word around a text.
    Call(Ident, LitStr),
    /// A path or another type.
    Type(Type),
    /// Anything else.
    Other(Lit),
}

/// A field, or the name of an attribute that no field declares.
#[derive(Debug, Clone)]
pub(crate) enum Name {
    Field(Ident),
    Text(LitStr),
    /// `number("..")`
    Number(LitStr),
}

impl Input {
    /// Reads the item. An attribute that cannot be parsed is kept in `unreadable`, for the report.
    pub(crate) fn read(item: DeriveInput) -> Self {
        let item = without_self(item);
        let mut errors = Errors::default();
        let mut dynamo = Vec::new();
        let mut indexes = Vec::new();
        let mut vectors = Vec::new();
        for attribute in &item.attrs {
            if attribute.path().is_ident("dynamo") {
                dynamo.extend(errors.keep(arguments(attribute)).into_iter().flatten());
            } else if attribute.path().is_ident("vector") {
                let arguments = errors.keep(arguments(attribute));
                let path = attribute.path().get_ident().cloned();
                vectors.extend(path.zip(arguments).map(|(path, arguments)| VectorIndex { path, arguments }));
            } else if let Some(kind) = IndexKind::of(attribute) {
                let arguments = errors.keep(arguments(attribute));
                let path = attribute.path().get_ident().cloned();
                indexes.extend(path.zip(arguments).map(|(path, arguments)| Index { kind, path, arguments }));
            }
        }
        let serde = serde_attrs::Container::read(&item.attrs);
        let fields = match &item.data {
            Data::Struct(data) => data.fields.iter().map(|field| Field::read(field, &mut errors)).collect(),
            Data::Enum(_) | Data::Union(_) => Vec::new(),
        };
        Self { dynamo, indexes, vectors, serde, fields, unreadable: errors.finish().err(), item }
    }
}

impl Field {
    fn read(field: &syn::Field, errors: &mut Errors) -> Self {
        let marked = |name| -> Vec<Attribute> {
            field.attrs.iter().filter(|attribute| attribute.path().is_ident(name)).cloned().collect()
        };
        let dynamo =
            marked("dynamo").iter().filter_map(|attribute| errors.keep(arguments(attribute))).flatten().collect();
        Self {
            dynamo,
            pk: marked("pk"),
            sk: marked("sk"),
            ttl: marked("ttl"),
            key_only: marked("key_only"),
            version: marked("version"),
            created_at: marked("created_at"),
            updated_at: marked("updated_at"),
            unique: marked("unique"),
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
            Self::Call(word, _) => word.span(),
            Self::Type(ty) => ty.span(),
            Self::Other(lit) => lit.span(),
        }
    }
}

impl Name {
    /// Returns the field, unless this is a name in quotes.
    pub(crate) fn field(&self) -> Option<&Ident> {
        match self {
            Self::Field(field) => Some(field),
            Self::Text(_) | Self::Number(_) => None,
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Field(name) => name.span(),
            Self::Text(text) | Self::Number(text) => text.span(),
        }
    }
}

impl IndexKind {
    /// Returns the kind of index that an attribute declares.
    fn of(attribute: &Attribute) -> Option<Self> {
        let path = attribute.path();
        if path.is_ident("gsi") { Some(Self::Global) } else { path.is_ident("lsi").then_some(Self::Local) }
    }

    /// Returns the kind in words.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Local => "local",
        }
    }
}

pub(crate) fn arguments(attribute: &Attribute) -> syn::Result<Vec<Argument>> {
    let list = attribute.meta.require_list()?;
    list.parse_args_with(Punctuated::<Argument, Token![,]>::parse_terminated).map(|all| all.into_iter().collect())
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Lit) {
            let lit: Lit = input.parse()?;
            return Err(syn::Error::new(lit.span(), "expected a name before this value, as in `name = \"..\"`"));
        }
        // Keywords count, because `crate` is an argument.
        let name = Ident::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error("expected `,` between two arguments"));
        }
        Ok(Self { name, value })
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
        if let Some((word, text)) = word_around_text(input) {
            return Ok(Self::Call(word, text));
        }
        // A single name would parse as a type, too.
        single_name(input).map_or_else(|| input.parse().map(Self::Type), |name| Ok(Self::Name(name)))
    }
}

/// Returns a word with a text in parentheses, as in `number("GSI2SK")`.
fn word_around_text(input: ParseStream) -> Option<(Ident, LitStr)> {
    let parse = |input: ParseStream| -> syn::Result<(Ident, LitStr)> {
        let word = input.parse()?;
        let content;
        parenthesized!(content in input);
        let text = content.parse()?;
        if content.is_empty() { Ok((word, text)) } else { Err(content.error("expected one text")) }
    };
    // A parse that fails has consumed tokens, so it is tried on a fork.
    let ahead = input.fork();
    parse(&ahead).ok().and_then(|_| parse(input).ok())
}

/// Returns one name that ends the argument. Keywords count, so that a field `r#type` can be named either way.
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
        if let Some((_, text)) = word_around_text(input).filter(|(word, _)| word == "number") {
            return Ok(Self::Number(text));
        }
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected a field, or the name of an attribute in quotes"));
        }
        Ident::parse_any(input).map(Self::Field)
    }
}
