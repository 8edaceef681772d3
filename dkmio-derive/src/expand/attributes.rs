//! Attributes: a marker type and a constant for each.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::decimals;
use super::generics::{Head, applied, head, marker, maybe, owner_type};
use crate::check::key_only_constant;
use crate::model::{Absent, Attribute, Codec, Form, Owner};
use crate::unique_model::GuardedBy;

/// The roles of attributes in their item.
pub(super) struct Of<'a> {
    /// Whether an attribute is part of the primary key, which an update cannot change.
    pub(super) is_key: &'a dyn Fn(usize) -> bool,
    /// Whether dkmio writes the value of an attribute, so that an update cannot change it.
    pub(super) is_managed: &'a dyn Fn(usize) -> bool,
    /// The reason why only a guarded update may set an attribute, if there is one.
    pub(super) guarded_by: &'a dyn Fn(usize) -> Option<GuardedBy>,
    /// The role of an attribute in words, for its docs.
    pub(super) role: &'a dyn Fn(usize) -> Option<String>,
    /// The docs above the constants.
    pub(super) intro: &'static str,
}

/// Returns the markers, their traits and the constants.
pub(super) fn attributes(owner: &Owner, all: &[Attribute], of: &Of<'_>) -> TokenStream {
    let markers = all.iter().enumerate().map(|(at, attribute)| {
        let traits = [
            marker(owner, &owner.visibility_of(&attribute.field), &attribute.marker),
            declared(owner, attribute, at),
            codec(owner, attribute),
            capabilities(owner, attribute, (of.is_key)(at), (of.is_managed)(at), (of.guarded_by)(at)),
        ];
        quote!(#(#traits)*)
    });
    let markers: TokenStream = markers.collect();
    let constants = constants(owner, all, of);
    let plain = all.iter().filter(|attribute| matches!(attribute.codec, Codec::Plain));
    let decimals = decimals::checks(owner, plain.map(|attribute| (&attribute.ident, &attribute.field.ty)));
    quote!(#markers #constants #decimals)
}

/// Returns `Orders::TOTAL` and its like.
fn constants(owner: &Owner, all: &[Attribute], of: &Of<'_>) -> TokenStream {
    let Owner { facade, runtime, .. } = owner;
    let constants = all.iter().enumerate().map(|(at, attribute)| {
        let vis = owner.visibility_of(&attribute.field);
        // An attribute that no item has cannot be filtered or updated. Projections find its number by the hidden constant.
        let (constant, docs) = if attribute.is_key_only {
            (key_only_constant(&attribute.constant), quote!(#[doc(hidden)]))
        } else {
            (attribute.constant.clone(), docs(attribute, (of.role)(at)))
        };
        let marker = marker_type(owner, attribute);
        let value = value_type(owner, attribute);
        quote! {
            #docs
            #vis const #constant: #facade::attribute::Path<#marker, #value> = #runtime::Path::top();
        }
    });
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let this = owner_type(owner);
    let intro = (!of.intro.is_empty()).then_some(of.intro).into_iter();
    quote! {
        #(#[doc = #intro])*
        #[automatically_derived]
        impl #params #this #wheres { #(#constants)* }
    }
}

/// Returns the field's own docs, followed by the stored name and the role of the attribute.
pub(super) fn docs(attribute: &Attribute, role: Option<String>) -> TokenStream {
    let own = attribute.field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let own: Vec<_> = own.collect();
    let role = role.map(|role| format!(": {role}")).unwrap_or_default();
    // The empty line ends the paragraph of the field's docs.
    let generated = format!("{}The attribute `{}`{role}.", if own.is_empty() { "" } else { "\n" }, attribute.name);
    quote!(#(#own)* #[doc = #generated])
}

/// Returns the marker with the generics of its owner.
pub(super) fn marker_type(owner: &Owner, attribute: &Attribute) -> TokenStream {
    applied(&attribute.marker, &owner.generics)
}

/// Returns the type of the stored value, by which the path is typed.
fn value_type(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let runtime = &owner.runtime;
    match &attribute.form {
        Form::Plain(ty) => quote!(#ty),
        Form::Blob(ty) => quote!(#runtime::Blob<#ty>),
        Form::Set(ty) => quote!(#runtime::Set<#ty>),
        Form::Key(ty) => quote!(#runtime::KeyForm<#ty>),
        Form::Number(ty) => quote!(#runtime::NumberForm<#ty>),
        Form::Custom(ty) => {
            let marker = marker_type(owner, attribute);
            quote!(#runtime::Custom<#ty, #marker>)
        }
    }
}

/// Returns the bounds that reading the field needs.
fn readable(owner: &Owner, attribute: &Attribute) -> Vec<TokenStream> {
    let runtime = &owner.runtime;
    match attribute.codec {
        Codec::Plain => maybe(&attribute.ty, quote!(#runtime::DeserializeOwned)).into_iter().collect(),
        Codec::With { .. } => with_bounds(attribute),
        Codec::NotRead => Vec::new(),
    }
}

/// Returns the bounds that serde is given for the functions of a field, which may need them.
fn with_bounds(attribute: &Attribute) -> Vec<TokenStream> {
    attribute.bounds.iter().map(ToTokens::to_token_stream).collect()
}

/// Returns `impl Attribute`.
fn declared(owner: &Owner, attribute: &Attribute, at: usize) -> TokenStream {
    let runtime = &owner.runtime;
    let Attribute { name, ty, .. } = attribute;
    let Head { params, wheres } = head(&owner.generics, &[], &readable(owner, attribute));
    let marker = marker_type(owner, attribute);
    let this = owner_type(owner);
    let body = read(owner, attribute);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Attribute for #marker #wheres {
            type Owner = #this;
            type Field = #ty;
            const NAME: &'static str = #name;
            const POSITION: usize = #at;
            fn read(
                __value: ::core::option::Option<#runtime::StoredValue<'_>>,
            ) -> ::core::result::Result<Self::Field, #runtime::DecodeError> {
                #body
            }
        }
    }
}

/// Reads a stored value, or an absent one.
fn read(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let (runtime, ty) = (&owner.runtime, &attribute.ty);
    match (&attribute.codec, default_value(owner, attribute)) {
        (Codec::Plain, None) => quote!(#runtime::read(__value)),
        (Codec::Plain, Some(default)) => quote!(#runtime::read_or(__value, || #default)),
        (Codec::With { .. }, None) => quote!(#runtime::read_with::<#ty, Self>(__value)),
        (Codec::With { .. }, Some(default)) => quote!(#runtime::read_with_or::<#ty, Self>(__value, || #default)),
        (Codec::NotRead, default) => quote! {
            let _ = __value;
            ::core::result::Result::Ok(#default)
        },
    }
}

/// Returns the value of the field for an absent attribute, if serde has a default.
pub(super) fn default_value(owner: &Owner, attribute: &Attribute) -> Option<TokenStream> {
    let Attribute { ident, ty, .. } = attribute;
    let this = owner_type(owner);
    Some(match &attribute.absent {
        Absent::ByType => return None,
        // A type without `Default` is an error at the field and not at the derive.
        Absent::Default => quote_spanned!(ty.span()=> ::core::default::Default::default()),
        Absent::Call(path) => quote!(#path()),
        Absent::Container => quote!(<#this as ::core::default::Default>::default().#ident),
        Absent::ContainerCall(path) => quote! {{ let __default: #this = #path(); __default.#ident }},
    })
}

/// Returns the functions of the field, for values that are written and read alone.
fn codec(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let Codec::With { serialize, deserialize, .. } = &attribute.codec else { return TokenStream::new() };
    let (runtime, ty) = (&owner.runtime, &attribute.ty);
    let marker = marker_type(owner, attribute);
    let Head { params, wheres } = head(&owner.generics, &[], &with_bounds(attribute));
    let codec = serialize.as_ref().map(|serialize| {
        quote! {
            #[automatically_derived]
            impl #params #runtime::FieldCodec<#ty> for #marker #wheres {
                fn serialize<__S: #runtime::serde::Serializer>(
                    __field: &#ty,
                    __serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    #serialize(__field, __serializer)
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #params #runtime::FieldReader<#ty> for #marker #wheres {
            fn deserialize<'__de, __D: #runtime::serde::Deserializer<'__de>>(
                __deserializer: __D,
            ) -> ::core::result::Result<#ty, __D::Error> {
                #deserialize(__deserializer)
            }
        }
        #codec
    }
}

/// Returns the implementations by which an update may change or remove the attribute. A key counts as removable, so
/// that the only error is that it cannot be updated.
fn capabilities(
    owner: &Owner,
    attribute: &Attribute,
    is_key: bool,
    is_managed: bool,
    guarded_by: Option<GuardedBy>,
) -> TokenStream {
    let runtime = &owner.runtime;
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let marker = marker_type(owner, attribute);
    let removable = (is_key || is_managed || attribute.is_removable()).then(|| {
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #params #runtime::Removable for #marker #wheres {}
        }
    });
    if is_key {
        return quote!(#removable);
    }
    let of_guard = |bounds: &[TokenStream]| head(&owner.generics, &[quote!(__G)], bounds);
    let updatable = if is_managed {
        // The bound never holds. It is there for its message.
        let bound = quote!(for<'__a> #runtime::Dkmio: #runtime::WrittenByCallers<#marker>);
        let Head { params, wheres } = of_guard(&[bound]);
        quote!(impl #params #runtime::Updatable<__G> for #marker #wheres {})
    } else if let Some(guarded_by) = guarded_by {
        let state = match guarded_by {
            GuardedBy::Unique => quote!(SetsUnique),
            GuardedBy::Scope => quote!(SetsScope),
            GuardedBy::Expiry => quote!(SetsExpiry),
        };
        let Head { params, wheres } = of_guard(&[quote!(__G: #runtime::#state<#marker>)]);
        quote!(impl #params #runtime::Updatable<__G> for #marker #wheres {})
    } else {
        let Head { params, wheres } = of_guard(&[]);
        quote!(#[diagnostic::do_not_recommend] impl #params #runtime::Updatable<__G> for #marker #wheres {})
    };
    quote!(#[automatically_derived] #updatable #removable)
}
