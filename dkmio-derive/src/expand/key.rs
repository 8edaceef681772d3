//! The struct of the full primary key, and its conversions.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Generics, Ident, Type};

use super::attributes;
use super::generics::{
    Head, applied, distinct, head, is_everyday, mentions_generics, mentions_parameter, owner_type, used_by,
};
use super::key_types::KeyType;
use super::respanned::respanned;
use super::standard::{Shape, View};
use crate::model::{Attribute, Owner, Table};

/// The generated key struct.
pub(super) struct KeyStruct<'a> {
    table: &'a Table,
    pub(super) ident: Ident,
    generics: Generics,
    parts: Vec<&'a Attribute>,
    types: Vec<KeyType>,
}

impl<'a> KeyStruct<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        let parts: Vec<&Attribute> = table.key().collect();
        let positions = table.key_positions();
        let generics = used_by(&table.owner.generics, parts.iter().map(|part| &part.ty));
        Self { ident: key_ident(&table.owner), generics, parts, types: KeyType::all(table, &positions), table }
    }

    /// Returns `OrdersKey<T>`.
    pub(super) fn ty(&self) -> TokenStream {
        applied(&self.ident, &self.generics)
    }

    /// Makes the key of the fields of `from`, which is `self` or an item.
    pub(super) fn cloned_from(&self, from: &TokenStream) -> TokenStream {
        let (ident, fields) = (&self.ident, self.fields());
        let codecs = self.types.iter().map(|part| &part.codec);
        quote!(#ident { #(#fields: #codecs.cloned(&#from.#fields)),* })
    }

    fn fields(&self) -> Vec<&'a Ident> {
        self.parts.iter().map(|part| &part.ident).collect()
    }

    fn field_types(&self) -> Vec<&'a Type> {
        self.parts.iter().map(|part| &part.ty).collect()
    }

    /// Returns the bounds on the parts that mention a parameter of the table.
    fn bounds(&self) -> Vec<TokenStream> {
        let runtime = &self.table.owner.runtime;
        let generic = self.field_types().into_iter().filter(|ty| mentions_generics(&self.generics, ty));
        let bound = if self.table.entity.is_some() { quote!(DynamoKeyPart) } else { quote!(DynamoKey) };
        distinct(generic.map(|ty| quote!(#ty: #runtime::#bound)))
    }

    /// Returns whether the tokens say that every part has all standard traits. For any other type `#[derive]` would
    /// report each trait that is missing, and not only that the type is no key.
    fn is_everyday(&self) -> bool {
        self.field_types().into_iter().all(is_everyday)
    }

    /// Returns the definition of the struct, to stand beside the table's.
    pub(super) fn definition(&self) -> TokenStream {
        let Owner { vis, ident: owner, .. } = &self.table.owner;
        let (ident, fields, types) = (&self.ident, self.fields(), self.field_types());
        let doc = format!("The primary key of an item of `{}`.", owner.unraw());
        let visibilities = self.parts.iter().map(|part| &part.field.vis);
        let roles: &[&str] = if self.table.entity.is_some() { &[] } else { &["the partition key", "the sort key"] };
        let roles = roles.iter().copied().chain(std::iter::repeat("a part of the primary key"));
        let docs = self.parts.iter().zip(roles).map(|(part, role)| attributes::docs(part, Some(role.to_owned())));
        let derives = self.is_everyday().then(|| {
            quote! {
                #[derive(
                    ::core::fmt::Debug,
                    ::core::clone::Clone,
                    ::core::cmp::PartialEq,
                    ::core::cmp::Eq,
                    ::core::hash::Hash,
                    ::core::cmp::PartialOrd,
                    ::core::cmp::Ord,
                )]
            }
        });
        let Head { params, wheres } = head(&self.generics, &[], &[]);
        quote! {
            #[doc = #doc]
            #[allow(dead_code)]
            #derives
            #vis struct #ident #params #wheres {
                #(#docs #visibilities #fields: #types,)*
            }
        }
    }

    /// Returns all implementations for the struct.
    pub(super) fn impls(&self, bounds: &[TokenStream]) -> TokenStream {
        let others =
            [self.key_of_table(bounds), self.of_itself(), self.of_parts(), self.of_item(bounds), self.key_of()];
        let standard = self.standard();
        quote!(#standard #(#others)*)
    }

    /// Returns the standard traits, if they are not derived.
    fn standard(&self) -> Option<TokenStream> {
        let shape = Shape {
            ident: &self.ident,
            generics: &self.generics,
            fields: self.fields().into_iter().zip(self.field_types()).collect(),
        };
        let codecs = self.types.iter().map(|part| part.codec.clone()).collect();
        (!self.is_everyday()).then(|| shape.key_traits(&View { codecs, bounds: self.bounds() }))
    }

    /// Returns `KeyOf`, which converts the key to and from attributes.
    fn key_of_table(&self, bounds: &[TokenStream]) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let (this, table, fields) = (self.ty(), owner_type(&self.table.owner), self.fields());
        let names: Vec<&String> = self.parts.iter().map(|part| &part.name).collect();
        let codecs: Vec<_> = self.types.iter().map(|part| &part.codec).collect();
        let mut parts = None;
        let (encode, from_item) = if self.table.entity.is_some() {
            let entity = quote!(__entity());
            parts = Some(quote! {
                fn parts(
                    &self,
                ) -> ::core::result::Result<#runtime::KeyParts, #runtime::KeyError> {
                    ::core::result::Result::Ok(#runtime::KeyParts::from([
                        #((#names, #codecs.to_key(&self.#fields)?)),*
                    ]))
                }
            });
            (
                quote!(#entity.encode_key(&#runtime::KeyOf::<#table>::parts(self)?)),
                quote!(#(#fields: #codecs.from_stored(&#entity.key_part(__item, #names)?)?),*),
            )
        } else {
            let steps = ["partition", "sort"].map(|step| format_ident!("{step}"));
            let steps = steps.iter().take(fields.len());
            let encode = quote! {
                let __key = #runtime::EncodedKey::new();
                #(let __key = __key.#steps(#names, #codecs.to_key(&self.#fields))?;)*
                ::core::result::Result::Ok(__key)
            };
            (encode, quote!(#(#fields: #codecs.from_item(__item, #names)?),*))
        };
        let Head { params, wheres } = head(&self.table.owner.generics, &[], bounds);
        quote! {
            #[automatically_derived]
            impl #params #runtime::KeyOf<#table> for #this #wheres {
                fn encode(&self) -> ::core::result::Result<#runtime::EncodedKey, #runtime::KeyError> {
                    #encode
                }
                #parts
                fn from_item(__item: &#runtime::Item) -> ::core::result::Result<Self, #runtime::KeyError> {
                    ::core::result::Result::Ok(Self { #from_item })
                }
            }
        }
    }

    /// Returns `KeyFrom` for the key and for a reference to it.
    fn of_itself(&self) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let this = self.ty();
        let Head { params, wheres } = head(&self.generics, &[], &[]);
        let Head { params: ref_params, wheres: ref_wheres } = head(&self.generics, &[], &self.bounds());
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #params #runtime::KeyFrom<#this> for #this #wheres {
                fn key_from(__key: #this) -> Self { __key }
            }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #ref_params #runtime::KeyFrom<&#this> for #this #ref_wheres {
                fn key_from(__key: &#this) -> Self { ::core::clone::Clone::clone(__key) }
            }
        }
    }

    /// Returns `KeyFrom` and `From` for the parts: a tuple, or the partition key alone.
    fn of_parts(&self) -> TokenStream {
        let runtime = &self.table.owner.runtime;
        let (this, fields, types) = (self.ty(), self.fields(), self.field_types());
        let given: Vec<Ident> = match fields.len() {
            ..=2 => {
                ["__PartitionKey", "__SortKey"].iter().take(fields.len()).map(|name| format_ident!("{name}")).collect()
            }
            many => (0..many).map(|at| format_ident!("__Part{at}")).collect(),
        };
        let given = given.iter();
        // A type parameter might be the key itself one day, so only its own values are accepted for it.
        let exact = match types.as_slice() {
            [partition] if mentions_parameter(&self.generics, partition) => Some(partition),
            _ => None,
        };
        let params: Vec<TokenStream> = match exact {
            Some(_) => Vec::new(),
            None => given.clone().zip(&types).map(|(given, ty)| quote!(#given: #runtime::ValueOf<#ty>)).collect(),
        };
        let (from, pattern) = match (exact, fields.as_slice()) {
            (Some(partition), [field]) => (quote!(#partition), quote!(#field)),
            (_, [field]) => (quote!(__PartitionKey), quote!(#field)),
            _ => (quote!((#(#given),*)), quote!((#(#fields),*))),
        };
        let Head { params, wheres } = head(&self.generics, &params, &[]);
        // With the span of the struct's name. At the span of the derive, rustc would advise to implement the trait by hand.
        let key_from = respanned(quote!(#runtime::KeyFrom<#from>), self.table.owner.ident.span());
        quote! {
            #[automatically_derived]
            impl #params #key_from for #this #wheres {
                fn key_from(#pattern: #from) -> Self {
                    Self { #(#fields: #runtime::ValueOf::<#types>::into_value(#fields)),* }
                }
            }
            #[automatically_derived]
            impl #params ::core::convert::From<#from> for #this #wheres {
                fn from(__parts: #from) -> Self { #runtime::KeyFrom::key_from(__parts) }
            }
        }
    }

    /// Returns `From` for a reference to the item.
    fn of_item(&self, bounds: &[TokenStream]) -> TokenStream {
        let (this, table) = (self.ty(), owner_type(&self.table.owner));
        let key = self.cloned_from(&quote!(__item));
        let Head { params, wheres } = head(&self.table.owner.generics, &[], bounds);
        quote! {
            #[automatically_derived]
            impl #params ::core::convert::From<&#table> for #this #wheres {
                fn from(__item: &#table) -> Self { #key }
            }
        }
    }

    /// Returns `Orders::key_of(..)`.
    fn key_of(&self) -> TokenStream {
        let Owner { vis, runtime, generics, .. } = &self.table.owner;
        let (this, table, fields, types) =
            (self.ty(), owner_type(&self.table.owner), self.fields(), self.field_types());
        let Head { params, wheres } = head(generics, &[], &[]);
        let ident = &self.ident;
        let doc = match fields.as_slice() {
            _ if self.table.entity.is_some() => "The primary key of these parts.",
            [_] => "The primary key with this partition key.",
            _ => "The primary key with this partition key and this sort key.",
        };
        quote! {
            #[automatically_derived]
            impl #params #table #wheres {
                #[doc = #doc]
                #[must_use]
                #[allow(private_bounds)]
                #vis fn key_of(#(#fields: impl #runtime::ValueOf<#types>),*) -> #this {
                    #ident { #(#fields: #runtime::ValueOf::<#types>::into_value(#fields)),* }
                }
            }
        }
    }
}

/// Returns `OrdersKey`.
pub(super) fn key_ident(owner: &Owner) -> Ident {
    format_ident!("{}Key", owner.ident.unraw(), span = owner.ident.span())
}
