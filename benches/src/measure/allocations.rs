//! Counts allocations by the allocator. A reallocation counts as one more.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::runtime::Runtime;

use super::Measured;
use crate::cases::{self, Run};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Returns the allocations of one round for each run.
pub(crate) fn measure(runtime: &Runtime, runs: &[Run]) -> Measured {
    runs.iter().filter_map(|&run| Some((run, of(runtime, run)?))).collect()
}

fn of(runtime: &Runtime, run: Run) -> Option<f64> {
    let case = cases::case(run.workload, run.library)?;
    let (few, many) = run.workload.profiled_rounds();
    let count = |rounds| {
        let region = Region::new(ALLOCATOR);
        runtime.block_on(case.run(rounds));
        let change = region.change();
        (change.allocations + change.reallocations) as f64
    };
    // The first rounds pay for what is done once, which must not count.
    count(few);
    Some((count(many) - count(few)) / (many - few) as f64)
}
