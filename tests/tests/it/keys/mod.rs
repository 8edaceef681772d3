//! Keys of every type.

mod declarations;
mod order;
mod refused;
mod timestamps;
mod types;
