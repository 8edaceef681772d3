//! Entities: the definition of a struct that shares its table.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::declared_index;
use super::definition::{
    expires, expires_as_table, index_kind, key_attributes, projection, projects_all, projects_each, readable_from,
};
use super::entity_vectors;
use super::generics::{Head, applied, head, owner_type};
use super::index_ident::index_ident;
use super::key::KeyStruct;
use super::key_types::KeyType;
use super::managed;
use super::projected::projected_type;
use super::respanned::checked_at;
use super::templates::{TemplateConst, index_definition, index_templates, partition_type, primary, sort_type};
use super::unique;
use crate::entity_model::{Entity, EntityIndex, Side, Template};
use crate::model::{Index, IndexKind, Projection, Table};

/// Returns the template of one side of an index key.
fn of_index<'a>(table: &'a Table, at: usize, template: &'a Template, is_sort: bool) -> TemplateConst<'a> {
    let side = if is_sort { "SORT" } else { "PARTITION" };
    TemplateConst::new(table, template, &format!("__INDEX_{at}_{side}"), is_sort)
}

fn some(ident: Option<&syn::Ident>) -> TokenStream {
    match ident {
        Some(ident) => quote!(::core::option::Option::Some(#ident)),
        None => quote!(::core::option::Option::None),
    }
}

/// Returns the constants that everything else refers to: the table, the templates, the entity as data.
pub(super) fn constants(table: &Table, entity: &Entity) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (shared, name, is_open) = (&entity.shared, &entity.name, entity.is_open);
    let schema = quote!(<#shared as #runtime::Table>::DEFINITION.key);
    let (partition, sort) = primary(table, entity);
    let partition_definition = partition.definition(&quote!(#schema.partition));
    let sort_definition = sort.as_ref().map(|sort| sort.definition(&quote!(#schema.sort)));
    let fields = declared_index::fields(table, entity);
    let indexes = entity.indexes.iter().enumerate().map(|(at, index)| index_constants(table, entity, at, index));
    let indexes: TokenStream = indexes.collect();
    let used = table.indexes.iter().zip(&entity.indexes).enumerate().map(|(at, (index, used))| {
        let accessor = index.accessor.unraw().to_string();
        let (definition, templates) = (index_definition(at), index_templates(at));
        let _ = used;
        quote!(#runtime::EntityIndex { accessor: #accessor, name: #definition.name, key: #templates })
    });
    let used = used.chain(entity_vectors::used(table));
    let vectors = entity_vectors::constants(table, entity);
    let key_only = table.attributes.iter().filter(|attribute| attribute.is_key_only).map(|attribute| &attribute.name);
    let (unique_constants, uniques) = unique::constants(table, &schema);
    let (constant_names, constant_texts): (Vec<_>, Vec<_>) = entity.constants.iter().cloned().unzip();
    let (partition_some, sort_some) = (some(Some(&partition.ident)), some(sort.as_ref().map(|sort| &sort.ident)));
    let shared_check = quote_spanned!(shared.span()=> #runtime::shared_of(&<#shared as #runtime::Table>::DEFINITION));
    quote! {
        const __SHARED: #runtime::SharedTable = #shared_check;
        #partition_definition
        #sort_definition
        #indexes
        #vectors
        const __TEMPLATES: #runtime::KeyTemplates =
            #runtime::KeyTemplates { partition: #partition_some, sort: #sort_some };
        #fields
        #unique_constants
        const __ENTITY: #runtime::EntityDefinition = #runtime::EntityDefinition {
            name: #name,
            entity_attribute: __SHARED.entity_attribute,
            constants: &[#((#constant_names, #constant_texts)),*],
            key: __TEMPLATES,
            indexes: &[#(#used),*],
            key_only: &[#(#key_only),*],
            uniques: #uniques,
            is_open: #is_open,
        };
        const fn __entity() -> &'static #runtime::EntityDefinition { &__ENTITY }
    }
}

fn index_constants(table: &Table, entity: &Entity, at: usize, index: &EntityIndex) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (path, definition, templates) = (&index.path, index_definition(at), index_templates(at));
    let accessor = table.indexes.get(at).map(|index| index.accessor.unraw().to_string());
    let found = quote_spanned!(path.span()=> #runtime::definition_of(&#path));
    let found = quote! {
        const #definition: #runtime::IndexDefinition =
            #runtime::IndexDefinition { accessor: #accessor, ..#found };
    };
    if matches!(index.partition, Side::Declared) {
        let constants = declared_index::constants(table, entity, at, path.span());
        return quote!(#found #constants);
    }
    let side = |side: &Side, is_sort: bool| {
        let of = side.template().map(|template| of_index(table, at, template, is_sort));
        let field = if is_sort { quote!(sort) } else { quote!(partition) };
        (of.as_ref().map(|of| of.definition(&quote!(#definition.key.#field))), some(of.as_ref().map(|of| &of.ident)))
    };
    let (partition_definition, mut partition) = side(&index.partition, false);
    let (sort_definition, sort) = side(&index.sort, true);
    if matches!(index.partition, Side::Absent) {
        // A local index has the partition key of its table.
        partition = quote!(::core::option::Option::Some(__PARTITION));
    }
    quote! {
        #found
        #partition_definition
        #sort_definition
        const #templates: #runtime::KeyTemplates = #runtime::KeyTemplates { partition: #partition, sort: #sort };
    }
}

/// Returns `impl Table` and `impl TableItem`.
pub(super) fn table(table: &Table, entity: &Entity, key: &KeyStruct<'_>, bounds: &[TokenStream]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let (this, key_type, shared) = (owner_type(&table.owner), key.ty(), &entity.shared);
    let names = table.attributes.iter().map(|attribute| &attribute.name);
    let ttl = table.ttl.and_then(|at| table.attributes.get(at)).map(|attribute| &attribute.name);
    let expires = match ttl {
        Some(name) => expires(&table.owner, name, bounds),
        None => expires_as_table(&table.owner, shared, bounds),
    };
    let (version, managed) = (managed::version_type(table), managed::definition(table));
    let unique = unique::marker(table);
    let Head { params, wheres } = head(&table.owner.generics, &[], bounds);
    quote! {
        #expires
        #[automatically_derived]
        impl #params #runtime::Table for #this #wheres {
            type Key = #key_type;
            #version
            #unique
            const DEFINITION: #runtime::TableDefinition = #runtime::TableDefinition {
                attributes: &[#(#names),*],
                entity: ::core::option::Option::Some(__entity()),
                managed: #managed,
                ..<#shared as #runtime::Table>::DEFINITION
            };
            fn table_id() -> ::core::any::TypeId { <#shared as #runtime::Table>::table_id() }
        }
        #[automatically_derived]
        impl #params #runtime::TableItem for #this #wheres {
            fn primary_key(&self) -> Self::Key { ::core::convert::From::from(self) }
        }
    }
}

/// Returns the struct as a source of reads, and as the projection that leaves nothing out.
pub(super) fn source(table: &Table, entity: &Entity, bounds: &[TokenStream]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let this = owner_type(&table.owner);
    let (partition, sort) = primary(table, entity);
    let partition_type = partition_type(&partition.types());
    let sort_type = sort_type(runtime, &sort.map(|sort| sort.sort_parts()).unwrap_or_default());
    let Head { params, wheres } = head(&table.owner.generics, &[], bounds);
    let readable = readable_from(table, bounds);
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = Self;
            type Partition = #partition_type;
            type Sort = #sort_type;
            type Item = Self;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::None;
            const TEMPLATES: #runtime::KeyTemplates = __TEMPLATES;
        }
        #readable
    }
}

/// Returns `Order::sort_key(..)` and `Order::sort_key_prefix()`, for conditions on the keys of several entities.
pub(super) fn sort_keys(table: &Table, entity: &Entity) -> Option<TokenStream> {
    let crate::model::Owner { runtime, facade, vis, generics, .. } = &table.owner;
    let this = owner_type(&table.owner);
    let types = primary(table, entity).1?.types();
    let Head { params, wheres } = head(generics, &[], &[]);
    Some(quote! {
        #[automatically_derived]
        impl #params #this #wheres {
            /// Renders the sort key of these parts, given as a tuple, for a condition on a collection.
            #vis fn sort_key<__P>(parts: __P) -> #facade::SortText
            where
                __P: #runtime::PartitionValue<(#(#types,)*)>,
            {
                #runtime::render_sort_key(&__SORT, #runtime::PartitionValue::into_parts(parts))
            }
            /// Returns the text with which the sort keys of all items of this entity begin.
            #[must_use]
            #vis fn sort_key_prefix() -> #facade::SortText { ::core::convert::From::from(__SORT.leading_text()) }
        }
    })
}

/// Returns the function `Order::backfill_keys()`.
pub(super) fn backfill(table: &Table, bounds: &[TokenStream]) -> TokenStream {
    let crate::model::Owner { runtime, facade, vis, generics, .. } = &table.owner;
    let this = owner_type(&table.owner);
    let Head { params, wheres } = head(generics, &[], bounds);
    quote! {
        #[automatically_derived]
        impl #params #this #wheres {
            /// Computes the keys of all items again, with the other attributes that dkmio writes, and corrects those that differ: Scan,
            /// UpdateItem.
            #vis fn backfill_keys() -> #facade::backfill::BackfillKeys<Self> { #runtime::backfill_keys() }
        }
    }
}

/// Returns the indexes that the entity uses.
pub(super) fn indexes(table: &Table, entity: &Entity, bounds: &[TokenStream]) -> TokenStream {
    let each = table.indexes.iter().zip(&entity.indexes).enumerate();
    let each = each.map(|(at, (index, used))| {
        let source = index_source(table, entity, at, index, used, bounds);
        let projects = projects(table, index, used, bounds);
        quote!(#source #projects)
    });
    let each: TokenStream = each.collect();
    let accessors = super::indexes::accessors(table);
    quote!(#each #accessors)
}

fn index_source(
    table: &Table,
    entity: &Entity,
    at: usize,
    index: &Index,
    used: &EntityIndex,
    bounds: &[TokenStream],
) -> TokenStream {
    let runtime = &table.owner.runtime;
    let this = applied(&index_ident(&table.owner, &index.accessor), &table.owner.generics);
    let owner = owner_type(&table.owner);
    let item = projected_type(table, index).unwrap_or_else(|| owner.clone());
    let (definition, templates) = (index_definition(at), index_templates(at));
    let of_fields =
        |positions: &[usize]| KeyType::all(table, positions).into_iter().map(|key| key.ty).collect::<Vec<_>>();
    let partition = match &used.partition {
        Side::Absent | Side::Declared => primary(table, entity).0.types(),
        Side::Template(template) => of_index(table, at, template, false).types(),
        Side::Fields { positions, .. } => of_fields(positions),
    };
    let sort = match &used.sort {
        Side::Absent | Side::Declared => Vec::new(),
        Side::Template(template) => of_index(table, at, template, true).sort_parts(),
        Side::Fields { positions, .. } => {
            let sorts = quote!(#runtime::SortsByValue<true>);
            of_fields(positions).into_iter().map(|ty| (ty, sorts.clone())).collect()
        }
    };
    let (partition, sort) = match &used.partition {
        Side::Declared => declared_index::sides(runtime, &owner, at),
        _ => (partition_type(&partition), sort_type(runtime, &sort)),
    };
    let Head { params, wheres } = head(&table.owner.generics, &[], bounds);
    let Head { params: plain_params, wheres: plain_wheres } = head(&table.owner.generics, &[], &[]);
    let kind = match index.kind {
        IndexKind::Global => quote!(impl #params #runtime::GlobalIndex for #this #wheres {}),
        IndexKind::Local => quote! {
            impl #params #runtime::LocalIndex for #this #wheres {}
            #[automatically_derived]
            impl #plain_params #runtime::SupportsConsistentRead for #this #plain_wheres {}
        },
    };
    quote! {
        #[automatically_derived]
        impl #params #runtime::Source for #this #wheres {
            type Table = #owner;
            type Partition = #partition;
            type Sort = #sort;
            type Item = #item;
            const INDEX: ::core::option::Option<#runtime::IndexDefinition> = ::core::option::Option::Some(#definition);
            const TEMPLATES: #runtime::KeyTemplates = #templates;
        }
        #[automatically_derived]
        #kind
    }
}

/// Returns the implementations for the attributes that are stored in the entries of the index. Parts of its keys are
/// read with whole entries only.
fn projects(table: &Table, index: &Index, used: &EntityIndex, bounds: &[TokenStream]) -> TokenStream {
    let runtime = &table.owner.runtime;
    let this = applied(&index_ident(&table.owner, &index.accessor), &table.owner.generics);
    let all = matches!(index.projection, Projection::All);
    let Head { params, wheres } = head(&table.owner.generics, &[], bounds);
    if all || index.kind == IndexKind::Local {
        let each = projects_all(table, &this);
        let everything = all.then(|| quote!(impl #params #runtime::ProjectsAll for #this #wheres {}));
        return quote!(#everything #each);
    }
    let mut positions: Vec<usize> = [&used.partition, &used.sort]
        .into_iter()
        .flat_map(|side| match side {
            Side::Fields { positions, .. } => positions.clone(),
            Side::Absent | Side::Declared | Side::Template(_) => Vec::new(),
        })
        .collect();
    if let Projection::Include { declared, .. } = &index.projection {
        positions.extend(declared);
    }
    positions.sort_unstable();
    positions.dedup();
    projects_each(table, &this, &positions)
}

/// Returns the rules that depend on the table and on the types of fields, one constant each, because a constant reports
/// only its first mistake.
pub(super) fn checks(table: &Table, entity: &Entity) -> TokenStream {
    let runtime = &table.owner.runtime;
    let shared = &entity.shared;
    let definition = quote!(<#shared as #runtime::Table>::DEFINITION);
    let (partition, sort) = primary(table, entity);
    let has_sort = sort.is_some();
    let span = entity.partition.literal.span();
    let key = checked_at(span, quote!(#runtime::check_key(&#definition.key, #has_sort)));
    let templates: TokenStream = std::iter::once(partition).chain(sort).map(|template| template.checks()).collect();
    let indexes = table.indexes.iter().zip(&entity.indexes).enumerate();
    let indexes: TokenStream = indexes.map(|(at, (index, used))| index_checks(table, at, index, used)).collect();
    let ttl = table.ttl.and_then(|at| table.attributes.get(at)).map(|attribute| {
        let (name, span) = (&attribute.name, attribute.ident.span());
        checked_at(span, quote!(#runtime::check_ttl(&#definition, #name)))
    });
    let names = table.attributes.iter().map(|attribute| {
        let (name, span) = (&attribute.name, attribute.ident.span());
        checked_at(span, quote!(#runtime::check_name(__entity(), #name)))
    });
    let constants = entity.constants.iter().map(|(name, _)| {
        let check = quote!(#runtime::check_constant(__entity(), #name));
        checked_at(name.span(), check)
    });
    let vectors = entity_vectors::checks(table, entity);
    quote!(#key #templates #indexes #vectors #ttl #(#names)* #(#constants)*)
}

fn index_checks(table: &Table, at: usize, index: &Index, used: &EntityIndex) -> TokenStream {
    let runtime = &table.owner.runtime;
    let definition = index_definition(at);
    let span = used.path.span();
    let has_sort = !matches!(used.sort, Side::Absent);
    let projection = projection(table, &index.projection);
    let sides = [(&used.partition, false), (&used.sort, true)].into_iter().map(|(side, is_sort)| match side {
        Side::Absent | Side::Declared => TokenStream::new(),
        Side::Template(template) => of_index(table, at, template, is_sort).checks(),
        Side::Fields { positions, span } => fields_check(table, &definition, positions, is_sort, *span),
    });
    let kind = index_kind(&table.owner, index.kind);
    let use_of_index = match &used.partition {
        Side::Declared => declared_index::check(runtime, at),
        _ => quote!(#runtime::check_index(&#definition, #kind, #has_sort)),
    };
    let checks = [
        use_of_index,
        quote!(#runtime::check_projection(&#definition.projection, &#projection)),
        quote!(#runtime::check_shared_keys(__entity(), #at)),
    ];
    let checks = checks.map(|check| checked_at(span, check));
    quote!(#(#checks)* #(#sides)*)
}

/// Returns the check that the attributes of an index key without templates are those that the table declares.
fn fields_check(table: &Table, definition: &syn::Ident, positions: &[usize], is_sort: bool, span: Span) -> TokenStream {
    let runtime = &table.owner.runtime;
    let side = if is_sort { quote!(sort) } else { quote!(partition) };
    let used = key_attributes(table, positions);
    checked_at(span, quote!(#runtime::check_attribute_index(#definition.key.#side, &[#(#used),*])))
}
