//! Creating, describing and verifying tables.
