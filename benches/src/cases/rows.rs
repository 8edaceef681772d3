//! The rows of the tables: what is measured, less what is not meant by it.

use super::{Operation, Shape, Work};
use crate::sides::Side;

/// A work of a side, which is measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    pub(crate) work: Work,
    pub(crate) side: Side,
}

/// What is taken off a measurement.
#[derive(Debug, Clone, Copy)]
enum Less {
    Nothing,
    /// Another work of the same side.
    Work(Work),
    /// The bare request of the SDK.
    Bare(Operation),
}

/// A work, less something.
#[derive(Debug, Clone, Copy)]
struct Part(Work, Less);

impl Part {
    const fn whole(work: Work) -> Self {
        Self(work, Less::Nothing)
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// What is done.
    pub(crate) name: &'static str,
    /// Whether there is nothing to decode or encode, so that the baseline is the SDK alone.
    pub(crate) plain: bool,
    baseline: Part,
    others: Part,
}

impl Row {
    /// What is measured of a side, and what is to be taken off it.
    pub(crate) fn runs(&self, side: Side) -> (Run, Option<Run>) {
        let Part(work, less) = if side == Side::Sdk { self.baseline } else { self.others };
        let less = match less {
            Less::Nothing => None,
            Less::Work(work) => Some(Run { work, side }),
            Less::Bare(operation) => Some(Run { work: Work::Bare(operation), side: Side::Sdk }),
        };
        (Run { work, side }, less)
    }

    /// Whether it is what is added to a bare request, which is little beside the request.
    pub(crate) const fn above_bare(&self) -> bool {
        matches!(self.baseline.1, Less::Bare(_))
    }

    /// Everything that has to be measured for these sides.
    pub(crate) fn needs(&self, sides: &[Side]) -> Vec<Run> {
        let mut runs = Vec::new();
        for (run, less) in sides.iter().map(|&side| self.runs(side)) {
            for run in [Some(run), less].into_iter().flatten() {
                if !runs.contains(&run) {
                    runs.push(run);
                }
            }
        }
        runs
    }
}

const fn row(name: &'static str, work: Work) -> Row {
    Row { name, plain: false, baseline: Part::whole(work), others: Part::whole(work) }
}

const fn plain(name: &'static str, work: Work) -> Row {
    Row { plain: true, ..row(name, work) }
}

const fn prepare(name: &'static str, operation: Operation) -> Row {
    let part = Part(Work::Prepare(operation), Less::Bare(operation));
    Row { name, plain: false, baseline: part, others: part }
}

const NOTHING: Work = Work::Query(Shape::Small, 0);
const DECODED: Part = Part(Work::Query(Shape::Small, 100), Less::Work(NOTHING));

/// The rows, in the order of the tables.
pub(crate) const ROWS: [Row; 20] = [
    prepare("make a get", Operation::Get),
    prepare("make a put", Operation::Put),
    prepare("make an update", Operation::Update),
    prepare("make a query", Operation::Query),
    row("get", Work::Get),
    row("put", Work::Put),
    row("update", Work::Update),
    plain("delete", Work::Delete),
    plain("query of nothing", NOTHING),
    row("query of 1 small item", Work::Query(Shape::Small, 1)),
    row("query of 100 small items", Work::Query(Shape::Small, 100)),
    Row {
        name: "query of 100 small items, borrowed",
        plain: false,
        baseline: Part::whole(Work::Query(Shape::Small, 100)),
        others: Part::whole(Work::QueryBorrowed),
    },
    row("query of 100 texts of 1 KB", Work::Query(Shape::Text, 100)),
    row("query of 100 items of numbers", Work::Query(Shape::Numbers, 100)),
    row("query of 100 nested items", Work::Query(Shape::Nested, 100)),
    row("query of 2,000 small items", Work::Query(Shape::Small, 2000)),
    Row { name: "decode 100 small items", plain: false, baseline: DECODED, others: DECODED },
    Row {
        name: "decode 100 small items, borrowed",
        plain: false,
        baseline: DECODED,
        others: Part::whole(Work::Borrowed),
    },
    row("batch write of 25", Work::BatchWrite),
    row("batch get of 100", Work::BatchGet),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Row {
        ROWS.into_iter().find(|row| row.name == name).expect("a row")
    }

    #[test]
    fn a_bare_request_is_taken_off_every_side_alike() {
        let bare = Run { work: Work::Bare(Operation::Get), side: Side::Sdk };
        for side in Side::all() {
            assert_eq!(named("make a get").runs(side).1, Some(bare));
        }
        assert_eq!(named("make a get").needs(&Side::all()).len(), Side::all().len() + 1);
    }

    #[test]
    fn borrowed_items_are_measured_against_owned_ones() {
        let row = named("decode 100 small items, borrowed");
        assert_eq!(row.runs(Side::Sdk), named("decode 100 small items").runs(Side::Sdk));
        assert_eq!(row.runs(Side::Dkmio), (Run { work: Work::Borrowed, side: Side::Dkmio }, None));
    }
}
