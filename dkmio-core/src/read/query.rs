//! Query.

use std::marker::PhantomData;

use crate::attribute::{Operand, OperandValue, Prefixed, ValueOf, kind};
use crate::client::TableRef;
use crate::expression::KeyRange;
use crate::key::{DynamoKey, KeyError};
use crate::read::{ReadPlan, reading, refining};
use crate::request::{Shape, Typed};
use crate::table::{LocalIndex, NextSortKey, PartitionValue, SortKeyConditionGiven, Source};

/// Reads the items of one partition of a table or an index: Query.
///
/// `S` is the table or index, `H` says what items are read into, `N` what sort-key condition may still be given.
/// Made by [`DynamoTable::query`](crate::dynamo_table::DynamoTable::query) or [`Index::query`](crate::table::Index::query).
#[must_use = "a query does nothing until it is sent"]
pub struct Query<S: Source, H = Typed<<S as Source>::Item>, N = <S as Source>::Sort> {
    pub(crate) plan: ReadPlan,
    pub(super) shape: H,
    types: PhantomData<fn() -> (S, N)>,
}

impl<S: Source> Query<S> {
    pub(crate) fn new<P: PartitionValue<S::Partition>>(partition: P) -> Self {
        let mut plan = ReadPlan::query(TableRef::of::<S::Table>(), S::TABLE, S::INDEX);
        let names = S::KEY.partition.iter();
        match partition.into_parts() {
            Ok(values) => names.zip(values).for_each(|(part, value)| plan.equal(part, value, true)),
            Err(error) => plan.fail(error.into()),
        }
        Self { plan, shape: Typed::new(), types: PhantomData }
    }
}

impl<S: Source, H: Shape, N> Query<S, H, N> {
    pub(super) fn with<G>(self, shape: G) -> Query<S, G, N> {
        Query { plan: self.plan, shape, types: PhantomData }
    }

    fn next<M>(self) -> Query<S, H, M> {
        Query { plan: self.plan, shape: self.shape, types: PhantomData }
    }

    /// Highest sort key first: `ScanIndexForward = false`.
    pub fn descending(mut self) -> Self {
        self.plan.descending = true;
        self
    }

    /// Lowest sort key first, as DynamoDB does by itself.
    pub fn ascending(mut self) -> Self {
        self.plan.descending = false;
        self
    }

    /// Reads every attribute of the items, also those the local index does not hold: `Select = ALL_ATTRIBUTES`.
    /// DynamoDB fetches them from the table, at the cost of reading each item.
    pub fn all_attributes(mut self) -> Query<S, Typed<S::Table>, N>
    where
        S: LocalIndex,
        Typed<S::Table>: Shape,
    {
        self.plan.all_attributes();
        self.with(Typed::new())
    }
}

impl<S: Source, H: Shape, N> Query<S, H, N> {
    /// Which part of the sort key the next condition is on.
    fn part(&self) -> usize {
        self.plan.sort_parts_given()
    }

    fn compare(mut self, operator: &'static str, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        let at = self.part();
        self.plan.range(at, value.into_value().to_key().map(|value| KeyRange::Compare(operator, value)));
        self.next()
    }
}

impl<S: Source, H: Shape, N> Query<S, H, N> {
    /// The sort key is this: `sk = :v`. With a sort key of several parts the next part can follow.
    pub fn sk_eq(mut self, value: impl ValueOf<N::Key>) -> Query<S, H, N::Rest>
    where
        N: NextSortKey,
    {
        let at = self.part();
        match (S::KEY.sort.get(at), value.into_value().to_key()) {
            (Some(part), Ok(value)) => self.plan.equal(part, value, false),
            (_, Err(error)) => self.plan.fail(error.into()),
            (None, Ok(_)) => {}
        }
        self.next()
    }

    /// The sort key is greater: `sk > :v`.
    pub fn sk_gt(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        self.compare(">", value)
    }

    /// The sort key is greater or equal: `sk >= :v`.
    pub fn sk_gte(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        self.compare(">=", value)
    }

    /// The sort key is less: `sk < :v`.
    pub fn sk_lt(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        self.compare("<", value)
    }

    /// The sort key is less or equal: `sk <= :v`.
    pub fn sk_lte(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        self.compare("<=", value)
    }

    /// The sort key is within a range, both ends included: `sk BETWEEN :low AND :high`.
    pub fn sk_between(
        mut self,
        low: impl ValueOf<N::Key>,
        high: impl ValueOf<N::Key>,
    ) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        let at = self.part();
        let range = || -> Result<KeyRange, KeyError> {
            Ok(KeyRange::Between(low.into_value().to_key()?, high.into_value().to_key()?))
        };
        self.plan.range(at, range());
        self.next()
    }

    /// The sort key begins with this: `begins_with(sk, :v)`; for strings and binary.
    pub fn sk_begins_with<P>(mut self, prefix: P) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Key: Prefixed>,
        P: Operand<<N::Key as Prefixed>::Prefix, kind::Value>,
    {
        let at = self.part();
        if let OperandValue::Value(prefix) = prefix.operand() {
            self.plan.range(at, Ok(KeyRange::BeginsWith(prefix)));
        }
        self.next()
    }
}

macro_rules! reshaped {
    ($shape:ty) => { Query<S, $shape, N> };
}

refining!([S: Source, H: Shape, N] Query<S, H, N>, reshaped);
reading!([S: Source, H: Shape, N] Query<S, H, N>);
