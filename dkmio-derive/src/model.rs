//! The checked input of the expansions.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{ExprPath, Generics, Ident, LitInt, LitStr, Type, Visibility};

pub(crate) use crate::attrs::IndexKind;
use crate::entity_model::Entity;
use crate::unique_model::Unique;

/// The item under the derive.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The path of dkmio, for names that users see in signatures: `::dkmio`.
    pub(crate) facade: TokenStream,
    /// The path of the module for expansions: `::dkmio::__private`.
    pub(crate) runtime: TokenStream,
}

/// A table: `#[derive(DynamoTable)]`.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) owner: Owner,
    /// The table's name in DynamoDB.
    pub(crate) name: LitStr,
    /// The declared attributes in the order of the fields.
    pub(crate) attributes: Vec<Attribute>,
    /// Positions in `attributes`.
    pub(crate) partition: usize,
    pub(crate) sort: Option<usize>,
    /// The entity, if the struct is one of a shared table. Its key is rendered from any number of attributes.
    pub(crate) entity: Option<Entity>,
    pub(crate) ttl: Option<usize>,
    pub(crate) managed: Managed,
    /// The unique attributes.
    pub(crate) uniques: Vec<Unique>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) vectors: Vec<VectorIndex>,
    /// Fields under `#[serde(flatten)]`.
    pub(crate) flattened: Vec<syn::Field>,
    /// The container attributes that a projected struct needs to read and write as the struct does.
    pub(crate) container: Vec<syn::Meta>,
    /// The names of fields inside the attributes of indexes and of unique values, with the place where they stand there.
    pub(crate) mentions: Vec<Ident>,
}

/// The attributes of which dkmio writes the values, as positions in the table's attributes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Managed {
    /// `#[version]`
    pub(crate) version: Option<usize>,
    /// `#[created_at]`
    pub(crate) created_at: Option<usize>,
    /// `#[updated_at]`
    pub(crate) updated_at: Option<usize>,
}

impl Managed {
    pub(crate) fn contains(&self, at: usize) -> bool {
        [self.version, self.created_at, self.updated_at].contains(&Some(at))
    }
}

/// A nested document: `#[derive(DynamoDocument)]`.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) owner: Owner,
    pub(crate) attributes: Vec<Attribute>,
}

/// A declared attribute: a field that is stored under a name of its own.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) ident: Ident,
    /// The marker type: the field's name, unless that would shadow something.
    pub(crate) marker: Ident,
    /// The constant: `TOTAL`.
    pub(crate) constant: Ident,
    /// The stored name.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The type without an outer `Option`, where there is one.
    pub(crate) inner: Option<Type>,
    pub(crate) form: Form,
    pub(crate) codec: Codec,
    pub(crate) absent: Absent,
    /// Whether it is stored inside the primary key alone.
    pub(crate) is_key_only: bool,
    /// The bounds of `#[serde(bound = "..")]` on the struct and on the field.
    pub(crate) bounds: Vec<syn::WherePredicate>,
    /// The field as it is written, with serde's attributes and the docs.
    pub(crate) field: syn::Field,
}

/// The stored form by which a path to the attribute is typed.
#[derive(Debug)]
pub(crate) enum Form {
    /// The type itself.
    Plain(Type),
    /// Bytes.
    Blob(Type),
    /// A set.
    Set(Type),
    /// A key in its key form.
    Key(Type),
    /// An exact number.
    Number(Type),
    /// The form that the codec writes for a value of this type.
    Custom(Type),
}

/// The way in which the field is written and read.
#[derive(Debug)]
pub(crate) enum Codec {
    /// By its type.
    Plain,
    /// By functions of a module. Without `serialize` the field is written as its type is.
    With { serialize: Option<Box<ExprPath>>, deserialize: Box<ExprPath>, kind: With },
    /// Written as its type is, and never read: the default is taken.
    NotRead,
}

/// The owner of the module in `#[serde(with = "..")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// `dkmio::key`
    Key,
    /// `dkmio::set`
    Set,
    /// `dkmio::binary` or `serde_bytes`
    Binary,
    /// `dkmio::number`
    Number,
    /// Another module or a pair of functions.
    Foreign,
    /// `deserialize_with` alone: reading is lenient, the stored form is that of the type.
    ReadOnly,
}

/// The value of the field if its attribute is absent.
#[derive(Debug, Clone)]
pub(crate) enum Absent {
    /// That of its type: `None`, or an error.
    ByType,
    /// Its type's default.
    Default,
    /// The result of a function.
    Call(ExprPath),
    /// The field of the container's default.
    Container,
    /// The field of the result of the container's function.
    ContainerCall(ExprPath),
}

/// A secondary index.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) accessor: Ident,
    pub(crate) kind: IndexKind,
    pub(crate) name: LitStr,
    /// Positions in the table's attributes. For a local index that is the table's partition key.
    pub(crate) partition: Vec<usize>,
    pub(crate) sort: Vec<usize>,
    pub(crate) projection: Projection,
}

/// A vector index.
#[derive(Debug)]
pub(crate) struct VectorIndex {
    pub(crate) accessor: Ident,
    pub(crate) name: LitStr,
    /// The position of the vector in the table's attributes.
    pub(crate) attribute: usize,
    pub(crate) dimensions: Option<LitInt>,
    /// `COSINE`, `EUCLIDEAN` or `DOT_PRODUCT`. `None` for an index of a shared table, which declares it.
    pub(crate) distance: Option<Ident>,
    /// The position of the partition attribute in the table's attributes. If an entity renders it, the positions of the
    /// parts that can be read back from it.
    pub(crate) partition: Vec<usize>,
    /// Positions in the table's attributes.
    pub(crate) filters: Vec<usize>,
    pub(crate) projection: Projection,
}

/// The attributes that an index projects besides keys.
#[derive(Debug)]
pub(crate) enum Projection {
    All,
    KeysOnly,
    Include {
        /// Positions in the table's attributes, as written.
        declared: Vec<usize>,
        /// Names that no field declares.
        undeclared: Vec<String>,
    },
}

/// A newtype or an enum as a key: `#[derive(DynamoKey)]`.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) owner: Owner,
    pub(crate) shape: KeyShape,
}

/// The two things that can be keys.
#[derive(Debug)]
pub(crate) enum KeyShape {
    /// A struct of one field; `member` is its name or `0`.
    Newtype { member: syn::Member, ty: Box<Type> },
    /// An enum of unit variants.
    Names(Vec<Variant>),
}

/// A variant of a key enum.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// The stored text.
    pub(crate) name: String,
    /// Other texts that are read as this variant.
    pub(crate) aliases: Vec<String>,
}

/// A partial struct: `#[derive(DynamoProjection)]`.
#[derive(Debug)]
pub(crate) struct PartialStruct {
    pub(crate) owner: Owner,
    pub(crate) table: Type,
    pub(crate) index: Option<Ident>,
    pub(crate) attributes: Vec<PartialField>,
}

/// A field of a partial struct.
#[derive(Debug)]
pub(crate) struct PartialField {
    /// The constant of the table's attribute, at the place of the field or of `attribute = ..`.
    pub(crate) constant: Ident,
    pub(crate) ident: Ident,
    /// The stored name, as serde writes it.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// Whether serde reads it by its type, and not by functions.
    pub(crate) is_plain: bool,
}

impl Table {
    /// Returns the positions of the attributes in the primary key.
    pub(crate) fn key_positions(&self) -> Vec<usize> {
        match &self.entity {
            Some(entity) => entity.key_parts(),
            None => [Some(self.partition), self.sort].into_iter().flatten().collect(),
        }
    }

    /// Returns the attributes of the primary key.
    pub(crate) fn key(&self) -> impl Iterator<Item = &Attribute> + Clone {
        self.key_positions().into_iter().filter_map(|at| self.attributes.get(at))
    }

    /// Returns the attributes at some positions.
    pub(crate) fn at<'a>(&'a self, positions: &'a [usize]) -> impl Iterator<Item = &'a Attribute> + Clone {
        positions.iter().filter_map(|at| self.attributes.get(*at))
    }

    /// Returns the positions of the attributes that the index projects, in the order of a projected struct.
    pub(crate) fn projected_by(&self, index: &Index) -> Vec<usize> {
        let declared: &[usize] = match &index.projection {
            Projection::Include { declared, .. } => declared,
            Projection::All | Projection::KeysOnly => &[],
        };
        // An index has the keys of an entity but not their parts, and not every part can be read back from them.
        let keys = self.entity.as_ref().map_or_else(|| self.key_positions(), Entity::readable_key_parts).into_iter();
        let mut projected: Vec<usize> =
            keys.chain(index.partition.iter().chain(&index.sort).chain(declared).copied()).collect();
        projected.sort_unstable();
        projected.dedup();
        projected
    }

    /// Returns the positions of the attributes that a vector index projects. The vector is one of them if it is
    /// included, or under `ALL`.
    pub(crate) fn projected_by_vector(&self, index: &VectorIndex) -> Vec<usize> {
        let declared: Vec<usize> = match &index.projection {
            Projection::All => (0..self.attributes.len()).collect(),
            Projection::Include { declared, .. } => declared.clone(),
            Projection::KeysOnly => Vec::new(),
        };
        let searchable = index.partition.iter().chain(&index.filters).copied();
        let keys = self.entity.as_ref().map_or_else(|| self.key_positions(), Entity::readable_key_parts).into_iter();
        let mut projected: Vec<usize> = keys.chain(searchable).chain(declared).collect();
        projected.sort_unstable();
        projected.dedup();
        projected
    }
}

impl Owner {
    /// Returns the visibility of generated items for one field: no wider than the field's and no wider than the struct's.
    pub(crate) fn visibility_of(&self, field: &syn::Field) -> Visibility {
        match (&self.vis, &field.vis) {
            (Visibility::Public(_), narrower) | (narrower, Visibility::Public(_)) => narrower.clone(),
            (Visibility::Inherited, _) | (_, Visibility::Inherited) => Visibility::Inherited,
            // Of two restricted ones, `pub(crate)` is the widest. Between two others the field's is taken.
            (of_struct, of_field) if of_field.to_token_stream().to_string() == "pub (crate)" => of_struct.clone(),
            (_, of_field) => of_field.clone(),
        }
    }
}

impl Attribute {
    /// Returns the type of the key that is stored here: the field's type without `Option`.
    pub(crate) fn key_type(&self) -> &Type {
        self.inner.as_ref().unwrap_or(&self.ty)
    }

    /// Returns whether the field is written in the key form of its type.
    pub(crate) fn is_in_key_form(&self) -> bool {
        matches!(self.codec, Codec::With { kind: With::Key, .. })
    }

    /// Returns whether an update may remove the attribute without making the item unreadable.
    pub(crate) fn is_removable(&self) -> bool {
        self.inner.is_some() || !matches!(self.absent, Absent::ByType)
    }
}
