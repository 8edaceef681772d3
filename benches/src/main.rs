//! The cost of dkmio beside that of the SDK with `serde_dynamo`: `cargo run --release -p dkmio-benches` prints a table.
//!
//! Everything runs in memory. Instructions are those of callgrind without SHA-256, which callgrind has no instructions for;
//! allocations are counted by the allocator; time is a ratio of best rounds within one run. Ratios below 1 are in favour of
//! dkmio.

#![allow(clippy::expect_used, clippy::panic, clippy::cast_precision_loss)]

mod cases;
mod connector;
mod models;

use std::alloc::System;
use std::process::Command;
use std::time::Instant;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::runtime::Runtime;

use crate::cases::{CASES, Side, run};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [case, side, rounds] = arguments.as_slice() {
        let side = if side == "dkmio" { Side::Dkmio } else { Side::Sdk };
        runtime.block_on(run(case, side, rounds.parse().expect("a number of rounds")));
        return;
    }
    println!("| case | instructions, SDK | dkmio | ratio | allocations, SDK | dkmio | ratio | time ratio |");
    println!("|---|---|---|---|---|---|---|---|");
    for case in CASES {
        let instructions = [Side::Sdk, Side::Dkmio].map(|side| instructions(case, side));
        let allocations = [Side::Sdk, Side::Dkmio].map(|side| allocations(&runtime, case, side));
        println!(
            "| {case} | {} | {} | {} | {} | {} | {} | {:.2} |",
            shown(instructions[0]), shown(instructions[1]), ratio(instructions),
            shown(allocations[0]), shown(allocations[1]), ratio(allocations),
            time_ratio(&runtime, case)
        );
    }
}

fn shown(count: Option<f64>) -> String {
    count.map_or("-".to_owned(), |count| format!("{count:.0}"))
}

fn ratio(counts: [Option<f64>; 2]) -> String {
    match counts {
        [Some(sdk), Some(dkmio)] => format!("{:.2}", dkmio / sdk),
        _ => "-".to_owned(),
    }
}

/// The rounds of which the difference is measured, so that what is done once falls out.
fn rounds(case: &str) -> (usize, usize) {
    if case == "query-2000" { (2, 4) } else { (10, 30) }
}

fn per_round(case: &str, measure: impl Fn(usize) -> Option<f64>) -> Option<f64> {
    let (few, many) = rounds(case);
    Some((measure(many)? - measure(few)?) / (many - few) as f64)
}

/// Instructions of one round by callgrind, without SHA-256; none where valgrind is not installed.
fn instructions(case: &str, side: Side) -> Option<f64> {
    let own = std::env::current_exe().ok()?;
    per_round(case, |rounds| {
        let file = std::env::temp_dir().join(format!("dkmio-{}-{case}-{side:?}-{rounds}", std::process::id()));
        let side = if side == Side::Dkmio { "dkmio" } else { "sdk" };
        let status = Command::new("valgrind")
            .args(["--tool=callgrind", "-q"])
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(&own)
            .args([case, side, &rounds.to_string()])
            .status()
            .ok()?;
        let annotated = Command::new("callgrind_annotate").args(["--threshold=100"]).arg(&file).output().ok()?;
        let _ = std::fs::remove_file(&file);
        status.success().then(|| without_sha(&String::from_utf8_lossy(&annotated.stdout)))
    })
}

/// Sums the functions of a profile but for those of SHA-256.
fn without_sha(profile: &str) -> f64 {
    let count = |line: &str| -> Option<f64> { line.trim_start().split(' ').next()?.replace(',', "").parse().ok() };
    let functions = profile.lines().skip_while(|line| !line.contains("file:function")).skip(1);
    functions.filter(|line| !line.contains("sha2") && !line.contains("sha256")).filter_map(count).sum()
}

fn allocations(runtime: &Runtime, case: &str, side: Side) -> Option<f64> {
    per_round(case, |rounds| {
        let region = Region::new(ALLOCATOR);
        runtime.block_on(run(case, side, rounds));
        let stats = region.change();
        Some((stats.allocations + stats.reallocations) as f64)
    })
}

/// The best time of dkmio by the best of the SDK, in turns.
fn time_ratio(runtime: &Runtime, case: &str) -> f64 {
    let (few, many) = rounds(case);
    let time = |side| {
        let took = |rounds| {
            let start = Instant::now();
            runtime.block_on(run(case, side, rounds));
            start.elapsed().as_secs_f64()
        };
        took(few + many * 10) - took(few)
    };
    let mut best = [f64::MAX; 2];
    for _ in 0..10 {
        for (best, side) in best.iter_mut().zip([Side::Sdk, Side::Dkmio]) {
            let took = time(side);
            if took > 0.0 {
                *best = best.min(took);
            }
        }
    }
    best[1] / best[0]
}
