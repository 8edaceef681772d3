//! Item collections: `#[derive(DynamoCollection)]`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::hidden;
use super::respanned::{checked_at, respanned};
use crate::collection_model::{Collection, Ignored};

/// Returns the expansion of a collection.
pub(crate) fn collection(collection: &Collection) -> TokenStream {
    let parts = [
        members(collection),
        source(collection),
        entries(collection),
        changes(collection).unwrap_or_default(),
        functions(collection),
        checks(collection),
    ];
    hidden(quote!(#(#parts)*))
}

/// Returns a constant for the entity of the partition and of each member. Everything else uses these constants, so a struct that is no
/// entity is one error, where it is named.
fn members(collection: &Collection) -> TokenStream {
    let (runtime, partition) = (&collection.owner.runtime, &collection.entity);
    let entity = |ty: &Type, span: Span| {
        let entity = quote!(#runtime::entity_of(&<#ty as #runtime::Table>::DEFINITION));
        let entity = respanned(entity, span);
        quote!(#runtime::EntityDefinition = #entity)
    };
    let of_partition = entity(partition, collection.source.span());
    let members = collection.members.iter().enumerate().map(|(at, member)| {
        let (ident, ty) = (member_constant(at), &member.entity);
        if name_of(ty) == name_of(partition) {
            return quote!(const #ident: &#runtime::EntityDefinition = __PARTITION;);
        }
        let of_member = entity(ty, ty.span());
        quote!(const #ident: &#of_member;)
    });
    quote!(const __PARTITION: &#of_partition; #(#members)*)
}

fn member_constant(at: usize) -> Ident {
    format_ident!("__MEMBER_{at}")
}

/// Returns the collection as a source of queries. Its sort key is text, because the parts of several entities differ.
fn source(collection: &Collection) -> TokenStream {
    let (runtime, this, source) = (&collection.owner.runtime, &collection.owner.ident, &collection.source);
    quote! {
        #[automatically_derived]
        impl #runtime::Source for #this {
            type Table = <#source as #runtime::Source>::Table;
            type Partition = <#source as #runtime::Source>::Partition;
            type Sort = #runtime::SortKeyPart<#runtime::SortText>;
            type Item = #runtime::Item;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = <#source as #runtime::Source>::INDEX;
            const TEMPLATES: #runtime::KeyTemplates = #runtime::KeyTemplates {
                partition: <#source as #runtime::Source>::TEMPLATES.partition,
                sort: ::core::option::Option::None,
            };
            const TABLE: #runtime::TableDefinition =
                #runtime::without_entity(<<#source as #runtime::Source>::Table as #runtime::Table>::DEFINITION);
        }
        #[automatically_derived]
        impl #runtime::SupportsConsistentRead for #this where for<'__a> #source: #runtime::SupportsConsistentRead {}
    }
}

/// Returns the type of an entry: the enum itself, or a hidden one for the fields of a struct.
fn entry(collection: &Collection) -> Ident {
    if collection.is_struct { format_ident!("__Entry") } else { collection.owner.ident.clone() }
}

fn entries(collection: &Collection) -> TokenStream {
    let (runtime, this, vis) = (&collection.owner.runtime, &collection.owner.ident, &collection.owner.vis);
    let entry = entry(collection);
    let name = this.unraw().to_string();
    let (idents, entities): (Vec<_>, Vec<_>) =
        collection.members.iter().map(|member| (&member.ident, &member.entity)).unzip();
    let positions = 0..collection.members.len();
    let members = positions.clone().map(member_constant);
    let ignored = collection.ignored.iter().map(|ignored| match ignored {
        Ignored::Type(ident) => {
            respanned(quote!(#runtime::entity_of(&<#ident as #runtime::Table>::DEFINITION).name), ident.span())
        }
        Ignored::Name(name) => quote!(#name),
    });
    let has_other = collection.other.is_some();
    let other = match &collection.other {
        Some(ident) => quote!(#runtime::read_other(__reader).map(#entry::#ident)),
        None => quote!(::core::result::Result::Err(#runtime::unlisted_item())),
    };
    let hidden_entry = collection.is_struct.then(|| {
        let other = collection.other.iter();
        quote!(#vis enum #entry { #(#idents(#entities),)* #(#other(#runtime::Item),)* })
    });
    let fields = collection.is_struct.then(|| fields(collection));
    quote! {
        #hidden_entry
        #[automatically_derived]
        impl #runtime::Collection for #this {
            type Entry = #entry;
            const DEFINITION: #runtime::CollectionDefinition = #runtime::CollectionDefinition {
                name: #name,
                members: &[#(#members),*],
                ignored: &[#(#ignored),*],
                has_other: #has_other,
            };
            fn read_entry(
                __member: ::core::option::Option<usize>,
                __reader: &#runtime::Reader<'_>,
            ) -> ::core::result::Result<Self::Entry, #runtime::DecodeError> {
                match __member {
                    #(::core::option::Option::Some(#positions) => #runtime::read_item::<#entities>(__reader).map(#entry::#idents),)*
                    _ => #other,
                }
            }
        }
        #fields
    }
}

/// Returns the implementation by which a struct takes in its items.
fn fields(collection: &Collection) -> TokenStream {
    let (runtime, this) = (&collection.owner.runtime, &collection.owner.ident);
    let idents = collection.members.iter().map(|member| &member.ident).chain(&collection.other);
    let adds = collection.members.iter().map(|member| {
        let (ident, name) = (&member.ident, member.ident.unraw().to_string());
        if member.is_single {
            quote! {
                __Entry::#ident(__item) => match self.#ident {
                    ::core::option::Option::None => self.#ident = ::core::option::Option::Some(__item),
                    ::core::option::Option::Some(_) => return ::core::result::Result::Err(#runtime::second_item(#name)),
                }
            }
        } else {
            quote!(__Entry::#ident(__item) => self.#ident.push(__item),)
        }
    });
    let other = collection.other.iter().map(|ident| quote!(__Entry::#ident(__item) => self.#ident.push(__item),));
    quote! {
        #[automatically_derived]
        impl #runtime::CollectionFields for #this {
            fn empty() -> Self { Self { #(#idents: ::core::default::Default::default()),* } }
            fn add_entry(&mut self, __entry: Self::Entry) -> ::core::result::Result<(), #runtime::Error> {
                match __entry { #(#adds)* #(#other)* }
                ::core::result::Result::Ok(())
            }
        }
    }
}

/// Returns the changes of the items of an enum. A struct holds many items, and so has no changes.
fn changes(collection: &Collection) -> Option<TokenStream> {
    let (runtime, this) = (&collection.owner.runtime, &collection.owner.ident);
    (!collection.is_struct).then(|| {
        quote! {
            #[automatically_derived]
            impl #runtime::ChangeItem for #this {
                type Key = #runtime::Item;
                fn name() -> &'static str { <Self as #runtime::Source>::TABLE.name }
                fn from_image(
                    __image: #runtime::Image<'_>,
                ) -> ::core::result::Result<::core::option::Option<Self>, #runtime::DecodeError> {
                    #runtime::entry_of_image::<Self>(__image)
                }
                fn from_keys(
                    __keys: #runtime::Image<'_>,
                    __image: ::core::option::Option<#runtime::Image<'_>>,
                ) -> ::core::result::Result<::core::option::Option<Self::Key>, #runtime::DecodeError> {
                    #runtime::key_of_entry::<Self>(__keys, __image)
                }
            }
        }
    })
}

fn functions(collection: &Collection) -> TokenStream {
    let (runtime, facade, this, vis) =
        (&collection.owner.runtime, &collection.owner.facade, &collection.owner.ident, &collection.owner.vis);
    let from_item = (!collection.is_struct).then(|| {
        quote! {
            /// Decodes one item as an entry of the collection: an image of a stream, or a line of an export.
            ///
            /// # Errors
            /// Returns an error if the item is of an entity that the collection does not have, or if it does not fit its type.
            #vis fn from_item(item: &#facade::Item) -> ::core::result::Result<Self, #facade::Error> {
                #runtime::collection_entry::<Self>(item)
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #this {
            /// Reads the items of the collection in one partition, in the order of their sort key: Query.
            #vis fn query<__P>(partition: __P) -> #facade::Query<Self, #facade::read::AsCollection<Self>>
            where
                __P: #runtime::PartitionValue<<Self as #runtime::Source>::Partition>,
            {
                #runtime::collection_query(partition)
            }
            #from_item
        }
    }
}

/// Returns the checks that the entities share the partition and never have equal keys.
fn checks(collection: &Collection) -> TokenStream {
    let (runtime, source, partition) = (&collection.owner.runtime, &collection.source, &collection.entity);
    let index = quote!(<#source as #runtime::Source>::INDEX);
    let definition = |entity: &Type| quote!(<#entity as #runtime::Table>::DEFINITION);
    let partition_definition = definition(partition);
    let read = checked_at(source.span(), quote!(#runtime::check_collection(&#partition_definition, #index)));
    let shared = collection.members.iter().enumerate().map(|(at, member)| {
        let (entity, constant) = (&member.entity, member_constant(at));
        let (name, of) = (name_of(entity), name_of(partition));
        let message = format!(
            "`{name}` does not share the partition of `{of}`: the templates of their partition keys differ; write the same one, or \
             remove `{name}` from the collection",
        );
        let definition = definition(entity);
        let shares = quote!(#runtime::share_partition(&#partition_definition, &#definition, #index));
        // The constants come first: a struct that is no entity shares no partition either, and has its error already.
        checked_at(entity.span(), quote!({ let _ = (__PARTITION, #constant); ::core::assert!(#shares, #message) }))
    });
    let members = || collection.members.iter().enumerate();
    let pairs = members().flat_map(|one| members().skip(one.0 + 1).map(move |other| (one, other)));
    let pairs = pairs.map(|((at, one), (other_at, other))| {
        let (name, other_name) = (name_of(&one.entity), name_of(&other.entity));
        let keys = format!(
            "`{name}` and `{other_name}` can have the same key; start their `#[sk = ..]` templates with different text"
        );
        let names =
            format!("`{name}` and `{other_name}` have the same entity name; give one `#[dynamo(entity = \"..\")]`");
        let (one, other_constant) = (member_constant(at), member_constant(other_at));
        // There are two constants, because a constant reports only its first mistake.
        let checks = [
            quote!(::core::assert!(#runtime::are_disjoint(#one, #other_constant), #keys)),
            quote!(::core::assert!(!#runtime::have_same_name(#one, #other_constant), #names)),
        ];
        let checks = checks.map(|check| checked_at(other.entity.span(), check));
        quote!(#(#checks)*)
    });
    quote!(#read #(#shared)* #(#pairs)*)
}

fn name_of(ty: &Type) -> String {
    quote!(#ty).to_string().replace(' ', "")
}
