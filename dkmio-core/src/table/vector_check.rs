//! Rules of vector indexes that entities use. Only the compiler can check them: they depend on the table, which the
//! derive macro of an entity does not see.
//!
//! Each is a constant function that panics with the message for the user.

#![expect(clippy::panic, reason = "the compiler evaluates these functions; a panic is how it reports an error")]

use std::slice;

use super::definition::VectorIndexDefinition;
use super::metric::{Cosine, DistanceFunction, DotProduct, Euclidean, Metric};
use super::vector_field::VectorField;
use super::vector_index::{VectorIndex, VectorSource};
use crate::key::KeyAttribute;
use crate::template::is_same_text;

/// A vector index of a shared table, which an entity names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a vector index of a shared table",
    label = "not a vector index",
    note = "name a vector index that the table declares, as in `App::meaning`; for another index remove `on`"
)]
pub trait SharedVectorIndex {
    /// The definition.
    const DEFINITION: VectorIndexDefinition;
}

impl<S: VectorSource, P> SharedVectorIndex for VectorIndex<S, P> {
    const DEFINITION: VectorIndexDefinition = S::DEFINITION;
}

/// Returns the definition of a vector index of a shared table.
#[must_use]
pub const fn vector_definition_of<I: SharedVectorIndex>(_: &I) -> VectorIndexDefinition {
    I::DEFINITION
}

/// Returns the partition attribute of a vector index, as one side of a key. Assumes that the entity declares one.
#[must_use]
#[track_caller]
pub const fn vector_partition(index: &VectorIndexDefinition) -> &[KeyAttribute] {
    match &index.partition {
        Some(partition) => slice::from_ref(partition),
        None => panic!("the table declares no partition attribute for this vector index; remove `pk`"),
    }
}

/// Checks that the entity declares a partition attribute where the table does.
#[track_caller]
pub const fn check_vector_partition(index: &VectorIndexDefinition, has_partition: bool) {
    // `vector_partition` reports one that the table does not declare.
    assert!(
        has_partition || index.partition.is_none(),
        "the table declares a partition attribute for this vector index; add `pk = field` or `pk = \"..\"`"
    );
}

/// Checks the field with the vectors: its stored name, and the length that its type says.
#[track_caller]
pub const fn check_vector_field<F: VectorField>(index: &VectorIndexDefinition, name: &str) {
    assert!(
        is_same_text(index.attribute, name),
        "the table declares another attribute for the vectors of this index; the field must be stored under its name"
    );
    if let Some(length) = F::LENGTH {
        assert!(
            length == index.dimensions,
            "the length of this `Vector` differs from the `dimensions` that the table declares for the index"
        );
    }
}

/// Checks that the table declares an attribute as a filter of a vector index.
#[track_caller]
pub const fn check_vector_filter(index: &VectorIndexDefinition, used: &KeyAttribute) {
    // A constant cannot use iterators, nor `PartialEq`.
    let mut at = 0;
    while at < index.filters.len() {
        let declared = &index.filters[at];
        if is_same_text(declared.name, used.name) {
            assert!(
                declared.key_type as u8 == used.key_type as u8,
                "the table declares another type for this filter, `number(\"..\")` or a string"
            );
            return;
        }
        at += 1;
    }
    panic!("the table declares no such filter for this vector index; add its stored name to `filter` there")
}

/// Returns the number of the metric of a vector index, for [`MetricNumber`].
#[must_use]
pub const fn metric_number(index: &VectorIndexDefinition) -> u8 {
    index.distance as u8
}

/// A metric by its number. An entity learns the metric of an index from a constant, and a constant selects a type by a number.
#[derive(Debug)]
pub struct MetricNumber<const NUMBER: u8>;

/// Returns the metric of a number.
pub trait NumberedMetric {
    /// The metric.
    type Metric: Metric;
}

impl NumberedMetric for MetricNumber<{ DistanceFunction::Cosine as u8 }> {
    type Metric = Cosine;
}

impl NumberedMetric for MetricNumber<{ DistanceFunction::Euclidean as u8 }> {
    type Metric = Euclidean;
}

impl NumberedMetric for MetricNumber<{ DistanceFunction::DotProduct as u8 }> {
    type Metric = DotProduct;
}
