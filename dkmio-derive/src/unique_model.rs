//! The checked input of unique attributes.

use proc_macro2::Span;

use crate::entity_model::Template;

/// A unique attribute: `#[unique]`.
#[derive(Debug)]
pub(crate) struct Unique {
    /// The position of the attribute.
    pub(crate) at: usize,
    /// The place of the mark.
    pub(crate) span: Span,
    /// The template of the partition key of its sentinel items.
    pub(crate) partition: Template,
    /// The template of their sort key, if there is one.
    pub(crate) sort: Option<Template>,
    /// Whether dkmio makes the keys, and not the templates of the user.
    pub(crate) is_default: bool,
}

/// The reason why only a guarded update may set an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GuardedBy {
    /// It is unique.
    Unique,
    /// It is in the key of a sentinel item of another attribute.
    Scope,
    /// It is the time to live, which sentinel items have, too.
    Expiry,
}

impl Unique {
    /// Returns the positions of the attributes in the keys of the sentinel items.
    pub(crate) fn parts(&self) -> impl Iterator<Item = usize> + '_ {
        let templates = std::iter::once(&self.partition).chain(&self.sort);
        templates.flat_map(|template| template.parts().map(|(at, _, _)| at))
    }
}
