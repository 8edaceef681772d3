//! Many requests behind a latency: how well they overlap.

mod pages;
mod scans;
mod writes;

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::peers::ON_MANY_REQUESTS;
use crate::report::{count, duration, markdown};

/// The latency of every answer, before the timer adds its own.
const LATENCY: Duration = Duration::from_millis(5);

/// How many requests are in flight, or how many segments are read.
const AT_ONCE: usize = 16;

const HEAD: [&str; 5] = ["work", "by", "time", "items a second", "to the SDK, one at a time"];

const NOTES: &str = "\
In memory on one thread, where every answer takes 5 ms. Wall-clock time, the best of five for writes and of two for scans; pages of a scan have 100 items.";

/// Who did it in which way, and how long it took.
struct Line {
    work: &'static str,
    by: &'static str,
    items: usize,
    seconds: f64,
}

/// Measures.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let mut lines = writes::measure(runtime)?;
    let scans = scans::measure(runtime)?;
    let rows: Vec<Vec<String>> = [std::mem::take(&mut lines), scans].iter().flat_map(|lines| rows(lines)).collect();
    let notes = [NOTES, ON_MANY_REQUESTS].join(" ");
    Ok(format!("{}\n\n{}", notes.trim_end(), markdown::table(&HEAD, &rows)))
}

/// The first of the lines is what the others are compared with.
fn rows(lines: &[Line]) -> Vec<Vec<String>> {
    let first = lines.first().map_or(1.0, |line| line.seconds);
    let row = |line: &Line| {
        vec![
            line.work.to_owned(),
            line.by.to_owned(),
            duration(Some(line.seconds)),
            count(Some(line.items as f64 / line.seconds)),
            format!("{:.1}x", first / line.seconds),
        ]
    };
    lines.iter().map(row).collect()
}

/// The best time of some work.
fn best(runtime: &Runtime, turns: usize, by: &str, work: impl AsyncFn()) -> f64 {
    eprintln!("latency: {by}");
    let took = || {
        let start = Instant::now();
        runtime.block_on(work());
        start.elapsed().as_secs_f64()
    };
    (0..turns).map(|_| took()).fold(f64::MAX, f64::min)
}
