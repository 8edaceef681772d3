//! Decides which items of a response a read returns.

/// The treatment of an item of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    Read,
    /// It belongs to another entity.
    Skip,
    /// It belongs to an entity that the collection does not know.
    Refuse,
}
