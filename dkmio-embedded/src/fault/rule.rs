//! Rules: the requests that have a fault, their number, and the fault.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;

use super::codes::{EXCEEDED, PROVISIONED, THROTTLED, THROTTLING};
use super::kind::{Action, Fault, FaultKind, Reason};
use super::plan::{Plan, Which, lock};
use crate::{Operation, RequestView};

/// A rule under construction. Its requests come first, its fault last.
///
/// Returned by [`Faults::on`](crate::Faults::on) and [`Faults::on_any`](crate::Faults::on_any). The call that names the
/// fault adds the rule. By default a rule applies only to the first request that it fits. The SDK's retries are
/// requests, too.
#[must_use = "a rule is added by the call that names the fault, such as `throttle()`"]
pub struct Rule<'a> {
    plan: &'a Mutex<Plan>,
    which: Which,
}

impl<'a> Rule<'a> {
    pub(super) fn new(plan: &'a Mutex<Plan>, operation: Option<Operation>) -> Self {
        let which = Which { operation, table: None, test: None, skip: 0, remaining: Some(1) };
        Self { plan, which }
    }

    /// Restricts the rule to requests that name `table`, alone or among others.
    pub fn table(mut self, table: impl Into<String>) -> Self {
        self.which.table = Some(table.into());
        self
    }

    /// Restricts the rule to requests for which `test` returns true. `test` must not use its own
    /// [`Faults`](crate::Faults), whose rules are locked while it runs.
    pub fn when(mut self, test: impl Fn(&RequestView) -> bool + Send + Sync + 'static) -> Self {
        self.which.test = Some(Arc::new(test));
        self
    }

    /// Starts with the `n`th request that fits, counted from 1. Those before it pass.
    pub fn nth(mut self, n: u64) -> Self {
        self.which.skip = n.saturating_sub(1);
        self
    }

    /// Applies the rule to `count` requests.
    pub fn times(mut self, count: u64) -> Self {
        self.which.remaining = Some(count);
        self
    }

    /// Applies the rule to every request from the first one on.
    pub fn always(mut self) -> Self {
        self.which.remaining = None;
        self
    }

    /// Responds with `ThrottlingException`, HTTP 400. The request does not run.
    pub fn throttle(self) {
        self.add(Fault::throttled(THROTTLING, THROTTLED, &[]));
    }

    /// Responds with `ThrottlingException` with a reason (`TableWriteKeyRangeThroughputExceeded`) and the ARN of its
    /// table or index.
    pub fn throttle_for(self, reason: &str, resource_arn: &str) {
        let reasons = [(reason, resource_arn)];
        self.add(Fault::throttled(THROTTLING, THROTTLED, &reasons));
    }

    /// Responds with `ProvisionedThroughputExceededException`, HTTP 400. The request does not run.
    pub fn exceed_throughput(self) {
        self.add(Fault::throttled(PROVISIONED, EXCEEDED, &[]));
    }

    /// Responds with `ProvisionedThroughputExceededException` with a reason and the ARN of its table or index, as for
    /// [`throttle_for`](Self::throttle_for).
    pub fn exceed_throughput_for(self, reason: &str, resource_arn: &str) {
        let reasons = [(reason, resource_arn)];
        self.add(Fault::throttled(PROVISIONED, EXCEEDED, &reasons));
    }

    /// Responds with the service's error `code` (`InternalServerError`), an HTTP status and a message. The request does
    /// not run.
    pub fn error(self, status: u16, code: &str, message: &str) {
        self.add(Fault::error(FaultKind::Error, status, code, message));
    }

    /// Responds with a conflict with a transaction. The request does not run.
    ///
    /// A transaction is canceled with the reason `TransactionConflict` for its first part; any other request gets
    /// `TransactionConflictException`.
    pub fn conflict(self) {
        self.add(Fault::new(FaultKind::Canceled, Action::Conflict));
    }

    /// Responds with `TransactionCanceledException` and `reasons`, one for each part of the transaction; further parts
    /// get [`Reason::none`]. The request does not run.
    ///
    /// Fits `TransactWriteItems`, `TransactGetItems` and `ExecuteTransaction` only.
    pub fn cancel(self, reasons: impl IntoIterator<Item = Reason>) {
        let reasons = reasons.into_iter().collect();
        self.add(Fault::new(FaultKind::Canceled, Action::Cancel(reasons)));
    }

    /// Runs the first `keep` entries of a batch and returns the others as unprocessed, with their table's options.
    ///
    /// Entries are counted over all tables, in the order of [`RequestView::tables`]. With `keep` 0 no entry runs.
    /// Fits `BatchWriteItem` and `BatchGetItem` only.
    pub fn partial(self, keep: usize) {
        self.add(Fault::new(FaultKind::Partial, Action::Partial { keep }));
    }

    /// Runs the request and loses the response: the connection breaks.
    pub fn lost_response(self) {
        self.add(Fault::new(FaultKind::LostResponse, Action::LostResponse));
    }

    /// Loses the request: the connection breaks before it runs.
    pub fn lost_request(self) {
        self.add(Fault::new(FaultKind::LostRequest, Action::LostRequest));
    }

    /// Runs the request and responds with the service's error `code`.
    pub fn applied_then_error(self, status: u16, code: &str, message: &str) {
        self.add(Fault::applied_then_error(status, code, message));
    }

    /// Times out at once. The request does not run.
    pub fn timeout(self) {
        self.add(Fault::new(FaultKind::TimedOut, Action::Timeout));
    }

    /// Never responds. The request does not run. Only a timeout of the caller ends the wait.
    pub fn stall(self) {
        self.add(Fault::new(FaultKind::Stalled, Action::Stall));
    }

    /// Runs the request after `delay`, by Tokio's clock.
    pub fn delay(self, delay: Duration) {
        self.add(Fault::new(FaultKind::Delayed, Action::Delay(delay)));
    }

    /// Runs the request and responds with status 200 and `body`.
    ///
    /// If the body is not JSON, the SDK reports a service error without a code.
    pub fn malformed_body(self, body: impl Into<Bytes>) {
        let action = Action::RunThenRespond { status: 200, body: body.into() };
        self.add(Fault::new(FaultKind::Malformed, action));
    }

    /// Responds with this status, these headers and this body. The request does not run.
    ///
    /// Content type, length and a request id are added unless given. A status or header that HTTP does not allow
    /// becomes a connection error.
    pub fn respond<N: Into<String>, V: Into<String>>(
        self,
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl Into<Bytes>,
    ) {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let action = Action::Respond { status, headers, body: body.into() };
        self.add(Fault::new(FaultKind::Responded, action));
    }

    /// Runs the request and delivers the response's body in frames of `size` bytes (at least one), without a known
    /// length.
    pub fn chunked(self, size: usize) {
        // Frames without bytes would never reach the end of the body.
        self.add(Fault::new(FaultKind::Chunked, Action::Chunked { size: size.max(1) }));
    }

    fn add(self, fault: Fault) {
        lock(self.plan).rules.push((self.which, fault));
    }
}

impl fmt::Debug for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.which).finish()
    }
}
