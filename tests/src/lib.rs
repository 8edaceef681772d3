//! The tests of dkmio are under `tests/`.
