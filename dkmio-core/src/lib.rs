//! dkmio-core

pub mod value;
