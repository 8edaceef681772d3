//! What comes back when it goes wrong.

mod context;
mod outcome;
