//! dkmio-derive
