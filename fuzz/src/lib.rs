//! What the fuzz targets run. `tests/json` of dkmio-core includes this file, too, and runs the same on its corpus and on
//! mutations of it.
//!
//! A target takes any bytes. It fails with a panic: its own if an expectation does not hold, or one of the library.

pub mod changes;
pub mod expressions;
mod model;
pub mod responses;
pub mod types;
