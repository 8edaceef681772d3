//! Measures instructions and allocations in memory: the figures that are the same in every run.

use tokio::runtime::Runtime;

use super::entities;
use crate::cases::{ROWS, Row};
use crate::libraries::LibraryId;
use crate::limits::{self, Allocations};
use crate::measure::{Measured, counted, needed};
use crate::report::chart::Chart;
use crate::report::files::{self, CHART};
use crate::report::{count, markdown, ratio};

/// The rows of the chart.
const CHARTED: [&str; 6] = [
    "query of 100 small items",
    "query of 100 texts of 1 KB",
    "query of 100 items of numbers",
    "query of 100 nested items",
    "get",
    "batch write of 25",
];

const HEAD: [&str; 5] = ["work", "SDK + serde_dynamo: instructions", "its allocations", "dkmio", "limit"];

const NOTES: &str = "\
Ratios to the SDK with serde_dynamo, written by hand: *instructions / allocations*. Below 1 is less. SHA-256 is left out of the \
instructions: callgrind counts a software hash that no current processor runs. \"make\" is a request up to the moment the HTTP client has it, signed. \
\"decode\" is the query of 100 less the query of nothing; \"borrowed\" is dkmio's `raw_page` with \
`items_borrowed` into a struct of `&str`, and its decoding is `items_borrowed` alone, of a page that is there. Where there is nothing to decode or encode (`*`), the SDK is used alone. `-`: there is no such operation.\n";

/// Measures all rows and draws the chart.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let (instructions, allocations) = of(runtime, &ROWS, &LibraryId::all())?;
    files::write(CHART, &chart(&instructions).svg())?;
    Ok(format!("{NOTES}\n{}", table(&ROWS, &LibraryId::peers(), &instructions, &allocations)))
}

/// Measures everything that has a limit. Returns the tables and one line for each figure above its limit.
///
/// # Errors
///
/// Returns an error if valgrind is missing or fails, or if the libraries do not do the same work.
pub(crate) fn check(runtime: &Runtime) -> Result<(String, Vec<String>), String> {
    let rows = limits::limited();
    // Entities are compared with workloads of the rows, which are measured once for both.
    let mut runs = needed(&rows, &[LibraryId::Sdk, LibraryId::Dkmio]);
    runs.extend(entities::runs().into_iter().filter(|run| !runs.contains(run)).collect::<Vec<_>>());
    let (instructions, allocations) = counted::measure(runtime, &runs)?;
    let mut exceeded = limits::exceeded(&instructions, &allocations);
    exceeded.extend(entities::exceeded(&instructions, &allocations));
    let tables = [table(&rows, &[], &instructions, &allocations), entities::table(&instructions, &allocations)];
    Ok((tables.join("\n"), exceeded))
}

fn of(runtime: &Runtime, rows: &[Row], libraries: &[LibraryId]) -> Result<(Measured, Measured), String> {
    counted::measure(runtime, &needed(rows, libraries))
}

fn table(rows: &[Row], peers: &[LibraryId], instructions: &Measured, allocations: &Measured) -> String {
    let line = |row: &Row| {
        let both = |library| both(ratio(instructions.ratio(row, library)), ratio(allocations.ratio(row, library)));
        let mut line = vec![
            if row.plain { format!("{} \\*", row.name) } else { row.name.to_owned() },
            count(instructions.cost(row, LibraryId::Sdk)),
            count(allocations.cost(row, LibraryId::Sdk)),
            both(LibraryId::Dkmio),
            limit(row),
        ];
        line.extend(peers.iter().copied().map(both));
        line
    };
    let head: Vec<&str> = HEAD.into_iter().chain(peers.iter().map(|library| library.title())).collect();
    markdown::table(&head, &rows.iter().map(line).collect::<Vec<_>>())
}

fn both(instructions: String, allocations: String) -> String {
    if instructions == "-" && allocations == "-" { instructions } else { format!("{instructions} / {allocations}") }
}

fn limit(row: &Row) -> String {
    match limits::of(row) {
        None => String::new(),
        Some(limit) => match limit.allocations {
            Allocations::Ratio(most) => format!("{:.2} / {most:.2}", limit.instructions),
            Allocations::PerItem(most, _) => format!("{:.2} / {most:.0} an item", limit.instructions),
        },
    }
}

fn chart(instructions: &Measured) -> Chart<'static> {
    // The ratio of the SDK to itself is 1 everywhere, which the dashed line shows.
    let libraries: Vec<LibraryId> = LibraryId::all().into_iter().skip(1).collect();
    let rows = CHARTED.iter().filter_map(|name| ROWS.iter().find(|row| row.name == *name));
    Chart {
        title: "Instructions, for each of the SDK with serde_dynamo",
        subtitle: "Less is better; the dashed line is the SDK with serde_dynamo, written by hand",
        series: libraries.iter().map(|library| library.title()).collect(),
        groups: rows
            .map(|row| (row.name, libraries.iter().map(|&library| instructions.ratio(row, library)).collect()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charted_row_is_there() {
        assert_eq!(chart(&Measured::default()).groups.len(), CHARTED.len());
    }

    #[test]
    fn what_a_side_cannot_do_is_a_dash() {
        let runs = needed(&ROWS, &[LibraryId::Sdk]);
        let measured: Measured = runs.into_iter().map(|run| (run, 10.0)).collect();
        let table = table(&ROWS, &[LibraryId::Dkmio], &measured, &measured);
        let line = table.lines().find(|line| line.starts_with("| query of 100 texts")).expect("a line");
        assert_eq!(line, "| query of 100 texts of 1 KB | 10 | 10 | - |  | - |");
    }
}
