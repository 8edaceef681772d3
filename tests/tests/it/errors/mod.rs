//! What comes back when it goes wrong.

mod context;
mod credentials;
mod malformed;
mod messages;
mod outcome;
