//! The exact JSON of requests.
