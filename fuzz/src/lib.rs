//! What the fuzz targets run. `tests/wire` of dkmio-core includes this file, too, and runs the same on its corpus and on
//! mutations of it.
//!
//! A target takes any bytes. It fails by a panic: its own, when what was found out is not so, or one of the library.

pub mod changes;
pub mod expressions;
mod model;
pub mod responses;
pub mod types;
