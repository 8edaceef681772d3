//! The rows of the tables: what is measured, less what a row does not mean to show.

use super::{Operation, Shape, Workload};
use crate::libraries::LibraryId;

/// A workload of a library, which is measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    pub(crate) workload: Workload,
    pub(crate) library: LibraryId,
}

/// A workload, less another one of the same library.
#[derive(Debug, Clone, Copy)]
struct Part(Workload, Option<Workload>);

impl Part {
    const fn whole(workload: Workload) -> Self {
        Self(workload, None)
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// The description of the workload.
    pub(crate) name: &'static str,
    /// True if there is nothing to decode or encode, so that the baseline is the SDK alone.
    pub(crate) plain: bool,
    baseline: Part,
    others: Part,
}

impl Row {
    /// Returns what is measured of a library, and what is to be taken off it.
    pub(crate) fn runs(&self, library: LibraryId) -> (Run, Option<Run>) {
        let Part(workload, less) = if library == LibraryId::Sdk { self.baseline } else { self.others };
        (Run { workload, library }, less.map(|workload| Run { workload, library }))
    }

    /// Returns everything that has to be measured for these libraries.
    pub(crate) fn needs(&self, libraries: &[LibraryId]) -> Vec<Run> {
        let runs = libraries.iter().map(|&library| self.runs(library));
        runs.flat_map(|(run, less)| [Some(run), less]).flatten().collect()
    }
}

const fn row(name: &'static str, workload: Workload) -> Row {
    Row { name, plain: false, baseline: Part::whole(workload), others: Part::whole(workload) }
}

const fn plain(name: &'static str, workload: Workload) -> Row {
    Row { plain: true, ..row(name, workload) }
}

const NOTHING: Workload = Workload::Query(Shape::Small, 0);
const DECODED: Part = Part(Workload::Query(Shape::Small, 100), Some(NOTHING));

/// The rows, in the order of the tables.
pub(crate) const ROWS: [Row; 28] = [
    row("make a get", Workload::Prepare(Operation::Get)),
    row("make a put", Workload::Prepare(Operation::Put)),
    row("make an update", Workload::Prepare(Operation::Update)),
    row("make a query", Workload::Prepare(Operation::Query)),
    row("get", Workload::Get),
    row("put", Workload::Put),
    row("update", Workload::Update),
    plain("delete", Workload::Delete),
    plain("query of nothing", NOTHING),
    row("query of 1 small item", Workload::Query(Shape::Small, 1)),
    row("query of 100 small items", Workload::Query(Shape::Small, 100)),
    Row {
        name: "query of 100 small items, borrowed",
        plain: false,
        baseline: Part::whole(Workload::Query(Shape::Small, 100)),
        others: Part::whole(Workload::QueryBorrowed),
    },
    row("query of 100 texts of 1 KB", Workload::Query(Shape::Text, 100)),
    row("query of 100 items of numbers", Workload::Query(Shape::Numbers, 100)),
    row("query of 100 nested items", Workload::Query(Shape::Nested, 100)),
    plain("filter of 1 condition", Workload::Filter(1)),
    plain("filter of 4 conditions", Workload::Filter(4)),
    plain("filter of 16 conditions", Workload::Filter(16)),
    row("select of 4 attributes, 100 items", Workload::Select(4)),
    row("select of 12 attributes, 100 items", Workload::Select(12)),
    row("query of 2,000 small items", Workload::Query(Shape::Small, 2000)),
    Row { name: "decode 100 small items", plain: false, baseline: DECODED, others: DECODED },
    Row {
        name: "decode 100 small items, borrowed",
        plain: false,
        baseline: DECODED,
        others: Part::whole(Workload::Borrowed),
    },
    row("batch write of 25", Workload::BatchWrite),
    row("batch get of 100", Workload::BatchGet),
    row("decode a Lambda event of 25 changes", Workload::ChangeEvent),
    row("decode a Lambda event of 25 changes, from bytes", Workload::ChangeEventBytes),
    row("decode 100 lines of an export", Workload::ExportLines),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Row {
        ROWS.into_iter().find(|row| row.name == name).expect("a row")
    }

    #[test]
    fn a_row_takes_the_same_workload_off_every_library() {
        let row = named("decode 100 small items");
        for library in LibraryId::all() {
            assert_eq!(row.runs(library).1, Some(Run { workload: NOTHING, library }));
        }
        assert_eq!(row.needs(&LibraryId::all()).len(), 2 * LibraryId::all().len());
    }

    #[test]
    fn borrowed_items_are_measured_against_owned_ones() {
        let row = named("decode 100 small items, borrowed");
        assert_eq!(row.runs(LibraryId::Sdk), named("decode 100 small items").runs(LibraryId::Sdk));
        assert_eq!(row.runs(LibraryId::Dkmio), (Run { workload: Workload::Borrowed, library: LibraryId::Dkmio }, None));
    }
}
