//! Rules: to which requests something happens, how often, and what.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::kind::{Action, Fault};
use super::{FaultKind, Faults, Reason};
use crate::{Operation, RequestView};

/// The message of `ThrottlingException`.
pub(crate) const THROTTLED: &str = "Throughput exceeds the current capacity of your table or index";
/// The message of `ProvisionedThroughputExceededException`.
pub(crate) const EXCEEDED: &str = "The level of configured provisioned throughput for the table was exceeded";
/// The message of `TransactionConflictException`.
pub(crate) const CONFLICT: &str = "Transaction is ongoing for the item";

type Test = Arc<dyn Fn(&RequestView) -> bool + Send + Sync>;

/// A rule in the making: first which requests it is for, last what happens to them.
///
/// Made by [`Faults::on`] and [`Faults::on_any`]; the call that says what happens adds it. Unless told otherwise a rule
/// is for the first request that it fits and for that one alone. The SDK's own retries are requests, too.
#[must_use = "a rule is added by the call that says what happens, such as `throttle()`"]
pub struct Rule<'a> {
    faults: &'a Faults,
    which: Which,
}

/// The requests of a rule, and how many of them are still to come.
#[derive(Clone)]
pub(crate) struct Which {
    operation: Option<Operation>,
    table: Option<String>,
    test: Option<Test>,
    /// Requests to let pass before the first.
    skip: u64,
    /// Requests left; none for all.
    left: Option<u64>,
}

impl Which {
    /// Whether the next request is one of the rule's; counts it if it is.
    pub(crate) fn take(&mut self, request: &RequestView) -> bool {
        if self.left == Some(0) || !self.fits(request) {
            return false;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.left = self.left.map(|left| left.saturating_sub(1));
        true
    }

    fn fits(&self, request: &RequestView) -> bool {
        self.operation.is_none_or(|operation| operation == request.operation())
            && self.table.as_ref().is_none_or(|table| request.tables().contains(table))
            && self.test.as_ref().is_none_or(|test| test(request))
    }
}

impl fmt::Debug for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Which")
            .field("operation", &self.operation)
            .field("table", &self.table)
            .field("skip", &self.skip)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

impl<'a> Rule<'a> {
    pub(super) fn new(faults: &'a Faults, operation: Option<Operation>) -> Self {
        let which = Which { operation, table: None, test: None, skip: 0, left: Some(1) };
        Self { faults, which }
    }

    /// Only requests that name `table`, on its own or among others.
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.which.table = Some(table.into());
        self
    }

    /// Only requests for which `test` says so. It must not touch the [`Faults`] it belongs to.
    pub fn when(mut self, test: impl Fn(&RequestView) -> bool + Send + Sync + 'static) -> Self {
        self.which.test = Some(Arc::new(test));
        self
    }

    /// From the `n`th request that the rule fits, counted from 1; those before it pass.
    pub fn nth(mut self, n: u64) -> Self {
        self.which.skip = n.saturating_sub(1);
        self
    }

    /// For `count` requests.
    pub fn times(mut self, count: u64) -> Self {
        self.which.left = Some(count);
        self
    }

    /// For every request from the first on.
    pub fn always(mut self) -> Self {
        self.which.left = None;
        self
    }

    /// `ThrottlingException`, HTTP 400; the request is not run.
    pub fn throttle(self) {
        self.add(Fault::throttled("ThrottlingException", THROTTLED, &[]));
    }

    /// `ThrottlingException` with a reason (`TableWriteKeyRangeThroughputExceeded`) and the ARN of the table or index it is about.
    pub fn throttle_for(self, reason: &str, resource_arn: &str) {
        let reasons = [(reason, resource_arn)];
        self.add(Fault::throttled("ThrottlingException", THROTTLED, &reasons));
    }

    /// `ProvisionedThroughputExceededException`, HTTP 400; the request is not run.
    pub fn exceed_throughput(self) {
        self.add(Fault::throttled("ProvisionedThroughputExceededException", EXCEEDED, &[]));
    }

    /// `ProvisionedThroughputExceededException` with a reason and the ARN it is about, as for [`throttle_for`](Self::throttle_for).
    pub fn exceed_throughput_for(self, reason: &str, resource_arn: &str) {
        let reasons = [(reason, resource_arn)];
        self.add(Fault::throttled("ProvisionedThroughputExceededException", EXCEEDED, &reasons));
    }

    /// The service's error `code` (`InternalServerError`) with an HTTP status and a message; the request is not run.
    pub fn error(self, status: u16, code: &str, message: &str) {
        self.add(Fault::error(FaultKind::Error, status, code, message));
    }

    /// A conflict with a transaction; the request is not run.
    ///
    /// A transaction is cancelled with the reason `TransactionConflict` for its first part, anything else answered with
    /// `TransactionConflictException`.
    pub fn conflict(self) {
        self.add(Fault::new(FaultKind::Cancelled, Action::Conflict));
    }

    /// `TransactionCanceledException` with `reasons`, one for each part of the transaction; the parts beyond them get
    /// [`Reason::none`]. The request is not run.
    ///
    /// Fits `TransactWriteItems`, `TransactGetItems` and `ExecuteTransaction` only.
    pub fn cancel(self, reasons: impl IntoIterator<Item = Reason>) {
        let reasons = reasons.into_iter().collect();
        self.add(Fault::new(FaultKind::Cancelled, Action::Cancel(reasons)));
    }

    /// Runs the first `keep` entries of a batch and gives back the others as unprocessed, with their table's options.
    ///
    /// Entries count over all tables, the tables in the order of [`RequestView::tables`]. With `keep` 0 nothing is run.
    /// Fits `BatchWriteItem` and `BatchGetItem` only.
    pub fn partial(self, keep: usize) {
        self.add(Fault::new(FaultKind::Partial, Action::Partial { keep }));
    }

    /// Runs the request and loses the answer: the connection breaks.
    pub fn lost_answer(self) {
        self.add(Fault::new(FaultKind::LostAnswer, Action::LostAnswer));
    }

    /// Loses the request: the connection breaks before anything is run.
    pub fn lost_request(self) {
        self.add(Fault::new(FaultKind::LostRequest, Action::LostRequest));
    }

    /// Runs the request and answers with the service's error `code`.
    pub fn applied_then_error(self, status: u16, code: &str, message: &str) {
        self.add(Fault::applied_then_error(status, code, message));
    }

    /// The connection times out at once; the request is not run.
    pub fn timeout(self) {
        self.add(Fault::new(FaultKind::TimedOut, Action::Timeout));
    }

    /// No answer, ever; the request is not run. What ends the wait is a timeout of the caller.
    pub fn stall(self) {
        self.add(Fault::new(FaultKind::Stalled, Action::Stall));
    }

    /// Runs the request after `delay`, by tokio's clock.
    pub fn delay(self, delay: Duration) {
        self.add(Fault::new(FaultKind::Delayed, Action::Delay(delay)));
    }

    /// Runs the request and answers with status 200 and `body`.
    ///
    /// For a body that is no JSON the SDK has a service error without a code.
    pub fn malformed_body(self, body: impl Into<Bytes>) {
        let action = Action::RunThenAnswer { status: 200, body: body.into() };
        self.add(Fault::new(FaultKind::Malformed, action));
    }

    /// Answers with this status, these headers and this body; the request is not run.
    ///
    /// Content type, length and a request id are added unless given. A status or a header that HTTP does not allow is
    /// an error of the connection.
    pub fn answer<N: Into<String>, V: Into<String>>(
        self,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl Into<Bytes>,
    ) {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let action = Action::Answer { status, headers, body: body.into() };
        self.add(Fault::new(FaultKind::Answered, action));
    }

    /// Runs the request and delivers the answer's body in frames of `size` bytes (at least one), not all at once and
    /// without a known length.
    pub fn chunked(self, size: usize) {
        self.add(Fault::new(FaultKind::Chunked, Action::Chunked { size: size.max(1) }));
    }

    fn add(self, fault: Fault) {
        self.faults.add(self.which, fault);
    }
}

impl fmt::Debug for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.which).finish()
    }
}
