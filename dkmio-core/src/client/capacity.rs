//! Consumed capacity, summed over any number of requests.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::types::{self, ConsumedCapacity, ReturnConsumedCapacity};

use crate::retry::is_plausible;

/// Consumed capacity, in capacity units.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Capacity {
    /// The sum over all tables and indexes.
    pub total: f64,
    /// The capacity consumed on tables themselves, by table name.
    pub tables: BTreeMap<String, f64>,
    /// The capacity consumed on secondary indexes, by index name.
    pub indexes: BTreeMap<String, f64>,
    /// The bytes that searches of vector indexes read (`VectorSearchRequestBytes`). They are charged by the byte and no part of the total.
    pub vector_search_bytes: f64,
    /// The bytes that writes added to vector indexes (`VectorWriteRequestBytes`). They are charged by the byte and no part of the total.
    pub vector_write_bytes: f64,
}

impl Capacity {
    /// Adds other consumed capacity.
    pub fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.vector_search_bytes += other.vector_search_bytes;
        self.vector_write_bytes += other.vector_write_bytes;
        for (sums, more) in [(&mut self.tables, &other.tables), (&mut self.indexes, &other.indexes)] {
            for (name, units) in more {
                *sums.entry(name.clone()).or_default() += units;
            }
        }
    }

    fn record(&mut self, consumed: &ConsumedCapacity) {
        // A figure from the network that is not a number would stay in the sum forever.
        let plausible = |units: Option<f64>| units.filter(|units| is_plausible(*units));
        self.total += plausible(consumed.capacity_units()).unwrap_or_default();
        if let (Some(name), Some(units)) =
            (consumed.table_name(), plausible(consumed.table().and_then(types::Capacity::capacity_units)))
        {
            *self.tables.entry(name.to_owned()).or_default() += units;
        }
        let global = consumed.global_secondary_indexes().into_iter().flatten();
        let local = consumed.local_secondary_indexes().into_iter().flatten();
        for (name, capacity) in global.chain(local) {
            *self.indexes.entry(name.clone()).or_default() += plausible(capacity.capacity_units()).unwrap_or_default();
        }
        for capacity in consumed.vector_indexes().into_iter().flat_map(HashMap::values) {
            self.vector_search_bytes += plausible(capacity.vector_search_request_bytes()).unwrap_or_default();
            self.vector_write_bytes += plausible(capacity.vector_write_request_bytes()).unwrap_or_default();
        }
    }
}

/// A sum of the capacity that requests consume.
///
/// One meter takes any number of requests, batches and streams, of any tables and at the same time. Clones count into
/// the same sum. A request without a meter asks DynamoDB for its capacity only if a rate or the `on_progress` of a batch
/// needs it.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// use dkmio::CapacityMeter;
///
/// let meter = CapacityMeter::new();
/// let order = Orders::get(("ana", "o1")).meter(&meter).send(&db).await?;
/// order.expect("the order").put().meter(&meter).send(&db).await?;
/// assert!(meter.capacity().total > 0.0);
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct CapacityMeter(Arc<Mutex<Capacity>>);

impl CapacityMeter {
    /// Returns a meter at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the sum so far.
    #[must_use]
    pub fn capacity(&self) -> Capacity {
        self.lock().clone()
    }

    /// Returns the sum so far and starts again at zero.
    #[must_use]
    pub fn take(&self) -> Capacity {
        std::mem::take(&mut *self.lock())
    }

    /// Adds units of which only the sum is known.
    pub(crate) fn add_total(&self, units: f64) {
        self.lock().total += units;
    }

    pub(crate) fn record<'c>(&self, consumed: impl IntoIterator<Item = &'c ConsumedCapacity>) {
        let mut sum = self.lock();
        consumed.into_iter().for_each(|consumed| sum.record(consumed));
    }

    fn lock(&self) -> MutexGuard<'_, Capacity> {
        // A sum is usable after a panic elsewhere, so poisoning is ignored.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sums consumed capacity if the request asks for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter(Option<CapacityMeter>);

impl From<Option<CapacityMeter>> for Meter {
    fn from(meter: Option<CapacityMeter>) -> Self {
        Self(meter)
    }
}

impl Meter {
    pub(crate) fn on() -> Self {
        Self(Some(CapacityMeter::new()))
    }

    /// Returns this meter, or a new one if this one is off.
    pub(crate) fn or_on(self) -> Self {
        if self.0.is_some() { self } else { Self::on() }
    }

    /// Returns the value of `ReturnConsumedCapacity`, or `None` if the meter is off.
    pub(crate) fn asks(&self) -> Option<ReturnConsumedCapacity> {
        // `TOTAL` would not tell tables and indexes apart.
        self.0.is_some().then_some(ReturnConsumedCapacity::Indexes)
    }

    pub(crate) fn record<'c>(&self, consumed: impl IntoIterator<Item = &'c ConsumedCapacity>) {
        if let Some(meter) = &self.0 {
            meter.record(consumed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(units: f64) -> types::Capacity {
        types::Capacity::builder().capacity_units(units).build()
    }

    fn bytes(read: f64) -> types::VectorCapacity {
        let capacity = types::VectorCapacity::builder().vector_search_request_bytes(read);
        capacity.vector_write_request_bytes(read * 10.0).build()
    }

    fn consumed(table: &str, total: f64) -> ConsumedCapacity {
        ConsumedCapacity::builder()
            .table_name(table)
            .capacity_units(total)
            .table(units(1.0))
            .global_secondary_indexes("global", units(2.0))
            .local_secondary_indexes("local", units(4.0))
            .vector_indexes("vector", bytes(80.0))
            .build()
    }

    #[test]
    fn a_meter_sums_what_tables_and_indexes_consume() {
        let meter = CapacityMeter::new();
        meter.record(&[consumed("a", 7.0), consumed("b", 7.5), consumed("a", 8.0)]);
        let of = |names: [(&str, f64); 2]| names.map(|(name, units)| (name.to_owned(), units)).into();
        let sum = Capacity {
            total: 22.5,
            tables: of([("a", 2.0), ("b", 1.0)]),
            indexes: of([("global", 6.0), ("local", 12.0)]),
            vector_search_bytes: 240.0,
            vector_write_bytes: 2400.0,
        };
        assert_eq!(meter.capacity(), sum);
        meter.add_total(0.5);
        assert_eq!(meter.take(), Capacity { total: 23.0, ..sum });
        assert_eq!(meter.capacity(), Capacity::default());
    }

    #[test]
    fn capacities_add_up_by_table_and_by_index() {
        let meter = CapacityMeter::new();
        meter.record(&[consumed("a", 7.0)]);
        let one = meter.take();
        meter.record(&[consumed("b", 8.0), consumed("a", 1.0)]);
        let other = meter.take();
        meter.record(&[consumed("a", 7.0), consumed("b", 8.0), consumed("a", 1.0)]);
        let mut sum = one.clone();
        sum.add(&other);
        assert_eq!(sum, meter.capacity());
    }

    #[test]
    fn figures_that_cannot_be_are_left_out_of_a_sum() {
        let meter = CapacityMeter::new();
        for figure in [f64::NAN, f64::INFINITY, -1.0] {
            let consumed = ConsumedCapacity::builder().table_name("a").capacity_units(figure).table(units(figure));
            let consumed = consumed.global_secondary_indexes("i", units(figure)).vector_indexes("v", bytes(figure));
            meter.record(&[consumed.build()]);
        }
        let sum = Capacity { indexes: [("i".to_owned(), 0.0)].into(), ..Capacity::default() };
        assert_eq!(meter.capacity(), sum);
    }
}
