//! The hits of a search.

use std::fmt;
use std::marker::PhantomData;

use crate::table::{DistanceMetric, HitItem, SimilarityMetric};

/// An item that a vector search found, with its score. `M` is the metric of the index.
///
/// A function that takes the hits of one index names them by the struct of the index alone, as in `Hit<DocsByMeaning>`.
#[must_use]
pub struct Hit<T, M = <T as HitItem>::Metric> {
    /// What the index projects of the item, or what the search was told to read.
    pub item: T,
    score: f64,
    metric: PhantomData<fn() -> M>,
}

/// The output of [`Search::results`](super::Search::results).
#[must_use]
#[non_exhaustive]
pub struct SearchResults<T, M = <T as HitItem>::Metric> {
    /// The hits, the most similar first.
    pub hits: Vec<Hit<T, M>>,
    /// The number of omitted items of other entities, which share the index. They count toward `top_k`, and are charged,
    /// too.
    pub skipped: usize,
}

impl<T: fmt::Debug, M> fmt::Debug for SearchResults<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchResults").field("hits", &self.hits).field("skipped", &self.skipped).finish()
    }
}

impl<T, M> Hit<T, M> {
    pub(super) fn new(item: T, score: f64) -> Self {
        Self { item, score, metric: PhantomData }
    }

    /// Returns the score as DynamoDB returns it (`Score`): a distance or a similarity, as the metric of the index has it.
    #[must_use]
    #[doc(alias = "Score")]
    pub fn score(&self) -> f64 {
        self.score
    }

    /// Returns the distance: lower is more similar. For an index by `COSINE` (0 to 2) or `EUCLIDEAN`.
    #[must_use]
    pub fn distance(&self) -> f64
    where
        M: DistanceMetric,
    {
        self.score
    }

    /// Returns the similarity: higher is more similar. For an index by `DOT_PRODUCT`; it may be negative.
    #[must_use]
    pub fn similarity(&self) -> f64
    where
        M: SimilarityMetric,
    {
        self.score
    }

    /// Replaces the item.
    pub(super) fn with_item<U>(&self, item: U) -> Hit<U, M> {
        Hit::new(item, self.score)
    }
}

impl<T: Clone, M> Clone for Hit<T, M> {
    fn clone(&self) -> Self {
        Self::new(self.item.clone(), self.score)
    }
}

impl<T: PartialEq, M> PartialEq for Hit<T, M> {
    fn eq(&self, other: &Self) -> bool {
        self.item == other.item && self.score == other.score
    }
}

impl<T: fmt::Debug, M> fmt::Debug for Hit<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hit").field("item", &self.item).field("score", &self.score).finish()
    }
}
