//! Conditions, filters, projections and updates.
