//! Batches: nothing lost, nothing twice.
