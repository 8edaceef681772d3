//! Tables as templates and diagrams. This module sends no request.

mod cloudformation;
mod create_table;
mod members;
mod mermaid;
mod terraform;

pub(super) use cloudformation::cloudformation;
pub(super) use create_table::{create_table, update_ttl};
pub(super) use mermaid::mermaid;
pub(super) use terraform::{terraform, terraform_of_all};
