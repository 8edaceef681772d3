//! dkmio-core
