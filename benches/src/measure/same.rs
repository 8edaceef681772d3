//! Every side has to do the same work before any of it is measured.

use tokio::runtime::Runtime;

use crate::cases::{self, Outcome, Run, Shape, Work};
use crate::items::{Nested, Numbers, Sample, Small, Text, samples};
use crate::sides::Side;

/// Does each work once.
///
/// # Errors
/// When a side returns or sends something else than the SDK by hand, or than what it was given.
pub(crate) fn check(runtime: &Runtime, runs: &[Run]) -> Result<(), String> {
    for &run in runs {
        let Some(outcome) = outcome(runtime, run) else { continue };
        let (by_hand, expected) = match run.work {
            Work::Bare(_) => continue,
            Work::QueryBorrowed | Work::Borrowed => (None, output(Work::Query(Shape::Small, 100))),
            work => (outcome_by_hand(runtime, work), output(work)),
        };
        let differs = by_hand.is_some_and(|by_hand| by_hand != outcome);
        if differs || expected.is_some_and(|expected| expected != outcome.output) {
            return Err(format!("{} by {} is not the same work", run.work.name(), run.side.name()));
        }
    }
    Ok(())
}

fn outcome_by_hand(runtime: &Runtime, work: Work) -> Option<Outcome> {
    outcome(runtime, Run { work, side: Side::Sdk })
}

fn outcome(runtime: &Runtime, run: Run) -> Option<Outcome> {
    let job = cases::job(run.work, run.side)?;
    Some(runtime.block_on(job.outcome()))
}

/// What a work has to return; none where it returns nothing.
fn output(work: Work) -> Option<String> {
    Some(match work {
        Work::Query(Shape::Small, count) => shown::<Small>(count),
        Work::Query(Shape::Text, count) => shown::<Text>(count),
        Work::Query(Shape::Numbers, count) => shown::<Numbers>(count),
        Work::Query(Shape::Nested, count) => shown::<Nested>(count),
        Work::Get => format!("{:?}", Some(Small::sample(7))),
        Work::BatchGet => format!("Some({})", shown::<Small>(100)),
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
        let runs = |side| Work::ALL.map(|(_, work)| Run { work, side });
        let runs: Vec<Run> = Side::all().into_iter().flat_map(runs).collect();
        assert_eq!(check(&runtime, &runs), Ok(()));
    }
}
