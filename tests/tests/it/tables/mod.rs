//! Tables themselves, and the trace of requests.

mod awaited;
mod captured;
mod create;
mod delete;
mod describe;
mod differences;
mod harmless;
mod readings;
mod traced;
mod unasked;
mod waiting;
