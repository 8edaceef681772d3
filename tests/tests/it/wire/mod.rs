//! Decoding from and encoding to the wire.
