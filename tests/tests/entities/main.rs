//! Several entities in one table, on the embedded engine or on any endpoint given in `DKMIO_TEST_ENDPOINT`.

#[allow(dead_code)]
#[path = "../it/engine.rs"]
mod changes;
mod collections;
mod engine;
mod items;
mod models;
mod prefixes;
mod reading;
mod requests;
mod stream_views;
mod support;
mod tables;
mod update_model;
mod updates;
#[allow(dead_code)]
#[path = "../it/support.rs"]

