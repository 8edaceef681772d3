//! Measures many requests behind a latency: how well they overlap.

mod line;
mod scans;
mod writes;

use tokio::runtime::Runtime;

use self::line::Line;
use crate::libraries::ON_MANY_REQUESTS;
use crate::report::{count, duration, markdown};

const HEAD: [&str; 5] = ["work", "by", "time", "items a second", "to the SDK, one at a time"];

const NOTES: &str = "\
In memory on one thread, where every response takes 5 ms. Wall-clock time, the best of five for writes and of two for scans; pages of a scan have 100 items.";

/// Measures writes and scans and returns the section's text.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let mut lines = writes::measure(runtime)?;
    let scans = scans::measure(runtime)?;
    let rows: Vec<Vec<String>> = [std::mem::take(&mut lines), scans].iter().flat_map(|lines| rows(lines)).collect();
    let notes = [NOTES, ON_MANY_REQUESTS].join(" ");
    Ok(format!("{}\n\n{}", notes.trim_end(), markdown::table(&HEAD, &rows)))
}

/// Formats the lines, the first of which the others are compared with.
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
