//! Several entities in one table, on the embedded engine or on any endpoint given in `DKMIO_TEST_ENDPOINT`.

#![allow(clippy::duplicated_attributes, reason = "two indexes may have a key attribute in common")]

#[allow(dead_code)]
#[path = "../it/engine.rs"]
mod engine;
mod models;
#[allow(dead_code)]
#[path = "../it/support.rs"]
mod support;

mod backfill;
mod booleans;
mod changes;
mod collections;
mod declared_indexes;
mod entity_attribute_key;
mod example_models;
mod folded_keys;
mod guarded;
mod items;
mod key_only;
mod live_reads;
mod long_keys;
mod other_libraries;
mod part_types;
mod prefixes;
mod read_model;
mod reading;
mod requests;
mod sharded;
mod sharded_reads;
mod stream_views;
mod tables;
mod typed_indexes;
mod unique;
mod update_model;
mod updates;
mod upserts;
mod vectors;
mod versions;
