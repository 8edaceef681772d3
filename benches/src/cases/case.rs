//! A workload that can run many times, and once to look at its outcome.

use std::fmt::Debug;
use std::hint::black_box;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use super::{Workload, sent};
use crate::connector::Sent;

/// The outcome of a workload, which is equal for all libraries that do the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The value that the workload returned, as text.
    pub(crate) output: String,
    /// The part of the request that all libraries have to send alike.
    pub(crate) sent: String,
}

/// A workload as one library does it.
pub(crate) struct Case {
    rounds: Box<dyn Fn(usize) -> LocalBoxFuture<'static, ()>>,
    output: Box<dyn Fn() -> LocalBoxFuture<'static, String>>,
    sent: Option<(Workload, Sent)>,
}

impl Case {
    /// Makes a case of a workload that uses `with`.
    pub(crate) fn new<S: 'static, O: Debug + 'static>(with: S, workload: impl AsyncFn(&S) -> O + 'static) -> Self {
        let both = Rc::new((with, workload));
        let once = both.clone();
        Self {
            rounds: Box::new(move |rounds| {
                let both = both.clone();
                async move { repeat(&both.0, &both.1, rounds).await }.boxed_local()
            }),
            output: Box::new(move || {
                let once = once.clone();
                async move { format!("{:?}", once.1(&once.0).await) }.boxed_local()
            }),
            sent: None,
        }
    }

    /// Makes a case whose output is shown in another way than it is measured.
    pub(crate) fn with_output<S: 'static, O: Debug + 'static>(
        with: S,
        workload: impl AsyncFn(&S) -> O + 'static,
        output: impl AsyncFn(&S) -> String + 'static,
    ) -> Self {
        let all = Rc::new((with, workload, output));
        let once = all.clone();
        Self {
            rounds: Box::new(move |rounds| {
                let all = all.clone();
                async move { repeat(&all.0, &all.1, rounds).await }.boxed_local()
            }),
            output: Box::new(move || {
                let once = once.clone();
                async move { once.2(&once.0).await }.boxed_local()
            }),
            sent: None,
        }
    }

    /// Adds the handle to what the case sends.
    pub(crate) fn sending(self, workload: Workload, sent: Sent) -> Self {
        Self { sent: Some((workload, sent)), ..self }
    }

    /// Does the workload `rounds` times and nothing else.
    pub(crate) async fn run(&self, rounds: usize) {
        (self.rounds)(rounds).await;
    }

    /// Does the workload once and returns its outcome. Later rounds cost more, since they record what they send.
    pub(crate) async fn outcome(&self) -> Outcome {
        if let Some((_, sent)) = &self.sent {
            sent.keep();
        }
        let output = (self.output)().await;
        let sent = self.sent.as_ref().map(|(workload, sent)| sent::shown(*workload, &sent.body())).unwrap_or_default();
        Outcome { output, sent }
    }
}

async fn repeat<S, O>(with: &S, workload: &impl AsyncFn(&S) -> O, rounds: usize) {
    for _ in 0..rounds {
        // Without `black_box` the compiler may leave out a decoding whose items are not used.
        black_box(workload(black_box(with)).await);
    }
}
