//! Batches: no entry is lost, no request is superfluous, and unprocessed entries can be resent.

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
