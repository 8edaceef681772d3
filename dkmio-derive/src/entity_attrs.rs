//! The attributes of an entity as they are written.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, DeriveInput, Ident, LitStr, Meta, Token};

use crate::attrs::{Argument, arguments};
use crate::errors::Errors;
use crate::serde_attrs::string_literal;

/// The attributes on the struct of an entity.
#[derive(Debug, Default)]
pub(crate) struct EntityAttrs {
    /// `#[pk = ".."]`
    pub(crate) pk: Vec<LitStr>,
    /// `#[sk = ".."]`
    pub(crate) sk: Vec<LitStr>,
    /// `#[index(..)]`
    pub(crate) indexes: Vec<IndexAttr>,
    /// `#[constant("name" = "text")]`
    pub(crate) constants: Vec<(LitStr, LitStr)>,
}

/// `#[index(by_status = App::gsi1, pk = "..", sk = "..")]`
#[derive(Debug)]
pub(crate) struct IndexAttr {
    /// The attribute's name, with its place.
    pub(crate) path: Span,
    pub(crate) arguments: Vec<Argument>,
}

impl IndexAttr {
    /// Returns the accessor, which is the first argument.
    pub(crate) fn accessor(&self) -> Option<&Ident> {
        self.arguments.first().map(|first| &first.name)
    }

    /// Returns whether the index is a vector index: it names the field with the vectors.
    pub(crate) fn is_vector(&self) -> bool {
        self.arguments.iter().skip(1).any(|argument| argument.name == "on")
    }
}

/// `"name" = "text"`
struct Constant(LitStr, LitStr);

impl Parse for Constant {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self(name, input.parse()?))
    }
}

impl EntityAttrs {
    /// Reads the attributes of the struct.
    pub(crate) fn read(item: &DeriveInput, errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for attribute in &item.attrs {
            if attribute.path().is_ident("pk") {
                read.pk.extend(errors.keep(template(attribute)));
            } else if attribute.path().is_ident("sk") {
                read.sk.extend(errors.keep(template(attribute)));
            } else if attribute.path().is_ident("index") {
                let path = attribute.path().get_ident().map_or_else(Span::call_site, Ident::span);
                read.indexes.extend(errors.keep(arguments(attribute)).map(|arguments| IndexAttr { path, arguments }));
            } else if attribute.path().is_ident("constant") {
                let constant = errors.keep(attribute.parse_args::<Constant>());
                read.constants.extend(constant.map(|Constant(name, text)| (name, text)));
            }
        }
        read
    }
}

/// Returns the text of `#[pk = ".."]`.
fn template(attribute: &Attribute) -> syn::Result<LitStr> {
    if let Meta::NameValue(pair) = &attribute.meta
        && let Some(text) = string_literal(&pair.value)
    {
        return Ok(text.clone());
    }
    Err(syn::Error::new_spanned(attribute, "a key of an entity is a template, as in `#[pk = \"TENANT#{tenant}\"]`"))
}
