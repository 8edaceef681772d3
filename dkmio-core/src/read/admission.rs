//! Decides which items of a response a read returns.

/// The treatment of an item of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// For a collection: the position of its entity, or `None` for an entity that the collection does not list.
    Read(Option<usize>),
    /// It belongs to another entity.
    Skip,
    /// It belongs to an entity that the collection does not know.
    Refuse,
}
