//! Time in memory.

use tokio::runtime::Runtime;

use crate::cases::ROWS;
use crate::measure::{self, needed, same};
use crate::report::{duration, markdown, ratio};
use crate::sides::Side;

const NOTES: &str = "\
The same work in memory: the time the processor spends on the thread, the best of many measurements in turns within one run. Read \
the ratios, not the absolutes. What it takes to make a request is too little to be timed.\n";

/// Measures.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let sides = Side::all();
    same::check(runtime, &needed(&ROWS, &sides))?;
    let rows: Vec<Vec<String>> = ROWS
        .iter()
        .filter(|row| !row.above_bare())
        .map(|row| {
            eprintln!("time: {}", row.name);
            let measured = measure::time::measure(runtime, row, &sides);
            let mut line = vec![row.name.to_owned(), duration(measured.cost(row, Side::Sdk))];
            line.extend(sides.iter().skip(1).map(|&side| ratio(measured.ratio(row, side))));
            line
        })
        .collect();
    Ok(format!("{NOTES}\n{}", markdown::table(&super::heads(), &rows)))
}
