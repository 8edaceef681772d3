//! Code that is generic over the table.

mod repository;
mod signatures;
