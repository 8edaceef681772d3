//! `#[derive(DynamoKey)]`: a newtype that delegates to its field, an enum stored as its variants' names.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Member, Type};

use super::generics::{Head, head, mentions_parameter, owner_type};
use crate::model::{Key, KeyShape, Owner, Variant};

/// Returns the traits of a key type.
pub(crate) fn dynamo_key(key: &Key) -> TokenStream {
    let body = match &key.shape {
        KeyShape::Newtype { member, ty } => newtype(&key.owner, member, ty),
        KeyShape::Names(variants) => names(&key.owner, variants),
    };
    quote!(const _: () = { #body };)
}

fn newtype(owner: &Owner, member: &Member, ty: &Type) -> TokenStream {
    let runtime = &owner.runtime;
    let this = owner_type(owner);
    let Head { params, wheres } = head(&owner.generics, &[], &[hopefully(ty, quote!(#runtime::DynamoKey))]);
    let check = check(owner, ty);
    let capabilities = capabilities(owner, member, ty);
    quote! {
        #check
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::DynamoKey for #this #wheres {
            const TYPE: #runtime::KeyType = <#ty as #runtime::DynamoKey>::TYPE;
            const TEXT: #runtime::KeyText = <#ty as #runtime::DynamoKey>::TEXT;
            fn to_key(&self) -> ::core::result::Result<#runtime::AttributeValue, #runtime::KeyError> {
                #runtime::DynamoKey::to_key(&self.#member)
            }
            fn from_key(
                __value: &#runtime::AttributeValue,
            ) -> ::core::result::Result<Self, #runtime::KeyError> {
                ::core::result::Result::Ok(Self { #member: #runtime::DynamoKey::from_key(__value)? })
            }
        }
        #capabilities
    }
}

/// Returns a check that the field is a key, reported at its type.
fn check(owner: &Owner, ty: &Type) -> TokenStream {
    let runtime = &owner.runtime;
    let bounds: Vec<TokenStream> =
        // Whether a parameter is a key is known only where the type is used, so it is assumed here.
        if mentions_parameter(&owner.generics, ty) { vec![quote!(#ty: #runtime::DynamoKey)] } else { Vec::new() };
    let Head { params, wheres } = head(&owner.generics, &[], &bounds);
    let call = quote_spanned!(ty.span()=> #runtime::check::key_attribute::<#ty>());
    quote!(#[allow(dead_code)] fn __check #params () #wheres { let _ = #call; })
}

/// Returns a bound that need not hold: the `impl` then does not apply, and it is no error.
fn hopefully(ty: &Type, bound: TokenStream) -> TokenStream {
    // Without `for` rustc refuses a bound that cannot hold.
    quote!(for<'__a> #ty: #bound)
}

/// Returns the capabilities of the newtype, which are those of its field.
fn capabilities(owner: &Owner, member: &Member, ty: &Type) -> TokenStream {
    let runtime = &owner.runtime;
    let this = owner_type(owner);
    let one = |bound: TokenStream, more: Option<TokenStream>, body: TokenStream, implemented: TokenStream| {
        let mut bounds = vec![hopefully(ty, bound)];
        // rustc may recommend the `impl` with more bounds: the user has to know why the field's type is not stored as a key.
        let unrecommended = more.is_none().then(|| quote!(#[diagnostic::do_not_recommend]));
        bounds.extend(more);
        let Head { params, wheres } = head(&owner.generics, &[], &bounds);
        quote! {
            #unrecommended
            #[automatically_derived]
            impl #params #implemented for #this #wheres { #body }
        }
    };
    let plain = |name: TokenStream| one(quote!(#runtime::#name), None, TokenStream::new(), quote!(#runtime::#name));
    let plain = [quote!(Ordered), quote!(Measurable)].map(plain);
    let number = one(
        quote!(#runtime::NumberAttribute),
        None,
        quote!(
            type Number = Self;
        ),
        quote!(#runtime::NumberAttribute),
    );
    let stored = one(
        quote!(#runtime::StoredAsKey),
        // Does not apply if the newtype lacks a standard trait, which is reported once, at `DynamoKey`.
        Some(quote!(for<'__a> #this: #runtime::DynamoKey)),
        TokenStream::new(),
        quote!(#runtime::StoredAsKey),
    );
    let prefixed = one(
        quote!(#runtime::Prefixed),
        None,
        quote!(type Prefix = <#ty as #runtime::Prefixed>::Prefix;),
        quote!(#runtime::Prefixed),
    );
    let contains = one(
        quote!(#runtime::Contains),
        None,
        quote!(type Element = <#ty as #runtime::Contains>::Element;),
        quote!(#runtime::Contains),
    );
    let add = one(
        quote!(#runtime::AddOperand<#ty, #runtime::kind::Value>),
        None,
        quote! {
            fn add_operand(__value: Self) -> #runtime::OperandValue {
                <#ty as #runtime::AddOperand<#ty, #runtime::kind::Value>>::add_operand(__value.#member)
            }
        },
        quote!(#runtime::AddOperand<#this, #runtime::kind::Value>),
    );
    quote!(#stored #(#plain)* #number #prefixed #contains #add)
}

fn names(owner: &Owner, variants: &[Variant]) -> TokenStream {
    let runtime = &owner.runtime;
    let this = owner_type(owner);
    let expected = format!("one of the names of `{}`", owner.ident.unraw());
    let written = variants.iter().map(|Variant { ident, name, .. }| quote!(Self::#ident => #name));
    let texts = variants.iter().map(|Variant { name, .. }| name);
    let read = variants.iter().map(|Variant { ident, name, aliases }| {
        quote!(::core::result::Result::Ok(#name #(| #aliases)*) => ::core::result::Result::Ok(Self::#ident))
    });
    let Head { params, wheres } = head(&owner.generics, &[], &[]);
    // Does not apply if the enum lacks a standard trait, which is reported once, at `DynamoKey`.
    let Head { wheres: key_wheres, .. } = head(&owner.generics, &[], &[quote!(for<'__a> #this: #runtime::DynamoKey)]);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::DynamoKey for #this #wheres {
            const TYPE: #runtime::KeyType = #runtime::KeyType::String;
            const TEXT: #runtime::KeyText = #runtime::KeyText::Names(&[#(#texts),*]);
            fn to_key(&self) -> ::core::result::Result<#runtime::AttributeValue, #runtime::KeyError> {
                let __name = match self { #(#written),* };
                ::core::result::Result::Ok(#runtime::AttributeValue::S(::core::convert::From::from(__name)))
            }
            fn from_key(
                __value: &#runtime::AttributeValue,
            ) -> ::core::result::Result<Self, #runtime::KeyError> {
                match __value.as_s().map(|__name| __name.as_str()) {
                    #(#read,)*
                    _ => ::core::result::Result::Err(#runtime::KeyError::Form { expected: #expected }),
                }
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::StoredAsKey for #this #key_wheres {}
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #params #runtime::Ordered for #this #wheres {}
    }
}
