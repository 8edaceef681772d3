//! Attributes: a marker type and a constant for each.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::generics::{Head, applied, head, marker, maybe, owner_type};
use crate::model::{Absent, Attribute, Codec, Form, Owner};

/// Markers, their traits and the constants; `fixed` says which attributes cannot be updated.
pub(super) fn attributes(owner: &Owner, all: &[Attribute], fixed: impl Fn(usize) -> bool) -> TokenStream {
    let markers = all.iter().enumerate().map(|(at, attribute)| {
        let traits = [
            marker(owner, &attribute.marker),
            declared(owner, attribute),
            codec(owner, attribute),
            capabilities(owner, attribute, fixed(at)),
            declares(owner, attribute),
        ];
        quote!(#(#traits)*)
    });
    let markers: TokenStream = markers.collect();
    let constants = constants(owner, all);
    quote!(#markers #constants)
}

/// `Orders::TOTAL` and its like.
pub(super) fn constants(owner: &Owner, all: &[Attribute]) -> TokenStream {
    let Owner { vis, runtime, .. } = owner;
    let constants = all.iter().map(|attribute| {
        let Attribute { constant, name, .. } = attribute;
        let doc = format!("The attribute `{name}`.");
        let marker = marker_type(owner, attribute);
        let value = value_type(owner, attribute);
        quote! {
            #[doc = #doc]
            #vis const #constant: #runtime::Path<#marker, #value> = #runtime::Path::top();
        }
    });
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let this = owner_type(owner);
    quote! {
        #[automatically_derived]
        impl #params #this #wheres { #(#constants)* }
    }
}

/// The marker with the generics of its owner.
pub(super) fn marker_type(owner: &Owner, attribute: &Attribute) -> TokenStream {
    applied(&attribute.marker, &owner.generics)
}

/// What the path is typed by.
fn value_type(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let runtime = &owner.runtime;
    match &attribute.form {
        Form::Plain(ty) => quote!(#ty),
        Form::Blob(ty) => quote!(#runtime::Blob<#ty>),
        Form::Set(ty) => quote!(#runtime::Set<#ty>),
        Form::Key(ty) => quote!(#runtime::KeyForm<#ty>),
        Form::Custom(ty) => {
            let marker = marker_type(owner, attribute);
            quote!(#runtime::Custom<#ty, #marker>)
        }
    }
}

/// What reading the field asks of its type.
fn readable(owner: &Owner, attribute: &Attribute) -> Vec<TokenStream> {
    let runtime = &owner.runtime;
    match attribute.codec {
        Codec::Plain => maybe(&attribute.ty, quote!(#runtime::DeserializeOwned)).into_iter().collect(),
        Codec::With { .. } | Codec::NotRead => Vec::new(),
    }
}

/// `impl Attribute`.
fn declared(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let runtime = &owner.runtime;
    let Attribute { name, ty, .. } = attribute;
    let Head { params, wheres } = head(&owner.generics, &[], &readable(owner, attribute));
    let marker = marker_type(owner, attribute);
    let this = owner_type(owner);
    let body = decode(owner, attribute);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Attribute for #marker #wheres {
            type Owner = #this;
            type Field = #ty;
            const NAME: &'static str = #name;
            fn decode(
                __value: ::core::option::Option<&#runtime::AttributeValue>,
            ) -> ::core::result::Result<Self::Field, #runtime::DecodeError> {
                #body
            }
        }
    }
}

/// Reads a stored value, or what the field is without one.
fn decode(owner: &Owner, attribute: &Attribute) -> TokenStream {
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

/// What the field is when its attribute is absent, where serde has a default.
pub(super) fn default_value(owner: &Owner, attribute: &Attribute) -> Option<TokenStream> {
    let Attribute { ident, ty, .. } = attribute;
    let this = owner_type(owner);
    Some(match &attribute.absent {
        Absent::ByType => return None,
        Absent::Default => quote_spanned!(ty.span()=> ::core::default::Default::default()),
        Absent::Call(path) => quote!(#path()),
        Absent::Container => quote!(<#this as ::core::default::Default>::default().#ident),
        Absent::ContainerCall(path) => quote! {{ let __default: #this = #path(); __default.#ident }},
    })
}

/// The `with` of the field, for values that are written and read alone.
fn codec(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let Codec::With { serialize, deserialize, .. } = &attribute.codec else { return TokenStream::new() };
    let (runtime, ty) = (&owner.runtime, &attribute.ty);
    let marker = marker_type(owner, attribute);
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    quote! {
        #[automatically_derived]
        impl #params #runtime::FieldCodec<#ty> for #marker #wheres {
            fn serialize<__S: #runtime::serde::Serializer>(
                __field: &#ty,
                __serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #serialize(__field, __serializer)
            }
            fn deserialize<'__de, __D: #runtime::serde::Deserializer<'__de>>(
                __deserializer: __D,
            ) -> ::core::result::Result<#ty, __D::Error> {
                #deserialize(__deserializer)
            }
        }
    }
}

/// Whether an update may change or remove the attribute.
fn capabilities(owner: &Owner, attribute: &Attribute, fixed: bool) -> TokenStream {
    if fixed {
        return TokenStream::new();
    }
    let runtime = &owner.runtime;
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    let marker = marker_type(owner, attribute);
    let removable = attribute.removable().then(|| {
        quote! {
            #[automatically_derived]
            impl #params #runtime::Removable for #marker #wheres {}
        }
    });
    quote! {
        #[automatically_derived]
        impl #params #runtime::Updatable for #marker #wheres {}
        #removable
    }
}

/// The attribute by its stored name, for partial structs.
fn declares(owner: &Owner, attribute: &Attribute) -> TokenStream {
    let runtime = &owner.runtime;
    let Head { params, wheres } = head(&owner.generics, &[quote!(__A)], &readable(owner, attribute));
    let marker = marker_type(owner, attribute);
    let this = owner_type(owner);
    let hash = hash(&attribute.name);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Declares<__A, #hash> for #this #wheres {
            type Attribute = #marker;
        }
    }
}

/// FNV-1a of 64 bits.
pub(super) fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_hashed_by_fnv_1a() {
        assert_eq!(super::hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(super::hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(super::hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
