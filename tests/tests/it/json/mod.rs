//! DynamoDB JSON: items as text, output of the AWS CLI, exports.

mod cli;
mod lines;
mod restore;
mod text;
