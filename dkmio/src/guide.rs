//! Pages on whole tasks. What a single method does stands at the method.

#[doc = include_str!("../docs/existing_data.md")]
pub mod existing_data {}

#[doc = include_str!("../docs/library.md")]
pub mod library {}

#[doc = include_str!("../docs/testing.md")]
pub mod testing {}
