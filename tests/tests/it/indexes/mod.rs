//! Secondary indexes.
