//! Replaces the trace if the feature `tracing` is off, and does nothing.

use std::future::Future;

use aws_sdk_dynamodb::config::ConfigBag;
use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextRef;
use aws_sdk_dynamodb::types::ConsumedCapacity;

use super::operation::Operation;
use super::request_facts::RequestFacts;
use super::response::Response;
use crate::error::{Error, ErrorContext};

#[derive(Debug, Clone)]
pub(super) struct Trace;

impl Trace {
    pub(super) fn begin(_: Operation, _: &ErrorContext) -> Self {
        Self
    }

    pub(super) fn around<F: Future>(&self, request: F) -> F {
        request
    }

    pub(super) fn note(&self, _: impl FnOnce(&mut RequestFacts)) {}

    pub(super) fn transmit(&self, _: &ConfigBag) {}

    pub(super) fn retry(&self, _: u32) {}

    pub(super) fn attempt(&self, _: &FinalizerInterceptorContextRef<'_>) {}

    pub(super) fn response(&self, _: &Response) {}

    pub(super) fn consumed(&self, _: &[ConsumedCapacity]) {}

    pub(super) fn end(&self, _: u32, _: Option<&Error>) {}
}

/// Replaces the span and the subscriber of the caller.
#[derive(Debug, Clone)]
pub(crate) struct Caller;

impl Caller {
    pub(crate) fn current() -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> F {
        work
    }
}
