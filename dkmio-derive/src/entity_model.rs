//! The checked input of an entity: the parts of a struct of a shared table besides its attributes.

use proc_macro2::Span;
use syn::{LitStr, Type};

/// An entity: `#[derive(DynamoEntity)]`.
#[derive(Debug)]
pub(crate) struct Entity {
    /// The type of the table.
    pub(crate) shared: Type,
    /// The name in the entity attribute.
    pub(crate) name: LitStr,
    /// `#[constant("name" = "text")]`
    pub(crate) constants: Vec<(LitStr, LitStr)>,
    pub(crate) partition: Template,
    pub(crate) sort: Option<Template>,
    /// The use of each index, in the order of the indexes of the struct.
    pub(crate) indexes: Vec<EntityIndex>,
    /// The use of each vector index, in the order of the vector indexes of the struct.
    pub(crate) vectors: Vec<EntityVectorIndex>,
    /// Whether the struct reads attributes that it does not declare.
    pub(crate) is_open: bool,
}

/// An index of the table as an entity uses it.
#[derive(Debug)]
pub(crate) struct EntityIndex {
    /// `App::gsi1`
    pub(crate) path: Type,
    pub(crate) partition: Side,
    pub(crate) sort: Side,
}

/// A vector index of the table as an entity uses it.
#[derive(Debug)]
pub(crate) struct EntityVectorIndex {
    /// `App::meaning`
    pub(crate) path: Type,
    /// The template of the partition attribute, if it is no field.
    pub(crate) partition: Option<Template>,
}

/// One side of an index key.
#[derive(Debug)]
pub(crate) enum Side {
    /// The table decides: a local index has the table's partition key, and not every index has a sort key.
    Absent,
    /// Neither side says anything: the table declares the key, of its own keys or of the names of fields.
    Declared,
    Template(Template),
    Fields {
        /// The positions of the attributes.
        positions: Vec<usize>,
        /// The names of the fields as they are written, for errors.
        span: Span,
    },
}

/// A key template.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub(crate) literal: LitStr,
    pub(crate) elements: Vec<Element>,
}

/// A piece of a template.
#[derive(Debug, Clone)]
pub(crate) enum Element {
    Text(String),
    Part {
        /// The position of the attribute.
        at: usize,
        form: Form,
        case: Option<Case>,
    },
}

/// The form of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Sorted,
    Padded(usize),
    Unpadded,
    Truncated(&'static str),
    Rest,
    Escaped,
    Raw,
    Shard(usize),
    /// A unique value at the end of the key of its sentinel item.
    Unique,
    /// The scope before a unique value.
    Scope,
}

/// A folding of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
}

impl Template {
    /// Returns the positions of the parts, in order, each with the form of the part.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (usize, Form, Option<Case>)> + '_ {
        self.elements.iter().filter_map(|element| match element {
            Element::Part { at, form, case } => Some((*at, *form, *case)),
            Element::Text(_) => None,
        })
    }

    /// Returns the positions of parts whose values can be read back from the key.
    pub(crate) fn lossless(&self) -> impl Iterator<Item = usize> + '_ {
        // The same rule as `PartForm::is_lossless` of the runtime.
        let is_lossless = |form: &Form, case: &Option<Case>| {
            case.is_none() && !matches!(form, Form::Truncated(_) | Form::Raw | Form::Shard(_))
        };
        self.parts().filter(move |(_, form, case)| is_lossless(form, case)).map(|(at, _, _)| at)
    }

    /// Returns the template with `*` for every part, and `**` for a part that may contain the delimiter. A truncated timestamp has its
    /// punctuation, which may be the delimiter.
    pub(crate) fn pattern(&self) -> String {
        let part = |element: &Element| match element {
            Element::Text(text) => text.clone(),
            Element::Part { form: Form::Rest | Form::Raw | Form::Unique, .. } => "**".to_owned(),
            Element::Part { form: Form::Truncated(unit), .. } => match *unit {
                "Year" => "*",
                "Month" => "*-*",
                "Day" => "*-*-*",
                _ => "*-*-*T*",
            }
            .to_owned(),
            Element::Part { .. } => "*".to_owned(),
        };
        self.elements.iter().map(part).collect()
    }
}

impl Side {
    pub(crate) fn template(&self) -> Option<&Template> {
        match self {
            Self::Template(template) => Some(template),
            Self::Absent | Self::Declared | Self::Fields { .. } => None,
        }
    }

    /// Returns the positions of the attributes in the key.
    pub(crate) fn positions(&self) -> Vec<usize> {
        match self {
            Self::Absent | Self::Declared => Vec::new(),
            Self::Template(template) => template.parts().map(|(at, _, _)| at).collect(),
            Self::Fields { positions, .. } => positions.clone(),
        }
    }
}

impl Entity {
    /// Returns the positions of the attributes that can be read back from the primary key.
    pub(crate) fn readable_key_parts(&self) -> Vec<usize> {
        self.partition.lossless().chain(self.sort.iter().flat_map(Template::lossless)).collect()
    }

    /// Returns the positions of the parts of the primary key, each once.
    pub(crate) fn key_parts(&self) -> Vec<usize> {
        let mut parts = Vec::new();
        for (at, _, _) in self.partition.parts().chain(self.sort.iter().flat_map(Template::parts)) {
            if !parts.contains(&at) {
                parts.push(at);
            }
        }
        parts
    }
}
