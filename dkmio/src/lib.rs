//! dkmio
