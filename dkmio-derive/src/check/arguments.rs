//! Reading the arguments of an attribute, `name = value`.

use quote::quote;
use syn::{Ident, LitStr, Path, Type, TypePath};

use super::names::{listed, suggestion};
use super::shape::ungrouped;
use crate::attrs::{Argument, Value};
use crate::errors::Errors;

/// The arguments of one attribute.
pub(super) struct Arguments<'a> {
    arguments: &'a [Argument],
    /// Whether every name is known.
    all_known: bool,
}

impl<'a> Arguments<'a> {
    /// Reports unknown and repeated arguments.
    pub(super) fn check(arguments: &'a [Argument], known: &[&str], errors: &mut Errors) -> Self {
        let mut all_known = true;
        for (at, argument) in arguments.iter().enumerate() {
            let name = argument.name.to_string();
            let repeated = arguments.iter().take(at).any(|other| other.name == argument.name);
            if !known.contains(&name.as_str()) {
                all_known = false;
                let maybe = suggestion(&name, known.iter().copied());
                errors.on(
                    &argument.name,
                    format!("unknown argument `{name}`, expected one of: {}{maybe}", listed(known.iter().copied())),
                );
            } else if repeated {
                errors.on(&argument.name, format!("duplicate argument `{name}`; remove one"));
            }
        }
        Self { arguments, all_known }
    }

    /// Returns the value of an argument.
    pub(super) fn get(&self, name: &str, errors: &mut Errors) -> Option<&'a Value> {
        let argument = self.arguments.iter().find(|argument| argument.name == name)?;
        if argument.value.is_none() {
            errors.on(&argument.name, format!("`{name}` needs a value, as in `{name} = ..`"));
        }
        argument.value.as_ref()
    }

    /// Returns whether a required argument is missing. An unknown one may be it, misspelled, so then this is false.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.all_known && self.name_of(name).is_none()
    }

    /// Returns the name of an argument as it is written, if the argument is there, with or without a value.
    pub(super) fn name_of(&self, name: &str) -> Option<&'a Ident> {
        self.arguments.iter().map(|argument| &argument.name).find(|ident| *ident == name)
    }

    /// Returns the value of an argument that takes a string literal.
    pub(super) fn text(&self, name: &str, errors: &mut Errors) -> Option<&'a LitStr> {
        match self.get(name, errors)? {
            Value::Text(text) => Some(text),
            other => {
                errors.at(other.span(), format!("`{name}` takes a string literal, as in `{name} = \"orders\"`"));
                None
            }
        }
    }

    /// Returns the value of an argument that takes a type.
    pub(super) fn ty(&self, name: &str, errors: &mut Errors) -> Option<Type> {
        match self.get(name, errors)? {
            Value::Type(ty) => Some(ty.clone()),
            Value::Name(ident) => Some(Type::Path(TypePath { qself: None, path: Path::from(ident.clone()) })),
            other => {
                errors.at(other.span(), format!("`{name}` takes a type without quotes, as in `{name} = Orders`"));
                None
            }
        }
    }

    /// Returns the value of an argument that takes a single name. `example` is a part of the message.
    pub(super) fn ident(&self, name: &str, example: &str, errors: &mut Errors) -> Option<&'a Ident> {
        match self.get(name, errors)? {
            Value::Name(ident) => Some(ident),
            other => {
                errors.at(other.span(), format!("`{name}` takes a name without quotes, as in `{name} = {example}`"));
                None
            }
        }
    }

    /// Returns a single name, if there is one. Mistakes in it are reported elsewhere.
    pub(super) fn ident_quietly(&self, name: &str) -> Option<&'a Ident> {
        match self.arguments.iter().find(|argument| argument.name == name)?.value.as_ref()? {
            Value::Name(ident) => Some(ident),
            _ => None,
        }
    }

    /// Returns the path of dkmio: `crate = ::path`, or else `::dkmio`.
    pub(super) fn facade(&self, errors: &mut Errors) -> Option<proc_macro2::TokenStream> {
        if self.name_of("crate").is_none() {
            return Some(quote!(::dkmio));
        }
        let value = self.get("crate", errors)?;
        let ty = match value {
            Value::Type(ty) => Some(ungrouped(ty)),
            _ => None,
        };
        match (value, ty) {
            (_, Some(Type::Path(TypePath { qself: None, path })))
                if path.leading_colon.is_some()
                    || path.segments.first().is_some_and(|first| is_crate_root(&first.ident)) =>
            {
                Some(quote!(#path))
            }
            (Value::Name(name), _) if is_crate_root(name) => Some(quote!(#name)),
            (other, _) => {
                errors.at(
                    other.span(),
                    "`crate` takes an absolute path, since a relative one means something else in each module; \
                     write `crate = ::path::to::dkmio`, or `crate = crate::path` for a re-export in this crate",
                );
                None
            }
        }
    }
}

/// Returns whether a path that begins so is absolute. In a macro by example, `$crate` is the crate of the macro.
fn is_crate_root(name: &Ident) -> bool {
    name == "crate" || name == "$crate"
}
