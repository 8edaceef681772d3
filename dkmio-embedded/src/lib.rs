//! dkmio-embedded
