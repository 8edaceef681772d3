//! Projected items, which a query returns if its index does not project everything.

use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Field, Ident, Type, parse_quote};

use super::attributes::{default_value, marker_type};
use super::generics::{Head, applied, head, owner_type, used_by};
use super::key::KeyStruct;
use super::standard::Shape;
use crate::check::projected_name;
use crate::model::{Absent, Attribute, Index, Owner, Projection, Table, VectorIndex};
use crate::serde_attrs::is_serde;

/// The generated struct of one index.
pub(super) struct Projected<'a> {
    table: &'a Table,
    /// The index's name in DynamoDB.
    index: String,
    /// The names of included attributes that no field declares.
    undeclared: &'a [String],
    ident: Ident,
    attributes: Vec<&'a Attribute>,
    flattened: &'a [Field],
    /// A field for the table's parameters that no other field uses.
    phantom: Option<(Ident, Type)>,
}

/// Returns the structs of all indexes that have one.
pub(super) fn all(table: &Table) -> Vec<Projected<'_>> {
    let secondary = table.indexes.iter().filter_map(|index| Projected::of(table, index));
    secondary.chain(table.vectors.iter().map(|index| Projected::of_vector(table, index))).collect()
}

/// Returns the struct that an index returns, if it is not the table's own.
pub(super) fn projected_type(table: &Table, index: &Index) -> Option<TokenStream> {
    Projected::of(table, index).map(|projected| projected.ty())
}

impl<'a> Projected<'a> {
    fn of(table: &'a Table, index: &'a Index) -> Option<Self> {
        let undeclared: &[String] = match &index.projection {
            Projection::All => return None,
            Projection::KeysOnly => &[],
            Projection::Include { undeclared, .. } => undeclared,
        };
        let ident = projected_ident(&table.owner, &index.accessor);
        let positions = table.projected_by(index);
        Some(Self::new(table, ident, index.name.value(), &positions, undeclared, !undeclared.is_empty()))
    }

    /// Returns the struct of a hit. The service leaves the vector out unless it is asked for it.
    fn of_vector(table: &'a Table, index: &'a VectorIndex) -> Self {
        let (undeclared, free_form): (&[String], bool) = match &index.projection {
            Projection::All => (&[], true),
            Projection::KeysOnly => (&[], false),
            Projection::Include { undeclared, .. } => (undeclared, !undeclared.is_empty()),
        };
        let ident = projected_ident(&table.owner, &index.accessor);
        let positions: Vec<usize> =
            table.projected_by_vector(index).into_iter().filter(|at| *at != index.attribute).collect();
        Self::new(table, ident, index.name.value(), &positions, undeclared, free_form)
    }

    fn new(
        table: &'a Table,
        ident: Ident,
        index: String,
        positions: &[usize],
        undeclared: &'a [String],
        free_form: bool,
    ) -> Self {
        let attributes: Vec<&Attribute> = positions.iter().filter_map(|at| table.attributes.get(*at)).collect();
        // Attributes that no field declares are read into the flattened fields.
        let flattened: &[Field] = if free_form { &table.flattened } else { &[] };
        let types = attributes.iter().map(|attribute| &attribute.ty).chain(flattened.iter().map(|field| &field.ty));
        let used = used_by(&table.owner.generics, types).params.len();
        // rustc refuses a parameter that no field uses.
        let phantom = (used < table.owner.generics.params.len()).then(|| {
            let of = owner_type(&table.owner);
            (format_ident!("__of"), parse_quote!(::core::marker::PhantomData<fn() -> #of>))
        });
        Self { table, index, undeclared, ident, attributes, flattened, phantom }
    }

    fn ty(&self) -> TokenStream {
        applied(&self.ident, &self.table.owner.generics)
    }

    /// Returns the definition of the struct, to stand beside the table's.
    pub(super) fn definition(&self) -> TokenStream {
        let Owner { vis, runtime, ident: owner, .. } = &self.table.owner;
        let (ident, container) = (&self.ident, &self.table.container);
        let (serde, import) = self.serde();
        let doc = format!("What the index `{}` projects of an item of `{}`.", self.index, owner.unraw());
        let fields = self.attributes.iter().map(|attribute| self.field(&attribute.field, Some(attribute)));
        let flattened = self.flattened.iter().map(|field| self.field(field, None));
        let phantom = self.phantom.iter().map(|(ident, ty)| quote!(#[doc(hidden)] #[serde(skip)] #vis #ident: #ty));
        let phantom: TokenStream = phantom.collect();
        let Head { params, wheres } = head(&self.table.owner.generics, &[], &[]);
        quote! {
            #import
            #[doc = #doc]
            #[allow(dead_code)]
            #[derive(#runtime::serde::Deserialize, #runtime::serde::Serialize)]
            #[serde(crate = #serde)]
            #(#[serde(#container)])*
            #vis struct #ident #params #wheres {
                #(#fields,)*
                #(#flattened,)*
                #phantom
            }
        }
    }

    /// Returns the path of serde as text, as serde's derive macros take it, and the import that the path needs.
    fn serde(&self) -> (String, Option<TokenStream>) {
        let runtime = &self.table.owner.runtime;
        let path = quote!(#runtime::serde);
        let first = path.clone().into_iter().next();
        // No text names `$crate`.
        if !matches!(first, Some(TokenTree::Ident(first)) if first == "$crate") {
            return (path.to_string().replace(' ', ""), None);
        }
        let name = format_ident!("__serde_of_{}", self.ident);
        let import = quote! {
            #[allow(unused_imports)]
            use #path as #name;
        };
        (name.to_string(), Some(import))
    }

    /// Returns a field as the table's struct has it, so that serde treats it alike.
    fn field(&self, field: &Field, attribute: Option<&Attribute>) -> TokenStream {
        let Field { vis, ident, ty, attrs, .. } = field;
        let serde = attrs.iter().filter(|attribute| is_serde(attribute));
        let mut docs: Vec<TokenStream> =
            attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).map(|doc| quote!(#doc)).collect();
        if docs.is_empty() {
            let doc = match attribute {
                Some(attribute) => format!("The attribute `{}`.", attribute.name),
                None => "The attributes that the struct does not declare.".to_owned(),
            };
            docs.push(quote!(#[doc = #doc]));
        }
        let default =
            // serde's default of the container is a whole struct of the table, so each field gets a function instead.
            attribute.and_then(|attribute| self.default_path(attribute)).map(|path| quote!(#[serde(default = #path)]));
        quote!(#(#docs)* #(#serde)* #default #vis #ident: #ty)
    }

    /// Returns the path of the function that returns the field of the whole struct's default.
    fn default_path(&self, attribute: &Attribute) -> Option<String> {
        if !matches!(attribute.absent, Absent::Container | Absent::ContainerCall(_)) {
            return None;
        }
        let (_, arguments, _) = self.table.owner.generics.split_for_impl();
        let turbofish = arguments.as_turbofish();
        let (ident, function) = (&self.ident, default_ident(attribute));
        Some(quote!(#ident #turbofish::#function).to_string())
    }

    /// Returns all implementations for the struct.
    pub(super) fn impls(&self, key: &KeyStruct<'_>, bounds: &[TokenStream]) -> TokenStream {
        let declared = self.attributes.iter().map(|attribute| (&attribute.ident, &attribute.ty));
        let flattened = self.flattened.iter().filter_map(|field| Some((field.ident.as_ref()?, &field.ty)));
        let phantom = self.phantom.iter().map(|(ident, ty)| (ident, ty));
        let shape = Shape {
            ident: &self.ident,
            generics: &self.table.owner.generics,
            fields: declared.chain(flattened).chain(phantom).collect(),
        };
        let others =
            [shape.value_traits(), self.functions(key, bounds), self.projection(bounds), self.readable(bounds)];
        quote!(#(#others)*)
    }

    /// Returns `key()` if the index has all parts of the key, and the defaults of fields.
    fn functions(&self, key: &KeyStruct<'_>, bounds: &[TokenStream]) -> TokenStream {
        let vis = &self.table.owner.vis;
        let (this, key_type) = (self.ty(), key.ty());
        let defaults = self.defaults();
        // A part of the key that cannot be read from the index is no field, so there is no `key()` either.
        if !self.table.key().all(|part| self.attributes.iter().any(|attribute| attribute.name == part.name)) {
            return defaults.unwrap_or_default();
        }
        let own_key = key.cloned_from(&quote!(self));
        let Head { params, wheres } = head(&self.table.owner.generics, &[], bounds);
        quote! {
            #[automatically_derived]
            impl #params #this #wheres {
                /// Returns the primary key of the item.
                #[must_use]
                #vis fn key(&self) -> #key_type { #own_key }
            }
            #defaults
        }
    }

    fn defaults(&self) -> Option<TokenStream> {
        let functions: Vec<TokenStream> = self
            .attributes
            .iter()
            .filter(|attribute| self.default_path(attribute).is_some())
            .map(|attribute| {
                let (function, ty) = (default_ident(attribute), &attribute.ty);
                let value = default_value(&self.table.owner, attribute);
                quote!(fn #function() -> #ty { #value })
            })
            .collect();
        let this = self.ty();
        let Head { params, wheres } = head(&self.table.owner.generics, &[], &[]);
        (!functions.is_empty()).then(|| {
            quote! {
                #[automatically_derived]
                impl #params #this #wheres { #(#functions)* }
            }
        })
    }

    fn projection(&self, bounds: &[TokenStream]) -> TokenStream {
        let Owner { runtime, generics, .. } = &self.table.owner;
        let (this, table) = (self.ty(), owner_type(&self.table.owner));
        let names = self.attributes.iter().map(|attribute| &attribute.name).chain(self.undeclared);
        let Head { params, wheres } = head(generics, &[], bounds);
        quote! {
            #[automatically_derived]
            impl #params #runtime::ProjectionOf for #this #wheres {
                type Table = #table;
                const ATTRIBUTES: &'static [&'static str] = &[#(#names),*];
            }
        }
    }

    fn readable(&self, bounds: &[TokenStream]) -> TokenStream {
        let Owner { runtime, generics, .. } = &self.table.owner;
        let (this, table) = (self.ty(), owner_type(&self.table.owner));
        let markers = self.attributes.iter().map(|attribute| marker_type(&self.table.owner, attribute));
        let mut bounds = bounds.to_vec();
        bounds.push(quote!(__S: #runtime::BelongsTo<#table> #(+ #runtime::Projects<#markers>)*));
        let Head { params, wheres } = head(generics, &[quote!(__S)], &bounds);
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #params #runtime::ReadableFrom<__S> for #this #wheres {}
        }
    }
}

/// Returns `OrdersByStatus`.
pub(super) fn projected_ident(owner: &Owner, accessor: &Ident) -> Ident {
    format_ident!("{}", projected_name(&owner.ident, accessor), span = accessor.span())
}

fn default_ident(attribute: &Attribute) -> Ident {
    format_ident!("__default_{}", attribute.ident.unraw())
}
