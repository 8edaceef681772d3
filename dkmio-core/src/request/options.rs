//! The settings that every request has.

use std::sync::OnceLock;
use std::time::Duration;

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};

use crate::client::{CapacityMeter, DynamoDb, Exchange, Operation, TableRef};
use crate::error::{Error, ErrorContext};
use crate::retry::RetryPolicy;
use crate::table::Table;

/// The settings of a request to one table. A builder has them in the field `options` and gets their methods by
/// [`request_options!`](crate::request::request_options).
#[derive(Debug, Clone)]
pub(crate) struct RequestOptions {
    pub(crate) table: TableRef,
    pub(crate) limits: RequestLimits,
}

/// The settings of a request to any number of tables. A builder gets their methods by
/// [`request_limits!`](crate::request::request_limits).
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLimits {
    pub(crate) meter: Option<CapacityMeter>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry_timeout: Option<Duration>,
}

impl RequestLimits {
    /// Creates an exchange. The time limits begin now.
    pub(crate) fn exchange(&self, operation: Operation, context: ErrorContext) -> Exchange {
        Exchange::new(operation, context).with_time_limits(self.timeout, self.retry_timeout)
    }

    /// Returns the retry policy, limited by both times: they bound dkmio's retries as well as the SDK's.
    pub(crate) fn limit(&self, policy: RetryPolicy) -> RetryPolicy {
        self.timeout.into_iter().chain(self.retry_timeout).fold(policy, RetryPolicy::within)
    }

    /// Returns the value of `ReturnConsumedCapacity`.
    pub(crate) fn return_consumed_capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(|_| ReturnConsumedCapacity::Indexes)
    }

    /// Adds the consumed capacity of a response to the meter, if there is one.
    pub(crate) fn record<'c>(&self, consumed: impl IntoIterator<Item = &'c ConsumedCapacity>) {
        if let Some(meter) = &self.meter {
            meter.record(consumed);
        }
    }
}

impl RequestOptions {
    pub(crate) fn of<T: Table>() -> Self {
        Self { table: TableRef::of::<T>(), limits: RequestLimits::default() }
    }

    /// Returns the table of the request on a connection, for errors.
    ///
    /// # Errors
    /// Returns an error if the table has a name that no table can have.
    pub(crate) fn context(&self, operation: Operation, db: &DynamoDb) -> Result<ErrorContext, Error> {
        // The actual name is the one that is refused, so the error has the declared one.
        let declared = || ErrorContext::new(operation.name, self.table.declared_name(), None);
        let name = db.checked_name(&self.table).map_err(|error| error.with_context(&declared()))?;
        Ok(ErrorContext::new(operation.name, name, None))
    }

    /// Returns the exchange of a request that may still be refused.
    ///
    /// # Errors
    /// Returns an error in the cases of [`context`](Self::context).
    pub(crate) fn exchange(&self, operation: Operation, db: &DynamoDb) -> Result<PendingExchange<'_>, Error> {
        let context = self.context(operation, db)?;
        Ok(PendingExchange { limits: &self.limits, operation, context, begun: OnceLock::new() })
    }
}

/// An exchange that begins when its request is first sent. The span of a request begins with its exchange, and a
/// refused request has no span.
pub(crate) struct PendingExchange<'r> {
    limits: &'r RequestLimits,
    operation: Operation,
    context: ErrorContext,
    begun: OnceLock<Exchange>,
}

impl PendingExchange<'_> {
    /// Returns the table of the request, for errors.
    pub(crate) fn context(&self) -> &ErrorContext {
        &self.context
    }

    /// Returns the exchange. Its time begins with the first call.
    pub(crate) fn begin(&self) -> &Exchange {
        self.begun.get_or_init(|| self.limits.exchange(self.operation, self.context.clone()))
    }
}

/// The methods that every request to one table has, for a builder with the field `options`.
macro_rules! request_options {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> $type {
            /// Sends this request to the table `name`, or to the table with this ARN, instead of the one that the
            /// connection has for the type (`TableName`). The name is used unchanged, without the connection's prefix.
            /// It allows one type to be in several tables, such as one for each year.
            #[doc(alias = "TableName")]
            pub fn table_name(mut self, name: impl Into<String>) -> Self {
                self.options.table.rename(name);
                self
            }

            crate::request::request_limits!(options.limits);
        }
    )*};
}
pub(crate) use request_options;

/// The methods that every request has, for an impl block of a builder that has its limits in a field.
macro_rules! request_limits {
    ($($field:ident).+) => {
            /// Adds the capacity that this request consumes to `meter` (`ReturnConsumedCapacity = INDEXES`).
            #[doc(alias = "ReturnConsumedCapacity")]
            pub fn meter(mut self, meter: &crate::client::CapacityMeter) -> Self {
                self.$($field).+.meter = Some(meter.clone());
                self
            }

            /// Limits the time of the whole request, all retries included. A request that runs out of time is an error
            /// of the kind [`Timeout`](crate::error::ErrorKind::Timeout); for a write that was in flight
            /// [`maybe_applied`](crate::error::Error::maybe_applied) is true.
            pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
                self.$($field).+.timeout = Some(timeout);
                self
            }

            /// Limits the time in which retries are made, counted from the first attempt. An attempt that fails later
            /// is the last one, however many retries the SDK or dkmio still allow.
            pub fn retry_timeout(mut self, retry_timeout: std::time::Duration) -> Self {
                self.$($field).+.retry_timeout = Some(retry_timeout);
                self
            }
    };
}
pub(crate) use request_limits;
