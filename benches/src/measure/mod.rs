//! Measures instructions, allocations and time of the same workloads.

mod allocations;
pub(crate) mod counted;
pub(crate) mod instructions;
mod profile;
pub(crate) mod same;
pub(crate) mod time;

use std::collections::HashMap;

use crate::cases::{Row, Run};
use crate::libraries::LibraryId;

/// The figures that were measured, by workload and library.
#[derive(Debug, Default)]
pub(crate) struct Measured(HashMap<Run, f64>);

impl Measured {
    /// Returns the figure of one workload of one library.
    pub(crate) fn of(&self, run: Run) -> Option<f64> {
        self.0.get(&run).copied()
    }

    /// Returns what a row's workload costs a library; `None` where it was not measured.
    pub(crate) fn cost(&self, row: &Row, library: LibraryId) -> Option<f64> {
        let (run, less) = row.runs(library);
        let less = match less {
            Some(less) => self.of(less)?,
            None => 0.0,
        };
        Some(self.of(run)? - less)
    }

    /// Returns the cost of a library as a ratio to the cost by hand.
    pub(crate) fn ratio(&self, row: &Row, library: LibraryId) -> Option<f64> {
        Some(self.cost(row, library)? / self.cost(row, LibraryId::Sdk)?)
    }
}

impl FromIterator<(Run, f64)> for Measured {
    fn from_iter<I: IntoIterator<Item = (Run, f64)>>(measured: I) -> Self {
        Self(measured.into_iter().collect())
    }
}

/// Returns everything that has to be measured for these rows and libraries, once each.
pub(crate) fn needed(rows: &[Row], libraries: &[LibraryId]) -> Vec<Run> {
    let mut needed: Vec<Run> = Vec::new();
    for run in rows.iter().flat_map(|row| row.needs(libraries)) {
        if !needed.contains(&run) {
            needed.push(run);
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::ROWS;

    #[test]
    fn a_cost_is_less_what_is_not_meant_by_it() {
        let row = ROWS.into_iter().find(|row| row.name == "decode 100 small items").expect("a row");
        let costs = row.needs(&[LibraryId::Sdk, LibraryId::Dkmio]).into_iter().zip([150.0, 100.0, 35.0, 10.0]);
        let measured: Measured = costs.collect();
        assert_eq!(measured.cost(&row, LibraryId::Sdk), Some(50.0));
        assert_eq!(measured.ratio(&row, LibraryId::Dkmio), Some(0.5));
        assert_eq!(Measured::default().ratio(&row, LibraryId::Dkmio), None);
    }

    #[test]
    fn nothing_is_measured_twice() {
        let needed = needed(&ROWS, &LibraryId::all());
        assert!(needed.iter().enumerate().all(|(at, run)| !needed[..at].contains(run)));
    }
}
