//! Work that can be done again and again, and looked at once.

use std::fmt::Debug;
use std::hint::black_box;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use super::{Workload, sent};
use crate::connector::Sent;

/// What a side made of a work: equal for all sides that do the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// What was returned.
    pub(crate) output: String,
    /// What was sent, as far as the sides may not differ in it.
    pub(crate) sent: String,
}

/// A piece of work of a side.
pub(crate) struct Case {
    rounds: Box<dyn Fn(usize) -> LocalBoxFuture<'static, ()>>,
    output: Box<dyn Fn() -> LocalBoxFuture<'static, String>>,
    sent: Option<(Workload, Sent)>,
}

impl Case {
    /// Work on something that was made before.
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

    /// Work whose output is shown in another way than it is measured.
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

    /// The same, with what it sends.
    pub(crate) fn sending(self, workload: Workload, sent: Sent) -> Self {
        Self { sent: Some((workload, sent)), ..self }
    }

    /// Does the work so many times, and nothing else.
    pub(crate) async fn run(&self, rounds: usize) {
        (self.rounds)(rounds).await;
    }

    /// Does the work once and tells what came of it. Later rounds cost more.
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
        black_box(workload(black_box(with)).await);
    }
}
