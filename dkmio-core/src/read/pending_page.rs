//! A page on its way.

use std::task::{Context, Poll, ready};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::error::{Error, ErrorKind};
use crate::read::pages::{PageEnd, Pages};
use crate::request::RawItem;

/// What was fetched, and the pages behind it.
pub(super) type Fetched = Result<(Pages, Vec<RawItem>, PageEnd), Error>;

/// A page on its way: within a tokio runtime in a task of its own. Dropping it stops it.
pub(super) enum Fetching {
    Here(BoxFuture<'static, Fetched>),
    Task(tokio::task::JoinHandle<Fetched>),
}

impl Fetching {
    /// Starts fetching, if there is something to fetch.
    pub(super) fn start(mut pages: Pages) -> Option<Self> {
        if !pages.has_next() {
            return None;
        }
        let caller = pages.read().caller().clone();
        let fetch = async move {
            let (items, end) = match pages.fetch().await? {
                Some(response) => pages.keep_page(&response)?,
                None => Default::default(),
            };
            Ok((pages, items, end))
        };
        // A task has neither the caller's span nor its subscriber, and a stream may be polled elsewhere than it was made.
        let fetch = caller.around(fetch);
        Some(match tokio::runtime::Handle::try_current() {
            Ok(runtime) => Self::Task(runtime.spawn(fetch)),
            Err(_) => Self::Here(fetch.boxed()),
        })
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fetched> {
        match self {
            Self::Here(fetch) => fetch.poll_unpin(context),
            Self::Task(task) => Poll::Ready(match ready!(task.poll_unpin(context)) {
                Ok(fetched) => fetched,
                Err(stopped) => {
                    // The text of a panic may hold values, so the source is not kept.
                    let reason = if stopped.is_panic() { "a panic" } else { "the end of the tokio runtime" };
                    let message = format!("the task that fetched a page was ended by {reason}");
                    Err(Error::new(ErrorKind::Connection).with_message(message))
                }
            }),
        }
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        if let Self::Task(task) = self {
            task.abort();
        }
    }
}
