//! A read as a stream of items that fetches ahead.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::FutureExt as _;
use futures::Stream;
use futures::future::BoxFuture;

use super::pages::{Pages, RawPage};
use crate::error::{Error, ErrorKind, Place};
use crate::operation::decode_at;
use crate::operation::shape::Shape;
use crate::value::{DecodeError, Item};

type Read<O> = Box<dyn Fn(Item) -> Result<O, DecodeError> + Send + Sync>;
type Fetched = (Option<Pages>, Result<Option<RawPage>, Error>);

/// The items of a query or scan, fetched page by page, one page ahead of what is consumed.
///
/// Within a tokio runtime a page is fetched by a task of its own while the one before it is consumed; dropping the stream
/// stops it. After an error the stream ends.
#[must_use = "a stream does nothing until it is polled"]
pub struct ItemStream<O> {
    ready: VecDeque<(usize, Item)>,
    fetching: Option<Fetching>,
    place: Place,
    read: Read<O>,
}

/// A page on its way.
enum Fetching {
    Here(BoxFuture<'static, Fetched>),
    Task(tokio::task::JoinHandle<Fetched>),
    Failed(Option<Error>),
}

impl<O> ItemStream<O> {
    pub(crate) fn new<H>(pages: Result<Pages, Error>, shape: H) -> Self
    where
        H: Shape<Output = O> + Sync + 'static,
    {
        let place = pages.as_ref().map(|pages| pages.place().clone()).unwrap_or_default();
        let fetching = match pages {
            Ok(pages) => Fetching::start(pages),
            Err(error) => Some(Fetching::Failed(Some(error))),
        };
        Self { ready: VecDeque::new(), fetching, place, read: Box::new(move |item| shape.read(item)) }
    }

    fn take(&mut self, (pages, fetched): Fetched) -> Result<(), Error> {
        self.fetching = None;
        if let Some(page) = fetched? {
            self.ready.extend(page.items.into_iter().enumerate());
            self.fetching = pages.and_then(Fetching::start);
        }
        Ok(())
    }
}

impl Fetching {
    /// Starts fetching, if there is something to fetch. The first page too waits for no poll within a runtime.
    fn start(mut pages: Pages) -> Option<Self> {
        if !pages.has_next() {
            return None;
        }
        let fetch = async move {
            let fetched = pages.fetch().await;
            (Some(pages), fetched)
        };
        Some(match tokio::runtime::Handle::try_current() {
            Ok(runtime) => Self::Task(runtime.spawn(fetch)),
            Err(_) => Self::Here(fetch.boxed()),
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Fetched> {
        match self {
            Self::Here(fetch) => fetch.poll_unpin(context),
            Self::Failed(error) => Poll::Ready((None, error.take().map_or(Ok(None), Err))),
            Self::Task(task) => Poll::Ready(match ready!(task.poll_unpin(context)) {
                Ok(fetched) => fetched,
                Err(stopped) => (None, Err(Error::new(ErrorKind::Connection).caused_by(stopped))),
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

impl<O> Stream for ItemStream<O> {
    type Item = Result<O, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some((at, item)) = this.ready.pop_front() {
                let read = (this.read)(item).map_err(|error| decode_at(error.within(at), &this.place));
                if read.is_err() {
                    this.ready.clear();
                    this.fetching = None;
                }
                return Poll::Ready(Some(read));
            }
            let Some(fetching) = &mut this.fetching else { return Poll::Ready(None) };
            let fetched = ready!(fetching.poll(context));
            if let Err(error) = this.take(fetched) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl<O> fmt::Debug for ItemStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}
