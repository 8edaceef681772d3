//! Batches: nothing is lost, nothing is sent for nothing, and what is left can be sent again.

mod chunks;
mod duplicates;
mod endings;
mod errors;
mod gets;
mod learned_rate;
mod logged;
mod matching;
mod model;
mod pacing;
mod provisioned;
mod question_mark;
mod rates;
mod reported_bytes;
mod schedules;
mod streams;
mod tables;
mod throttled;
mod unprocessed;
