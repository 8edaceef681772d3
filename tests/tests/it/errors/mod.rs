//! What an error tells.
