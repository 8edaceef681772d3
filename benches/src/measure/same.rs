//! Checks that every library does the same work before any of it is measured.

use tokio::runtime::Runtime;

use crate::cases::{self, Outcome, Run, Shape, Workload};
use crate::items::{Nested, Numbers, Sample, Small, Text, samples};
use crate::libraries::LibraryId;

/// Does each workload once and compares the outcomes.
///
/// # Errors
///
/// Returns an error if a library returns or sends something else than the SDK by hand, or than what it was given.
pub(crate) fn check(runtime: &Runtime, runs: &[Run]) -> Result<(), String> {
    for &run in runs {
        let Some(outcome) = outcome(runtime, run) else { continue };
        let (by_hand, expected) = match run.workload {
            // The SDK has no such operation, so the output is compared with the items alone.
            Workload::QueryBorrowed | Workload::Borrowed => (None, output(Workload::Query(Shape::Small, 100))),
            Workload::Entity(work) => (None, cases::entity_output(work)),
            workload => (outcome_by_hand(runtime, workload), output(workload)),
        };
        let differs = by_hand.is_some_and(|by_hand| by_hand != outcome);
        if differs || expected.is_some_and(|expected| expected != outcome.output) {
            return Err(format!("{} by {} is not the same work", run.workload.name(), run.library.name()));
        }
    }
    Ok(())
}

fn outcome_by_hand(runtime: &Runtime, workload: Workload) -> Option<Outcome> {
    outcome(runtime, Run { workload, library: LibraryId::Sdk })
}

fn outcome(runtime: &Runtime, run: Run) -> Option<Outcome> {
    let case = cases::case(run.workload, run.library)?;
    Some(runtime.block_on(case.outcome()))
}

/// Returns the output that a workload must have; `None` where it returns nothing.
fn output(workload: Workload) -> Option<String> {
    Some(match workload {
        Workload::Query(Shape::Small, count) => shown::<Small>(count),
        Workload::Query(Shape::Text, count) => shown::<Text>(count),
        Workload::Query(Shape::Numbers, count) => shown::<Numbers>(count),
        Workload::Query(Shape::Nested, count) => shown::<Nested>(count),
        Workload::Get => format!("{:?}", Some(Small::sample(7))),
        Workload::BatchGet => format!("Some({})", shown::<Small>(100)),
        _ => return None,
    })
}

fn shown<T: Sample>(count: usize) -> String {
    format!("{:?}", samples::<T>(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_side_does_the_same() {
        let runtime = crate::runtime().expect("a runtime");
        let runs = |library| Workload::ALL.map(|(_, workload)| Run { workload, library });
        let runs: Vec<Run> = LibraryId::all().into_iter().flat_map(runs).collect();
        assert_eq!(check(&runtime, &runs), Ok(()));
    }
}
