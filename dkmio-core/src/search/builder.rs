//! The builder of a search.

use std::fmt;
use std::marker::PhantomData;

use aws_sdk_dynamodb::types::ConsumedCapacity;
use serde::de::DeserializeOwned;

use super::hit::{Hit, SearchResults};
use super::plan::{DEFAULT_TOP_K, SearchPlan};
use super::request::SearchVectorsRequest;
use crate::attribute::{DocumentPath, Operand, OperandValue, Ordered, kind};
use crate::client::{DynamoDb, Operation, Response};
use crate::codec::json;
use crate::error::{Error, ErrorContext};
use crate::expression::{Condition, ConditionNode, LeftOperand, ProjectionPaths};
use crate::key::{EncodedKey, KeyError};
use crate::request::{AsItem, AsType, DecodeAs, RawItem, Request, RequestOptions, request_options, sendable};
use crate::table::{
    DistanceFunction, DistanceMetric, FilterPath, Metric, PartitionValue, Partitioned, ProjectionOf, ReadableFrom,
    SimilarityMetric, Table, Unpartitioned, VectorIndex, VectorSource,
};

pub(super) const OPERATION: Operation = Operation::read("SearchVectors");

/// The output of `results` for a search of `S`, decoded as `H`.
type Results<S, H> = SearchResults<<H as DecodeAs>::Output, <S as VectorSource>::Metric>;

/// Finds the items whose vectors are most similar to a given one: SearchVectors.
///
/// Returned by [`VectorIndex::search`]. The output is a `Vec` of [`Hit`]s, the most similar first. There are no pages: a search returns
/// at most 100 hits and 16 MB.
///
/// DynamoDB updates a vector index some time after its table, so a search may miss the latest writes. It evaluates the conditions within
/// the index, so they cost no hits. An item without the vector is not in the index, and one without an attribute that a condition names
/// is not found. IAM policies on single items or attributes do not apply to searches.
///
/// On a shared table a search finds the items of its entity. If the entity attribute is a filter of the index, DynamoDB leaves out the items
/// of other entities. Otherwise dkmio skips them, and a search has fewer hits: [`results`](Self::results) tells how many it skipped.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html>
///
/// # Errors
///
/// Returns `Validation` before anything is sent if the vector has another length than the index has dimensions or an element that is not
/// finite, if `top_k` is not 1 to 100, if an attribute has two filters, or if a condition names another attribute than those of the
/// index; `InvalidKey` if the value of the partition attribute cannot be one; `IndexNotReady` if the index is still being built, for
/// minutes after it is `ACTIVE`; `TableNotFound` if there is no such table or index; `Decode` if a hit does not fit its type; and an
/// error if the request is rejected by the service or cannot be delivered.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/docs.rs"));
/// # fn main() { example(async |db| {
/// let near = Docs::by_meaning().search("acme", &[1.0, 0.0])
///     .filter_eq(Docs::LANG, "en")
///     .top_k(2)
///     .send(&db)
///     .await?;
/// assert_eq!(near[0].item.title, "Trees");
/// assert!(near[0].distance() < near[1].distance());
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "SearchVectors")]
#[must_use = "a request does nothing until it is sent"]
pub struct Search<S: VectorSource, H = AsType<<S as VectorSource>::Item>> {
    pub(super) plan: SearchPlan,
    decode_as: H,
    pub(crate) options: RequestOptions,
    source: PhantomData<fn() -> S>,
}

impl<S: VectorSource> VectorIndex<S, Unpartitioned> {
    /// Finds the items whose vectors are most similar to `vector`: SearchVectors.
    pub fn search(self, vector: impl AsRef<[f32]>) -> Search<S> {
        Search::new(vector.as_ref(), Ok(None))
    }
}

impl<S: VectorSource, K> VectorIndex<S, Partitioned<K>> {
    /// Finds, among the items with this value of the partition attribute, those whose vectors are most similar to `vector`:
    /// SearchVectors.
    pub fn search<P: PartitionValue<K>>(self, partition: P, vector: impl AsRef<[f32]>) -> Search<S> {
        Search::new(vector.as_ref(), encoded::<S, K, P>(partition).map(Some))
    }
}

/// Returns the partition attribute with its value.
fn encoded<S: VectorSource, K, P: PartitionValue<K>>(partition: P) -> Result<EncodedKey, KeyError> {
    let (mut key, mut parts) = (EncodedKey::new(), partition.into_parts()?);
    if let Some(template) = S::TEMPLATES.partition {
        // The partition attribute of an entity is rendered from the values that the caller gives.
        parts = vec![template.render_all(&parts)?];
    }
    for (attribute, value) in S::DEFINITION.partition.iter().zip(parts) {
        key = key.partition(attribute.name, Ok(value))?;
    }
    Ok(key)
}

impl<S: VectorSource> Search<S> {
    fn new(vector: &[f32], partition: Result<Option<EncodedKey>, KeyError>) -> Self {
        Self {
            plan: SearchPlan {
                table: <S::Table as Table>::DEFINITION,
                vector: vector.to_vec(),
                top_k: DEFAULT_TOP_K,
                partition,
                filters: Vec::new(),
                conditions: Vec::new(),
                threshold: None,
                paths: None,
            },
            decode_as: AsType::from_hits::<S>(),
            options: RequestOptions::of::<S::Table>(),
            source: PhantomData,
        }
    }
}

request_options! { [S: VectorSource, H] Search<S, H>; }

impl<S: VectorSource, H> Search<S, H> {
    /// Sets the number of hits, at most 100 (`TopK`). The default is 10.
    #[doc(alias = "TopK")]
    pub fn top_k(mut self, hits: usize) -> Self {
        self.plan.top_k = hits;
        self
    }

    /// Drops hits whose distance is greater. It is compared when the hits are there, so there may be fewer than `top_k`.
    pub fn max_distance(mut self, distance: f64) -> Self
    where
        S::Metric: DistanceMetric,
    {
        self.plan.threshold = Some(distance);
        self
    }

    /// Drops hits whose similarity is lower. It is compared when the hits are there, so there may be fewer than `top_k`.
    pub fn min_similarity(mut self, similarity: f64) -> Self
    where
        S::Metric: SimilarityMetric,
    {
        self.plan.threshold = Some(similarity);
        self
    }

    /// Finds only items whose attribute equals the value (`SearchConditionExpression`). All filters have to be met, and an attribute
    /// has one at most.
    #[doc(alias = "=")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_eq<P: FilterPath<S>>(self, filter: P, value: impl Operand<P::Value, kind::Value>) -> Self {
        self.compared(filter, "=", value.operand())
    }

    /// Finds only items whose attribute is greater than the value (`SearchConditionExpression`).
    #[doc(alias = ">")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_gt<P: FilterPath<S, Value: Ordered>>(
        self,
        filter: P,
        value: impl Operand<P::Value, kind::Value>,
    ) -> Self {
        self.compared(filter, ">", value.operand())
    }

    /// Finds only items whose attribute is greater than or equal to the value (`SearchConditionExpression`).
    #[doc(alias = ">=")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_gte<P: FilterPath<S, Value: Ordered>>(
        self,
        filter: P,
        value: impl Operand<P::Value, kind::Value>,
    ) -> Self {
        self.compared(filter, ">=", value.operand())
    }

    /// Finds only items whose attribute is less than the value (`SearchConditionExpression`).
    #[doc(alias = "<")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_lt<P: FilterPath<S, Value: Ordered>>(
        self,
        filter: P,
        value: impl Operand<P::Value, kind::Value>,
    ) -> Self {
        self.compared(filter, "<", value.operand())
    }

    /// Finds only items whose attribute is less than or equal to the value (`SearchConditionExpression`).
    #[doc(alias = "<=")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_lte<P: FilterPath<S, Value: Ordered>>(
        self,
        filter: P,
        value: impl Operand<P::Value, kind::Value>,
    ) -> Self {
        self.compared(filter, "<=", value.operand())
    }

    /// Finds only items whose attribute is in a range, both ends included (`SearchConditionExpression`).
    #[doc(alias = "BETWEEN")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_between<P: FilterPath<S, Value: Ordered>>(
        self,
        filter: P,
        low: impl Operand<P::Value, kind::Value>,
        high: impl Operand<P::Value, kind::Value>,
    ) -> Self {
        let (low, high) = (low.operand(), high.operand());
        self.filtered(filter, |left| ConditionNode::Between(left, low, high))
    }

    /// Finds only items whose attribute equals one of the values (`SearchConditionExpression`). Without any values it finds nothing and
    /// sends no request.
    #[doc(alias = "IN")]
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter_in<P: FilterPath<S>, X: Operand<P::Value, kind::Value>>(
        self,
        filter: P,
        values: impl IntoIterator<Item = X>,
    ) -> Self {
        let values: Vec<OperandValue> = values.into_iter().map(Operand::operand).collect();
        self.filtered(filter, |left| match values.is_empty() {
            // As in `is_in`: no value is among none, so no item can match.
            true => ConditionNode::Constant(false),
            false => ConditionNode::In(left, values),
        })
    }

    /// Finds only items that meet a condition on filters of the index (`SearchConditionExpression`), besides the other filters.
    ///
    /// For conditions that the other methods cannot say, such as one with OR. That it names filters only is checked when the search is
    /// sent. The embedded engine accepts only `=` and AND.
    #[doc(alias = "SearchConditionExpression")]
    pub fn filter(mut self, condition: Condition<S::Table>) -> Self {
        self.plan.conditions.push(condition.into_node());
        self
    }

    fn compared<P: FilterPath<S>>(self, filter: P, operator: &'static str, value: OperandValue) -> Self {
        self.filtered(filter, |left| ConditionNode::Compare(left, operator, value))
    }

    fn filtered<P: FilterPath<S>>(mut self, filter: P, condition: impl FnOnce(LeftOperand) -> ConditionNode) -> Self {
        let path: DocumentPath = filter.into_document_path();
        self.plan.filters.push((path.clone(), condition(LeftOperand::Path(path))));
        self
    }

    /// Reads the hits into a partial struct, and no attribute beyond it (`ProjectionExpression`). A struct with the vector gets it if
    /// the index projects it: under `ALL`, or if it is included.
    #[doc(alias = "ProjectionExpression")]
    pub fn select_as<P: ReadableFrom<S> + DeserializeOwned + Send>(self) -> Search<S, AsType<P>> {
        let wanted = <P as ProjectionOf>::ATTRIBUTES.iter().map(|name| DocumentPath::top(*name)).collect();
        self.project(ProjectionPaths::new(wanted)).decoded_as(AsType::partial::<S::Table>())
    }

    /// Leaves the items of the hits free-form.
    pub fn free_form(self) -> Search<S, AsItem> {
        self.decoded_as(AsItem)
    }

    pub(super) fn project(mut self, paths: ProjectionPaths) -> Self {
        self.plan.paths = Some(paths);
        self
    }

    fn decoded_as<P>(self, decode_as: P) -> Search<S, P> {
        Search { plan: self.plan, decode_as, options: self.options, source: PhantomData }
    }

    /// Returns whether a score is as good as it has to be.
    fn is_within_threshold(&self, score: f64) -> bool {
        self.plan.threshold.is_none_or(|threshold| match S::Metric::FUNCTION {
            // A dot product grows with the similarity. The other functions return distances.
            DistanceFunction::DotProduct => score >= threshold,
            _ => score <= threshold,
        })
    }
}

impl<S: VectorSource, H: DecodeAs> Search<S, H> {
    /// Decodes the hits straight from the text of the response.
    fn decode_response(&self, response: &Response, context: &ErrorContext) -> Result<Results<S, H>, Error> {
        let entity = self.plan.entity();
        let mut items = Vec::new();
        let (mut skipped, mut invalid_at) = (0, None);
        let found = response.text().and_then(|text| {
            json::read_search(text, |reader| {
                let at = items.len();
                let is_owned = match entity {
                    Some(entity) => entity.owns(reader)?,
                    None => true,
                };
                if is_owned {
                    let start = reader.value_start();
                    let item = self.decode_as.read_text(reader).inspect_err(|_| invalid_at = Some(start));
                    items.push(Some(item.map_err(|error| error.within(at))?));
                    return Ok(());
                }
                // Items and scores are matched by their positions, so a skipped item keeps its place.
                items.push(None);
                skipped += 1;
                reader.skip()
            })
        });
        let found = found.map_err(|error| {
            let error = response.item_error(error, context);
            RawItem::with_key_at(error, invalid_at, response, <S::Table as Table>::DEFINITION.key.attributes())
        })?;
        if let (Some(consumed), Some(index)) = (found.consumed_capacity, context.index) {
            self.options.limits.record(&[ConsumedCapacity::builder().vector_indexes(index, consumed).build()]);
        }
        let hits = items.into_iter().zip(found.scores);
        let hits = hits
            .filter(|(_, score)| self.is_within_threshold(*score))
            .filter_map(|(item, score)| Some(Hit::new(item?, score)))
            .collect();
        Ok(SearchResults { hits, skipped })
    }
}

impl<S: VectorSource, H: DecodeAs + Sync> Search<S, H> {
    /// Sends the search and returns its hits with the number of skipped ones.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`Search`].
    pub async fn results(self, db: &DynamoDb) -> Result<SearchResults<H::Output, S::Metric>, Error> {
        let index = S::DEFINITION;
        let context = ErrorContext { index: Some(index.name), ..self.options.context(OPERATION, db)? };
        let search = self.plan.check(&index).map_err(|error| error.with_context(&context))?;
        let Some(rendered) = &search.rendered else { return Ok(SearchResults { hits: Vec::new(), skipped: 0 }) };
        let exchange = self.options.limits.exchange(OPERATION, context);
        let request = SearchVectorsRequest {
            context: exchange.context(),
            vector: &search.vector,
            top_k: search.top_k,
            rendered,
            return_consumed_capacity: self.options.limits.return_consumed_capacity(),
        };
        let response = exchange.send_request(db, &request).await?;
        self.decode_response(&response, exchange.context())
    }
}

impl<S: VectorSource, H: DecodeAs + Sync> Request for Search<S, H> {
    type Output = Vec<Hit<H::Output, S::Metric>>;

    async fn execute(self, db: &DynamoDb) -> Result<Self::Output, Error> {
        Ok(self.results(db).await?.hits)
    }
}

sendable! {
    /// Sends the search. The hits are sorted, the most similar first.
    ///
    /// # Errors
    ///
    /// Returns an error in the cases of [`Search`].
    [S: VectorSource, H: DecodeAs + Sync] Search<S, H>
}

/// Omits the vector and the values of the conditions.
impl<S: VectorSource, H> fmt::Debug for Search<S, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("table", &self.options.table.name())
            .field("index", &S::DEFINITION.name)
            .field("top_k", &self.plan.top_k)
            .finish_non_exhaustive()
    }
}
