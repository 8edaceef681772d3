//! The guide: a chapter for each task. What a single method does is in the docs of the method. If dkmio is new to you, begin with
//! [first steps](first_steps).
//!
//! | To begin | To model | To read and write | To go live | Coming from |
//! |---|---|---|---|---|
//! | [first steps](first_steps) | [declaring tables](declaring_tables) | [reading] | [errors] | [an existing project](existing_project) |
//! | [limits] | [keys] | [writing] | [testing] | [existing data](existing_data) |
//! | | [indexes] | [expressions] | [observability] | [Python](from_python) |
//! | | [several entities](entities) | [conditions at run time](conditions_at_run_time) | [performance] | [serde_dynamo](from_serde_dynamo) |
//! | | [libraries](library) | [batches] | [tables as code](tables_as_code) | [ElectroDB](from_electrodb) |
//! | | | [transactions] | [exports] | |
//! | | [vector search](vectors) | [changes] | | |
//!
//! The first snippet of a chapter is a whole program. Paste it into the `src/main.rs` of a new program that is made as in
//! [first steps](first_steps). If it needs one more crate, the chapter says so. Some of the programs print nothing: their assertions say
//! what is true, and a program that ends without an error has met all of them. The snippets after the first use the table of
//! [declaring tables](declaring_tables) and a connection `db` to it, with `use` lines for what is new. In
//! [several entities](entities) they use the table of the first snippet.

/// Declares one module for each chapter.
macro_rules! chapters {
    ($($file:literal $name:ident;)*) => {$(
        #[doc = include_str!($file)]
        pub mod $name {}
    )*};
}

chapters! {
    "../docs/first_steps.md" first_steps;
    "../docs/declaring_tables.md" declaring_tables;
    "../docs/keys.md" keys;
    "../docs/indexes.md" indexes;
    "../docs/vectors.md" vectors;
    "../docs/entities.md" entities;
    "../docs/expressions.md" expressions;
    "../docs/conditions_at_run_time.md" conditions_at_run_time;
    "../docs/reading.md" reading;
    "../docs/writing.md" writing;
    "../docs/batches.md" batches;
    "../docs/transactions.md" transactions;
    "../docs/changes.md" changes;
    "../docs/exports.md" exports;
    "../docs/tables_as_code.md" tables_as_code;
    "../docs/errors.md" errors;
    "../docs/testing.md" testing;
    "../docs/observability.md" observability;
    "../docs/performance.md" performance;
    "../docs/existing_project.md" existing_project;
    "../docs/existing_data.md" existing_data;
    "../docs/library.md" library;
    "../docs/from_python.md" from_python;
    "../docs/from_serde_dynamo.md" from_serde_dynamo;
    "../docs/from_electrodb.md" from_electrodb;
    "../docs/limits.md" limits;
}
