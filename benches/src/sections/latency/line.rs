//! One line of the table: what was done, by whom, and how long it took.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

/// The latency of every response, before the timer adds its own.
pub(super) const LATENCY: Duration = Duration::from_millis(5);

/// The number of requests in flight, or of segments that are read at once.
pub(super) const AT_ONCE: usize = 16;

/// The time of one way of doing a workload.
pub(super) struct Line {
    pub(super) work: &'static str,
    pub(super) by: &'static str,
    pub(super) items: usize,
    pub(super) seconds: f64,
}

/// Returns the best time of a workload, in seconds.
pub(super) fn best(runtime: &Runtime, turns: usize, by: &str, workload: impl AsyncFn()) -> f64 {
    eprintln!("latency: {by}");
    let took = || {
        let start = Instant::now();
        runtime.block_on(workload());
        start.elapsed().as_secs_f64()
    };
    (0..turns).map(|_| took()).fold(f64::MAX, f64::min)
}
