//! The metrics of vector indexes.

/// The function by which a vector index compares vectors, as data (`DistanceFunction`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DistanceFunction {
    /// The cosine distance: 0 for the same direction, 2 for the opposite one, 1 if a vector is all zeros.
    Cosine,
    /// The Euclidean distance.
    Euclidean,
    /// The dot product, a similarity: higher is more similar, and it may be negative.
    DotProduct,
}

impl DistanceFunction {
    /// Returns the name in the API, such as `DOT_PRODUCT`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cosine => "COSINE",
            Self::Euclidean => "EUCLIDEAN",
            Self::DotProduct => "DOT_PRODUCT",
        }
    }
}

/// The function by which a vector index compares vectors, as a type: [`Cosine`], [`Euclidean`] or [`DotProduct`].
pub trait Metric {
    /// The function as data.
    const FUNCTION: DistanceFunction;
}

/// A metric whose scores are distances: lower is more similar.
#[diagnostic::on_unimplemented(
    message = "`{Self}` scores are similarities, not distances",
    label = "this index compares by a similarity",
    note = "use `similarity()` and `min_similarity(..)`: higher is more similar"
)]
pub trait DistanceMetric: Metric {}

/// A metric whose scores are similarities: higher is more similar.
#[diagnostic::on_unimplemented(
    message = "`{Self}` scores are distances, not similarities",
    label = "this index compares by a distance",
    note = "use `distance()` and `max_distance(..)`: lower is more similar"
)]
pub trait SimilarityMetric: Metric {}

/// The cosine distance, `distance = COSINE`: 0 for the same direction, 2 for the opposite one, 1 if a vector is all zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cosine {}

/// The Euclidean distance, `distance = EUCLIDEAN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Euclidean {}

/// The dot product, `distance = DOT_PRODUCT`: a similarity, which may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotProduct {}

impl Metric for Cosine {
    const FUNCTION: DistanceFunction = DistanceFunction::Cosine;
}

impl Metric for Euclidean {
    const FUNCTION: DistanceFunction = DistanceFunction::Euclidean;
}

impl Metric for DotProduct {
    const FUNCTION: DistanceFunction = DistanceFunction::DotProduct;
}

impl DistanceMetric for Cosine {}
impl DistanceMetric for Euclidean {}
impl SimilarityMetric for DotProduct {}
