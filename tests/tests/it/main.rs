//! Behavior through the public API, on the embedded engine or on any endpoint given in `DKMIO_TEST_ENDPOINT`.

mod engine;
mod models;
mod support;

mod batch;
mod changes;
mod client;
mod conformance;
mod documents;
mod errors;
mod express;
mod expressions;
mod generic;
mod guide;
mod indexes;
mod interop;
mod items;
mod json;
mod keys;
mod layers;
mod paging;
mod partiql;
mod public_paths;
mod python_manual;
mod requests;
mod tables;
mod transaction;
mod ttl;
mod vectors;
mod versions;
mod wire;
