//! Query.

use super::builder::Read;
use super::plan::ReadPlan;
use super::sort_key::{Comparison, MaybeSortKey, SortKey};
use super::state::QueryState;
use crate::attribute::{Operand, Prefixed, ValueOf, kind};
use crate::client::TableRef;
use crate::key::{EncodedKey, KeyError};
use crate::request::{AsType, DecodeAs};
use crate::table::{
    LeadingParts, LocalIndex, NextSortKey, PartitionValue, SortKeyConditionGiven, Source, SupportsRanges, Table,
};

/// Reads the items of one partition of a table or an index, in the order of their sort key: Query.
///
/// `S` is the table or index, an item is decoded as `H`, and `N` is the sort-key condition that can still be given.
/// Returned by [`DynamoTable::query`](crate::dynamo_table::DynamoTable::query) or
/// [`Index::query`](crate::table::Index::query). See [`Read`] for the methods.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let orders = Orders::query("ana")
///     .sk_gte("o2")
///     .filter(Orders::TOTAL.gte(100))
///     .descending()
///     .all(&db)
///     .await?;
/// assert_eq!(orders.len(), 1);
/// # Ok(())
/// # }) }
/// ```
#[doc(alias = "KeyConditionExpression")]
pub type Query<S, H = AsType<<S as Source>::Item>, N = <S as Source>::Sort> = Read<S, H, N>;

impl<S: Source> Query<S> {
    pub(crate) fn query<P: PartitionValue<S::Partition>>(partition: P) -> Self {
        let mut plan = ReadPlan::query(TableRef::of::<S::Table>(), const { &S::TABLE }, const { &S::INDEX }.as_ref());
        match partition.into_parts() {
            Ok(values) => plan.partition(S::TEMPLATES, values),
            Err(error) => plan.fail(match S::KEY.partition {
                // The value does not know which attribute it is for. Of several parts, the error names its own.
                [part] => error.of_attribute(part.name).into(),
                _ => error.into(),
            }),
        }
        Self::new(plan)
    }
}

impl<T: Table> Query<T> {
    /// Queries the partition of a primary key.
    pub(crate) fn of_partition(key: Result<EncodedKey, KeyError>) -> Self {
        let mut plan = ReadPlan::query(TableRef::of::<T>(), const { &T::TABLE }, const { &T::INDEX }.as_ref());
        match key {
            Ok(key) => T::KEY
                .partition
                .iter()
                .zip(key.iter())
                .for_each(|(part, (_, value))| plan.equal(part, value.clone(), true)),
            Err(error) => plan.fail(error.into()),
        }
        // The partition key is rendered already. Conditions on the sort key still need its template.
        plan.template_sort(T::TEMPLATES.sort);
        Self::new(plan)
    }
}

// rust-analyzer offers a method if the bounds of its `impl` hold, but rustc has a message of its own only for the
// bounds of the method. So they are at both.

/// The order of a query.
impl<S: Source, H, #[cfg(not(rust_analyzer))] N, #[cfg(rust_analyzer)] N: QueryState> Query<S, H, N> {
    /// Returns the highest sort key first (`ScanIndexForward = false`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let newest = Orders::query("ana").descending().first(&db).await?;
    /// assert_eq!(newest.map(|order| order.order_id), Some("o2".to_owned()));
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ScanIndexForward")]
    pub fn descending(self) -> Self
    where
        N: QueryState,
    {
        self.scan_forward(false)
    }

    /// Returns the lowest sort key first, which is DynamoDB's default (`ScanIndexForward = true`).
    #[doc(alias = "ScanIndexForward")]
    pub fn ascending(self) -> Self
    where
        N: QueryState,
    {
        self.scan_forward(true)
    }

    /// Sets the order at run time: the lowest sort key first if `forward` is true (`ScanIndexForward`).
    #[doc(alias = "ScanIndexForward")]
    pub fn scan_forward(mut self, forward: bool) -> Self
    where
        N: QueryState,
    {
        self.plan.descending = !forward;
        self
    }
}

impl<#[cfg(not(rust_analyzer))] S: Source, #[cfg(rust_analyzer)] S: LocalIndex, H, N> Query<S, H, N> {
    /// Reads every attribute of the items, including those that the local index does not project
    /// (`Select = ALL_ATTRIBUTES`). DynamoDB fetches them from the table, at the cost of reading each item.
    #[doc(alias = "ALL_ATTRIBUTES")]
    #[doc(alias = "Select")]
    pub fn all_attributes(mut self) -> Query<S, AsType<S::Table>, N>
    where
        S: LocalIndex,
        N: QueryState,
        AsType<S::Table>: DecodeAs,
    {
        self.plan.all_attributes();
        self.reshape(AsType::from_source::<S::Table>())
    }
}

/// Sort-key conditions. A query accepts one, and only if its table or index has a sort key.
impl<S: Source, H, N> Query<S, H, N> {
    fn compare(mut self, condition: SortKey<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey,
    {
        self.add(condition.condition);
        self.into_state()
    }

    fn add(&mut self, condition: Result<Comparison, KeyError>) {
        // Conditions on several parts are given in their order, so the next part is the first one without an equality.
        let at = self.plan.sort_parts_given();
        match condition {
            Ok(Comparison::Range(range)) if self.plan.has_template_sort() => self.plan.sort_range(range),
            Ok(Comparison::Equal(value)) if self.plan.has_template_sort() => self.plan.sort_part(value),
            Ok(Comparison::Range(range)) => self.plan.range(at, range),
            Ok(Comparison::Equal(value)) => {
                // The types allow a condition only if there is another part.
                if let Some(part) = S::KEY.sort.get(at) {
                    self.plan.equal(part, value, false);
                }
            }
            Err(error) => {
                let part = S::KEY.sort.get(at);
                self.plan.fail(part.map_or(error.clone(), |part| error.of_attribute(part.name)).into());
            }
        }
    }
}

impl<S: Source, H, #[cfg(not(rust_analyzer))] N, #[cfg(rust_analyzer)] N: NextSortKey> Query<S, H, N> {
    /// Adds a condition that is chosen at run time: a [`SortKey`], or an `Option` of one.
    ///
    /// The query accepts no other sort-key condition afterwards, even if the `Option` is `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::SortKey;
    ///
    /// for (prefix, found) in [(None, 2), (Some("o2"), 1)] {
    ///     let orders = Orders::query("ana")
    ///         .sk(prefix.map(SortKey::begins_with))
    ///         .all(&db)
    ///         .await?;
    ///     assert_eq!(orders.len(), found);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "KeyConditionExpression")]
    #[doc(alias = "where")]
    pub fn sk(mut self, condition: impl MaybeSortKey<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Form: SupportsRanges>,
    {
        // Without a condition the query still reads the whole partition, and still accepts no other condition.
        if let Some(condition) = condition.into_sort_key() {
            self.add(condition.condition);
        }
        self.into_state()
    }

    /// Reads items whose sort key is equal to the value (`sk = :v`). If the sort key has several parts, a condition on
    /// the next part can follow.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_eq("o1").count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "=")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_eq(mut self, value: impl ValueOf<N::Key>) -> Query<S, H, N::Rest>
    where
        N: NextSortKey,
    {
        self.add(SortKey::<N::Key>::eq(value).condition);
        self.into_state()
    }

    /// Reads items whose sort key begins with these parts, given as a tuple. The sort key must have several parts. A
    /// condition on the next part can follow.
    ///
    /// The parts are those of the template for an entity, and the attributes for a multi-attribute index.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/tickets.rs"));
    /// # fn main() { example(async |db| {
    /// // The sort key of this index is `{due}#{site}`.
    /// Ticket::update("t1")
    ///     .set(Ticket::DUE, "2025-02-01")
    ///     .set(Ticket::SITE, "lima")
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(
    ///     Ticket::agenda()
    ///         .query(())
    ///         .sk_prefix(("2025-02-01", "lima"))
    ///         .count(&db)
    ///         .await?,
    ///     1
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "begins_with")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_prefix<P: LeadingParts<N>>(mut self, parts: P) -> Query<S, H, P::Rest> {
        match parts.into_leading() {
            Ok(values) => values.into_iter().for_each(|value| self.add(Ok(Comparison::Equal(value)))),
            Err(error) => self.add(Err(error)),
        }
        self.into_state()
    }

    /// Reads items whose sort key is greater than the value (`sk > :v`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_gt("o1").count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = ">")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_gt(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Form: SupportsRanges>,
    {
        self.compare(SortKey::gt(value))
    }

    /// Reads items whose sort key is greater than or equal to the value (`sk >= :v`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_gte("o1").count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = ">=")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_gte(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Form: SupportsRanges>,
    {
        self.compare(SortKey::gte(value))
    }

    /// Reads items whose sort key is less than the value (`sk < :v`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_lt("o2").count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_lt(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Form: SupportsRanges>,
    {
        self.compare(SortKey::lt(value))
    }

    /// Reads items whose sort key is less than or equal to the value (`sk <= :v`).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_lte("o2").count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "<=")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_lte(self, value: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Form: SupportsRanges>,
    {
        self.compare(SortKey::lte(value))
    }

    /// Reads items whose sort key is in a range, both ends included (`sk BETWEEN :low AND :high`).
    ///
    /// # Errors
    /// A low end above the high end is refused before the query is sent.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_between("o1", "o5").count(&db).await?, 2);
    /// assert!(
    ///     Orders::query("ana")
    ///         .sk_between("o5", "o1")
    ///         .count(&db)
    ///         .await
    ///         .unwrap_err()
    ///         .is_validation()
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "BETWEEN")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_between(self, low: impl ValueOf<N::Key>, high: impl ValueOf<N::Key>) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Form: SupportsRanges>,
    {
        self.compare(SortKey::between(low, high))
    }

    /// Reads items whose sort key begins with the prefix (`begins_with(sk, :v)`). Available for strings and binary.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// assert_eq!(Orders::query("ana").sk_begins_with("o").count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "begins_with")]
    #[doc(alias = "KeyConditionExpression")]
    pub fn sk_begins_with<P>(self, prefix: P) -> Query<S, H, SortKeyConditionGiven>
    where
        N: NextSortKey<Key: Prefixed>,
        P: Operand<<N::Key as Prefixed>::Prefix, kind::Value>,
    {
        self.compare(SortKey::begins_with(prefix))
    }
}
