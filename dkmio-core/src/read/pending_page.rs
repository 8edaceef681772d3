//! A page that was requested and has not arrived yet.

use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::pages::{PageSummary, Pages};
use super::taken_item::TakenItem;
use crate::error::{Error, ErrorKind};

/// A page, and the pages that follow it.
pub(super) type FetchResult = Result<(Pages, Vec<TakenItem>, PageSummary), Error>;

/// A page that was requested. Within a Tokio runtime a separate task fetches it. Dropping it stops the task.
pub(super) enum PendingPage {
    // The mutex is never locked. It makes the stream `Sync`, which a boxed future is not.
    Here(Mutex<BoxFuture<'static, FetchResult>>),
    Task(JoinHandle<FetchResult>),
}

impl PendingPage {
    /// Requests the next page. Returns `None` if there is none.
    pub(super) fn request(mut pages: Pages) -> Option<Self> {
        if !pages.has_next() {
            return None;
        }
        let caller = pages.read().caller().clone();
        let fetch = async move {
            let (items, summary) = match pages.fetch().await? {
                Some(response) => pages.take_page(&response)?,
                None => Default::default(),
            };
            Ok((pages, items, summary))
        };
        // A task has neither the caller's span nor its subscriber, and a stream may be polled by another task than the
        // one that created it.
        let fetch = caller.around(fetch);
        Some(match Handle::try_current() {
            Ok(runtime) => Self::Task(runtime.spawn(fetch)),
            Err(_) => Self::Here(Mutex::new(fetch.boxed())),
        })
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<FetchResult> {
        match self {
            // A mutex that is never locked is never poisoned.
            Self::Here(fetch) => fetch.get_mut().unwrap_or_else(PoisonError::into_inner).poll_unpin(context),
            Self::Task(task) => Poll::Ready(match ready!(task.poll_unpin(context)) {
                Ok(fetched) => fetched,
                // A task ends early if its runtime shuts down while the stream is polled on another one, or if it
                // panics. No response came, and the read may be repeated, as after a failed connection. The text of a
                // panic may contain values, so it is dropped.
                Err(stopped) => {
                    let reason = if stopped.is_panic() { "a panic" } else { "the end of the tokio runtime" };
                    let message = format!("the task that fetched a page was ended by {reason}");
                    Err(Error::new(ErrorKind::Connection).with_message(message))
                }
            }),
        }
    }
}

impl Drop for PendingPage {
    fn drop(&mut self) {
        if let Self::Task(task) = self {
            // Without this the request would go on, and be charged, after its stream is gone.
            task.abort();
        }
    }
}
