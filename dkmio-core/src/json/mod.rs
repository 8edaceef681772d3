//! DynamoDB JSON: items as text, output of the AWS CLI, and the lines of exports and imports.
//!
//! DynamoDB JSON names the type of each value, as in `{"total":{"N":"30"}}`. Exports to S3, imports, the AWS CLI and
//! streams use it. The rules are those of responses: numbers keep all their digits, sets stay sets, and an error names
//! the path to the attribute. Compressed files are not decompressed here: wrap the file, for example in
//! `flate2::read::MultiGzDecoder`. A byte order mark at the beginning of a file is skipped.
//!
//! This module sends no request. Format of exports:
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>.
//!
//! # Examples
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
//! # fn main() { example(async |db| {
//! use dkmio::json;
//!
//! // Writes a backup of the table in the format that ImportTable accepts.
//! let mut backup = Vec::new();
//! json::write_lines(&mut backup, Orders::scan().all(&db).await?)?;
//!
//! // Restores it into another table.
//! let copy = db.with_table_name::<Orders>("copy-of-orders");
//! Orders::create_table().send(&copy).await?;
//! let done = Orders::batch_put(json::lines::<Orders>(backup.as_slice()))
//!     .send(&copy)
//!     .await?;
//! assert_eq!(done.items, 2);
//! # Ok(())
//! # }) }
//! ```

mod changes;
mod cli;
mod line_reader;
mod lines;
mod pretty;
mod text;
mod write;

pub use changes::{ChangeLines, changes};
pub use cli::from_cli;
pub use line_reader::MAX_LINE;
pub use lines::{EntityLines, Lines, entity_lines, lines};
pub(crate) use pretty::pretty;
pub use text::{from_slice, from_str, to_string, to_string_pretty};
pub use write::{to_writer, write_line, write_lines};
