//! Reading `key = value` settings.

use quote::quote;
use syn::{Ident, LitStr, Path, Type, TypePath};

use super::names::{listed, suggestion};
use crate::attrs::{Setting, Value};
use crate::errors::Errors;

/// The settings of one attribute, all keys known and none twice.
pub(super) struct Settings<'a> {
    settings: &'a [Setting],
    /// Whether all keys are known.
    sound: bool,
}

impl<'a> Settings<'a> {
    /// Reports unknown and repeated keys.
    pub(super) fn check(settings: &'a [Setting], known: &[&str], errors: &mut Errors) -> Self {
        let mut sound = true;
        for (at, setting) in settings.iter().enumerate() {
            let key = setting.key.to_string();
            let before = settings.iter().take(at).any(|other| other.key == setting.key);
            if !known.contains(&key.as_str()) {
                sound = false;
                let maybe = suggestion(&key, known.iter().copied());
                errors.on(
                    &setting.key,
                    format!("unknown key `{key}`, expected one of: {}{maybe}", listed(known.iter().copied())),
                );
            } else if before {
                errors.on(&setting.key, format!("`{key}` is given twice"));
            }
        }
        Self { settings, sound }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str, errors: &mut Errors) -> Option<&'a Value> {
        let setting = self.settings.iter().find(|setting| setting.key == key)?;
        if setting.value.is_none() {
            errors.on(&setting.key, format!("`{key}` needs a value, as in `{key} = ..`"));
        }
        setting.value.as_ref()
    }

    /// Whether a required key is missing, and no unknown one stands in its place.
    pub(super) fn lacks(&self, key: &str) -> bool {
        self.sound && self.key(key).is_none()
    }

    /// Whether a key is there, with or without a value.
    pub(super) fn key(&self, key: &str) -> Option<&'a Ident> {
        self.settings.iter().map(|setting| &setting.key).find(|ident| *ident == key)
    }

    /// A text in quotes.
    pub(super) fn text(&self, key: &str, errors: &mut Errors) -> Option<&'a LitStr> {
        match self.get(key, errors)? {
            Value::Text(text) => Some(text),
            other => {
                errors.at(other.span(), format!("`{key}` is a text, as in `{key} = \"..\"`"));
                None
            }
        }
    }

    /// A type.
    pub(super) fn ty(&self, key: &str, errors: &mut Errors) -> Option<Type> {
        match self.get(key, errors)? {
            Value::Type(ty) => Some(ty.clone()),
            Value::Name(name) => Some(Type::Path(TypePath { qself: None, path: Path::from(name.clone()) })),
            other => {
                errors.at(other.span(), format!("`{key}` is a type without quotes, as in `{key} = Orders`"));
                None
            }
        }
    }

    /// A name.
    pub(super) fn name(&self, key: &str, errors: &mut Errors) -> Option<&'a Ident> {
        match self.get(key, errors)? {
            Value::Name(name) => Some(name),
            other => {
                errors.at(other.span(), format!("`{key}` is a name without quotes, as in `{key} = by_status`"));
                None
            }
        }
    }

    /// The private module of the runtime: `crate = ::path`, or else `::dkmio`.
    pub(super) fn runtime(&self, errors: &mut Errors) -> Option<proc_macro2::TokenStream> {
        if self.key("crate").is_none() {
            return Some(quote!(::dkmio::__private));
        }
        match self.get("crate", errors)? {
            Value::Type(Type::Path(TypePath { qself: None, path }))
                if path.leading_colon.is_some()
                    || path.segments.first().is_some_and(|first| first.ident == "crate") =>
            {
                Some(quote!(#path::__private))
            }
            Value::Name(name) if name == "crate" => Some(quote!(crate::__private)),
            other => {
                errors.at(
                    other.span(),
                    "`crate` is an absolute path, since a relative one means another thing in each module; \
                     write `crate = ::path::to::dkmio`, or `crate = crate::path` for a re-export in this crate",
                );
                None
            }
        }
    }
}
