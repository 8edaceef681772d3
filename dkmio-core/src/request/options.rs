//! What can be set on every request.

use std::time::Duration;

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};

use crate::client::{CapacityMeter, DynamoDb, Exchange, Operation, TableRef};
use crate::error::{Error, ErrorContext};
use crate::retry::RetryPolicy;
use crate::table::Table;

/// What can be set on every request. A builder has one as `options` and gets its methods by
/// [`request_options!`](crate::request::request_options).
#[derive(Debug, Clone)]
pub(crate) struct RequestOptions {
    pub(crate) table: TableRef,
    pub(crate) meter: Option<CapacityMeter>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry_timeout: Option<Duration>,
}

impl RequestOptions {
    pub(crate) fn of<T: Table>() -> Self {
        Self::new(TableRef::of::<T>())
    }

    pub(crate) fn new(table: TableRef) -> Self {
        Self { table, meter: None, timeout: None, retry_timeout: None }
    }

    /// Where the request goes on a connection.
    ///
    /// # Errors
    /// Returns an error if the table has a name that no table can have.
    pub(crate) fn place(&self, operation: Operation, db: &DynamoDb) -> Result<ErrorContext, Error> {
        let declared = || ErrorContext::new(operation.name, self.table.declared_name(), None);
        let name = db.checked_name(&self.table).map_err(|error| error.with_context(&declared()))?;
        Ok(ErrorContext::new(operation.name, name, None))
    }

    /// The exchange of a request, whose time begins now.
    ///
    /// # Errors
    /// As [`place`](Self::place).
    pub(crate) fn exchange(&self, operation: Operation, db: &DynamoDb) -> Result<Exchange, Error> {
        let place = self.place(operation, db)?;
        Ok(Exchange::new(operation, place).with_time_limits(self.timeout, self.retry_timeout))
    }

    /// The retry policy within the limits of the request.
    pub(crate) fn limit(&self, policy: RetryPolicy) -> RetryPolicy {
        self.timeout.into_iter().chain(self.retry_timeout).fold(policy, RetryPolicy::within)
    }

    /// The `ReturnConsumedCapacity` of the request.
    pub(crate) fn return_consumed_capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(|_| ReturnConsumedCapacity::Indexes)
    }

    /// Adds what a response says was consumed to the meter, if there is one.
    pub(crate) fn record<'c>(&self, consumed: impl IntoIterator<Item = &'c ConsumedCapacity>) {
        if let Some(meter) = &self.meter {
            meter.record(consumed);
        }
    }
}

/// The methods that every request has, for a builder with the field `options`.
macro_rules! request_options {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> $type {
            /// Sends this request to the table `name`, or to the table with this ARN, instead of the one that the
            /// connection has for the type (`TableName`). The name is taken as it is, without the connection's prefix.
            /// With it one type can be in several tables, such as one for each year.
            pub fn table_name(mut self, name: impl Into<String>) -> Self {
                self.options.table.rename(name);
                self
            }

            $crate::request::request_limits!();
        }
    )*};
}
pub(crate) use request_options;

/// The methods that a request has on whatever number of tables, for an impl block of a builder with the field `options`.
macro_rules! request_limits {
    () => {
            /// Adds the capacity that this request consumes to `meter` (`ReturnConsumedCapacity = INDEXES`).
            pub fn meter(mut self, meter: &crate::client::CapacityMeter) -> Self {
                self.options.meter = Some(meter.clone());
                self
            }

            /// Limits the time of the whole request, all retries included. A request that runs out of time is an error of
            /// the kind [`Timeout`](crate::error::ErrorKind::Timeout); for a write that was in flight
            /// [`maybe_applied`](crate::error::Error::maybe_applied) is true.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.options.timeout = Some(timeout);
                self
            }

            /// Limits the time in which retries are made, counted from the first attempt. After it, an attempt that fails is
            /// the last one, whatever retries the SDK or dkmio have left.
            pub fn retry_timeout(mut self, retry_timeout: std::time::Duration) -> Self {
                self.options.retry_timeout = Some(retry_timeout);
                self
            }
    };
}
pub(crate) use request_limits;
