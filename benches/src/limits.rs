//! The most that dkmio may cost, as a ratio to the SDK by hand.

use crate::cases::{ROWS, Row};
use crate::libraries::LibraryId;
use crate::measure::Measured;

/// The bound of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    row: &'static str,
    /// The ratio of instructions.
    pub(crate) instructions: f64,
    /// The bound on allocations.
    pub(crate) allocations: Allocations,
}

/// A bound on allocations.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Allocations {
    /// A ratio to the allocations of the SDK by hand.
    Ratio(f64),
    /// A number of allocations for each item, and the number of items.
    PerItem(f64, usize),
}

use Allocations::{PerItem, Ratio};

/// The bounds: a hundredth above what was measured, since builds with other features differ by as much, and the figures that were
/// set for the project where they are tighter. A row without one is only shown.
const LIMITS: [Limit; 16] = [
    limit("get", 0.55, Ratio(0.58)),
    limit("put", 0.59, Ratio(0.55)),
    limit("update", 0.68, Ratio(0.63)),
    limit("delete", 0.65, Ratio(0.61)),
    limit("query of nothing", 0.66, Ratio(0.63)),
    limit("query of 1 small item", 0.58, Ratio(0.59)),
    limit("query of 100 small items", 0.17, Ratio(0.33)),
    limit("query of 100 small items, borrowed", 0.15, Ratio(0.09)),
    limit("filter of 16 conditions", 0.76, Ratio(0.76)),
    limit("select of 12 attributes, 100 items", 0.18, Ratio(0.08)),
    limit("query of 2,000 small items", 0.16, Ratio(0.30)),
    limit("decode 100 small items, borrowed", 0.09, PerItem(2.0, 100)),
    limit("batch write of 25", 0.38, Ratio(0.27)),
    limit("batch get of 100", 0.30, Ratio(0.41)),
    limit("decode a Lambda event of 25 changes, from bytes", 0.31, Ratio(0.28)),
    limit("decode 100 lines of an export", 0.26, Ratio(0.21)),
];

const fn limit(row: &'static str, instructions: f64, allocations: Allocations) -> Limit {
    Limit { row, instructions, allocations }
}

/// Returns the bound of a row.
pub(crate) fn of(row: &Row) -> Option<Limit> {
    LIMITS.into_iter().find(|limit| limit.row == row.name)
}

/// Returns the rows that have a bound.
pub(crate) fn limited() -> Vec<Row> {
    // A row without a bound is only shown, so that a check need not measure it.
    ROWS.into_iter().filter(|row| of(row).is_some()).collect()
}

/// Returns one line for each figure that is above its limit. A ratio counts as it is shown, to two places.
pub(crate) fn exceeded(instructions: &Measured, allocations: &Measured) -> Vec<String> {
    let mut lines = Vec::new();
    for (row, limit) in limited().iter().filter_map(|row| Some((row, of(row)?))) {
        let mut compare = |what: &str, figure: Option<f64>, most: f64| match figure {
            Some(figure) if rounded(figure) <= most => {}
            Some(figure) => lines.push(format!("{}: {what} {figure:.2}, at most {most:.2}", row.name)),
            // A figure that is missing must not pass, or a row whose measurement broke would be checked no more.
            None => lines.push(format!("{}: {what} not measured", row.name)),
        };
        compare("instructions", instructions.ratio(row, LibraryId::Dkmio), limit.instructions);
        match limit.allocations {
            Ratio(most) => compare("allocations", allocations.ratio(row, LibraryId::Dkmio), most),
            PerItem(most, items) => {
                let each = allocations.cost(row, LibraryId::Dkmio).map(|cost| cost / items as f64);
                compare("allocations an item", each, most);
            }
        }
    }
    lines
}

fn rounded(figure: f64) -> f64 {
    // A figure that the table shows as equal to its limit must not fail.
    (figure * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::needed;

    /// Every side costs so much for each run of the SDK's 100; what is taken off costs nothing.
    fn costing(dkmio: f64) -> Measured {
        let runs = needed(&limited(), &[LibraryId::Sdk, LibraryId::Dkmio]);
        runs.into_iter().map(|run| (run, if run.library == LibraryId::Dkmio { dkmio } else { 100.0 })).collect()
    }

    #[test]
    fn every_limit_is_of_a_row() {
        assert_eq!(limited().len(), LIMITS.len());
    }

    #[test]
    fn what_is_within_its_limit_is_not_named() {
        let [get] = LIMITS.into_iter().filter(|limit| limit.row == "get").collect::<Vec<_>>()[..] else {
            panic!("one")
        };
        let named = |cost: f64| exceeded(&costing(cost), &costing(1.0)).iter().any(|line| line.starts_with("get:"));
        assert!(!named(100.0 * get.instructions + 0.4));
        assert!(named(100.0 * get.instructions + 0.6));
    }

    #[test]
    fn what_was_not_measured_does_not_pass() {
        let lines = exceeded(&Measured::default(), &Measured::default());
        assert_eq!(lines.len(), 2 * LIMITS.len());
    }
}
