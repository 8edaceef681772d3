//! Measures time in memory.

use tokio::runtime::Runtime;

use super::heads::heads;
use crate::cases::ROWS;
use crate::libraries::LibraryId;
use crate::measure::{self, needed, same};
use crate::report::{duration, markdown, ratio};

const NOTES: &str = "\
The same workload in memory: the time the processor spends on the thread, the best of many measurements in turns within one run. Read \
the ratios, not the absolutes.\n";

/// Measures the rows and returns the section's text.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let libraries = LibraryId::all();
    same::check(runtime, &needed(&ROWS, &libraries))?;
    let rows: Vec<Vec<String>> = ROWS
        .iter()
        .map(|row| {
            eprintln!("time: {}", row.name);
            let measured = measure::time::measure(runtime, row, &libraries);
            let mut line = vec![row.name.to_owned(), duration(measured.cost(row, LibraryId::Sdk))];
            line.extend(libraries.iter().skip(1).map(|&library| ratio(measured.ratio(row, library))));
            line
        })
        .collect();
    Ok(format!("{NOTES}\n{}", markdown::table(&heads(), &rows)))
}
